"""A program that cannot be started: each rule speaks only of what the image holds and the engine said."""

from dataclasses import replace

import pytest

from tests.checks.made import file, made
from tests.diagnosis.stopped import probe
from tests.labs import a_lab
from tests.model.test_program import elf
from tutor.diagnosis import diagnose
from tutor.dockerfile import quick_check
from tutor.engine.port import ImageInfo
from tutor.model.course import CheckSpec, Solution
from tutor.model.outcome import Outcome, Status

LOADER = "lib64/ld-linux-x86-64.so.2"
NO_FILE = "exec /server: no such file or directory"
FORMAT = "exec /server: exec format error"
BUILD = "FROM go AS build\nRUN {run}\n"


def told(*log, last="COPY --from=build /server /server", ending='CMD ["/server"]', cmd=("/server",), **other):
    """Return the diagnosis of a container that did not start; the last COPY, line 4, brought all that is in it."""
    base, run = other.get("base", "scratch"), other.get("run", "go build -o /server .")
    text = f"{BUILD.format(run=run)}FROM {base}\n{last}\n{ending}\n"
    config = {"WorkingDir": other.get("workdir", ""), "Cmd": list(cmd), **other.get("config", {})}
    files = [file(path, mode=0o755) for path in other.get("paths", ("server",))]
    below = [([file(path, mode=0o755) for path in other.get("of_base", ())], None)]
    contents = {"server": other.get("content", elf())}
    lab = replace(other.get("lab", a_lab()), checks=(CheckSpec("it", "starts", "It"),))
    found = made(*below, (files, 1), text=text, lab=lab, config=config, contents=contents)
    found.info = ImageInfo("sha256:0", 0, (), config, architecture="amd64")
    found.problems = quick_check(found.dockerfile)
    found.probe = probe(log=log, refused=other.get("refused", ""), running=other.get("running", False))
    outcome = Outcome("it", "It", Status.FAILED, "a container that starts", "it stopped")
    return diagnose((outcome,), found)


@pytest.mark.parametrize(
    ("run", "advice"), [("go build -o /server .", "CGO_ENABLED=0"), ("make build", "statically")]
)
def test_a_program_whose_loader_is_not_there_blames_the_line_that_built_it(run, advice):
    found = told(NO_FILE, run=run)
    assert (found.id, found.line) == ("dynamic-binary", 2)
    assert f"its loader, `/{LOADER}`, is not" in found.see
    assert advice in found.try_
    assert found.engine_words == NO_FILE


def test_a_program_that_no_build_made_blames_the_line_that_brought_it():
    assert told(NO_FILE, run="touch x").line == 4


@pytest.mark.parametrize(
    ("loader", "of_base", "words"),
    [
        (
            "/lib64/ld-linux-x86-64.so.2",
            "lib/ld-musl-x86_64.so.1",
            "linked with glibc, and the image of the last stage has musl",
        ),
        ("/lib/ld-musl-x86_64.so.1", LOADER, "linked with musl, and the image of the last stage has glibc"),
    ],
)
def test_another_c_library_blames_the_base_image(loader, of_base, words):
    found = told(NO_FILE, base="alpine:3", content=elf(loader=loader.encode()), of_base=(of_base,))
    assert (found.id, found.line) == ("other-c-library", 3)
    assert words in found.why


def test_the_same_c_library_under_another_name_is_no_other_one():
    assert told(NO_FILE, base="a", of_base=("lib/ld-linux-aarch64.so.1",)).id == "dynamic-binary"


@pytest.mark.parametrize(
    "other",
    [
        {"content": elf(kinds=(1,))},
        {"paths": ("server", LOADER)},
        {"content": b""},
    ],
)
def test_a_static_program_or_one_with_its_loader_is_not_called_dynamic(other):
    assert told(NO_FILE, **other).id == "stopped"


def test_a_program_that_ran_and_failed_is_not_called_dynamic():
    assert told("panic: no rates").id == "stopped"


@pytest.mark.parametrize(
    ("content", "word"), [(elf(machine=183), "arm64"), (b"\xcf\xfa\xed\xfe", "macOS"), (b"MZ", "Windows")]
)
def test_a_program_for_another_platform(content, word):
    found = told(FORMAT, content=content, run="GOOS=x go build -o /server .")
    assert (found.id, found.line) == ("other-platform", 2)
    assert word in found.see
    assert "GOOS" in found.try_
    assert "same platform" in told(FORMAT, content=content).try_


