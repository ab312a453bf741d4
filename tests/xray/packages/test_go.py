"""What Go programs carry about themselves."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.xray.packages import Package, go

MODULES = "path\texample.com/shop/cmd/server\nmod\texample.com/shop\tv1.4.0\th1:abc=\ndep\tgolang.org/x/net\tv0.1.0\n"


def build_info(modules=MODULES, version="go1.22.4", flags=2):
    """Return build info as `go build` has written it since Go 1.18."""
    parts = [version.encode(), b"\1" * 16 + modules.encode() + b"\2" * 16]
    return go.MAGIC + bytes([8, flags]) + bytes(16) + b"".join(length(len(p)) + p for p in parts)


def length(number):
    out = b""
    while number >= 0x80:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def test_the_main_module_names_the_program():
    assert go.program(build_info()) == Package("go", "example.com/shop", "v1.4.0")


def test_a_program_of_no_module_is_named_by_its_path():
    assert go.program(build_info("path\tcommand-line-arguments\n")) == Package("go", "command-line-arguments")


def test_the_old_format_points_elsewhere_and_says_nothing():
    assert go.program(build_info(flags=0)) is None


def test_build_info_cut_short_says_nothing_or_what_is_left():
    for end in range(len(build_info())):
        found = go.program(build_info()[:end])
        assert found is None or found.system == "go"


@given(st.binary(max_size=300))
def test_broken_build_info_is_no_error(text):
    go.program(go.MAGIC + b"\x08\x02" + bytes(16) + text)
