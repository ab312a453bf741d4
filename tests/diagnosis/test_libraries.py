"""A program whose loader did not find a library; the words are those of glibc's loader and of musl's."""

import pytest

from tests.diagnosis.stopped import told

MISSING = "tides: error while loading shared libraries: libtide.so.1: cannot open shared object file: No such file or directory"
MUSL = "Error loading shared library libtide.so.1: No such file or directory (needed by /usr/local/bin/tides)"
OLD_C = "./tides: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by ./tides)"
OLD_CPP = (
    "./tides: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by ./tides)"
)
TEXT = """FROM gcc:12 AS build
RUN make
FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/tides /usr/local/bin/
CMD ["tides"]
"""


def of_tides(*log, library="", base=(), running=False):
    """Return the diagnosis; line 4 brought the program, and the library if one is there."""
    paths = ("usr/local/bin/tides", *((library,) if library else ()), *base)
    config = {"WorkingDir": "", "Cmd": ["tides"]}
    return told("x\n", *log, text=TEXT, paths=paths, config=config, modes=0o755, running=running)


@pytest.mark.parametrize("said", [MISSING, MUSL])
def test_a_library_that_was_left_behind_is_looked_for_where_the_program_came_from(said):
    found = of_tides(said)
    assert (found.id, found.line) == ("library-missing", 4)
    assert "needs `libtide.so.1`" in found.see
    assert found.try_.startswith("`RUN find / -name libtide.so.1` in the stage `build`")


@pytest.mark.parametrize(
    ("library", "base", "try_"),
    [
        ("usr/local/lib/libtide.so.1", ("sbin/ldconfig",), "`ldconfig`"),
        ("usr/local/lib/libtide.so.1", (), "`LD_LIBRARY_PATH`"),
        ("usr/local/bin/libtide.so.1", ("sbin/ldconfig",), "`LD_LIBRARY_PATH`"),
    ],
)
def test_a_library_that_is_there_may_be_where_nothing_looks(library, base, try_):
    found = of_tides(MISSING, library=library, base=base)
    assert (found.id, found.line) == ("library-not-searched", 4)
    assert f"in `/{library.rpartition('/')[0]}`" in found.see
    assert try_ in found.try_


@pytest.mark.parametrize("name", ["libtide.so", "libtide.so.1.2.0", "libtide.so.2"])
def test_a_library_under_another_name_is_not_the_one_that_is_asked_for(name):
    found = of_tides(MISSING, library=f"usr/lib/{name}")
    assert (found.id, found.line) == ("library-name-lost", 4)
    assert f"as `/usr/lib/{name}`" in found.see


def test_another_library_is_no_other_name():
    assert of_tides(MISSING, library="usr/lib/libtideline.so.1").id == "library-missing"


@pytest.mark.parametrize(("said", "version"), [(OLD_C, "GLIBC_2.38"), (OLD_CPP, "GLIBCXX_3.4.32")])
def test_a_library_that_is_too_old_is_told_with_the_base_image(said, version):
    found = of_tides(said)
    assert (found.id, found.line) == ("library-too-old", 3)
    assert f"needs `{version}`" in found.see


def test_a_program_that_runs_lacks_no_library():
    assert of_tides(MISSING, running=True).id == "starts-failed"