@pytest.mark.parametrize("content", [elf(), b"text", elf(machine=9999)])
def test_a_format_error_of_another_kind_is_not_blamed_on_the_platform(content):
    assert told(FORMAT, content=content).id == "stopped"


SHELL = {"cmd": ("/bin/sh", "-c", "/server"), "ending": "CMD /server"}
NO_SHELL = 'exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown'


def test_a_command_without_brackets_where_no_shell_is():
    found = told(refused=NO_SHELL, **SHELL)
    assert (found.id, found.line) == ("shell-missing", 5)
    assert "`/bin/sh`" in found.see


def test_an_entry_point_without_brackets_is_named_by_its_own_line():
    config = {"Entrypoint": ["/bin/sh", "-c", "/server"]}
    found = told(refused=NO_SHELL, ending='ENTRYPOINT /server\nCMD ["x"]', cmd=(), config=config)
    assert (found.id, found.line) == ("shell-missing", 5)


def test_a_path_that_only_ends_like_the_shell_is_no_word_of_it():
    assert (
        told("exec /usr/local/bin/sh: no such file or directory", paths=("server",), **SHELL).id == "stopped"
    )


def test_a_list_that_names_a_shell_is_a_program_that_is_missing():
    found = told(refused=NO_SHELL, cmd=SHELL["cmd"], ending='CMD ["/bin/sh", "-c", "/server"]')
    assert found.id == "program-missing"


def test_a_shell_that_is_there_is_not_called_missing():
    assert told("sh: /server: not found", paths=("server", "bin/sh"), **SHELL).id != "shell-missing"


def stat(path):
    return f'exec: "{path}": stat {path}: no such file or directory: unknown'


def test_a_path_of_the_build_stage_is_not_one_of_the_image():
    found = told(refused=stat("/src/server"), cmd=("/src/server",))
    assert (found.id, found.line) == ("program-missing", 5)
    assert "It has `/server`" in found.why


def test_a_relative_path_begins_in_the_working_folder():
    found = told(refused=stat("./server"), cmd=("./server",), workdir="/app")
    assert (found.id, found.line) == ("program-missing", 5)
    assert "starts `/app/server`" in found.see


def test_a_program_that_is_nowhere_has_to_be_copied():
    found = told(refused=stat("/tool"), cmd=("/tool",))
    assert found.id == "program-missing"
    assert "Copy the program there" in found.try_


NOT_IN_PATH = 'exec: "{}": executable file not found in $PATH'


def test_another_name_than_that_of_the_only_program():
    found = told(refused=NOT_IN_PATH.format("rates"), cmd=("rates",))
    assert found.id == "program-missing"
    assert "It has `/server`" in found.why


@pytest.mark.parametrize(
    ("other", "identifier"),
    [
        ({"paths": ("server", "other")}, "empty-base"),
        ({"paths": ("other",)}, "empty-base"),
        ({"base": "debian"}, "not-started"),
    ],
)
def test_else_no_program_is_offered(other, identifier):
    assert told(refused=NOT_IN_PATH.format("rates"), cmd=("rates",), **other).id == identifier


SHOWS_SCRATCH = a_lab(solutions=(Solution("one", "One", b"FROM a AS b\nFROM scratch\n", reference=True),))


@pytest.mark.parametrize(
    ("lab", "words"),
    [(SHOWS_SCRATCH, "Copy it from a stage"), (a_lab(), "Start the last stage from `go`")],
)
def test_where_scratch_is_right_no_other_base_is_suggested(lab, words):
    found = told(refused=NOT_IN_PATH.format("tini"), cmd=("tini",), paths=("server", "other"), lab=lab)
    assert found.id == "empty-base"
    assert words in found.try_


@pytest.mark.parametrize(
    ("cmd", "said"),
    [
        ("/usr/local/bin/server", stat("/usr/local/bin/server").replace("no such file or", "not a")),
        ("server", NOT_IN_PATH.format("server")),
    ],
)
def test_a_folder_that_became_a_file(cmd, said):
    paths = ("usr/local/bin",)
    found = told(refused=said, cmd=(cmd,), paths=paths, last="COPY --from=build /server /usr/local/bin")
    assert (found.id, found.line) == ("copied-as-file", 4)
    assert found.try_ == "End the target with a slash: `/usr/local/bin/`."


def test_a_container_that_runs_has_found_its_program():
    assert told(NO_FILE, running=True).id == "starts-failed"
