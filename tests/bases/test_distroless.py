"""The stand-ins without a shell: what is in them, and that programs of other stages run on them."""

import pytest

from tests.bases.conftest import LIBRARIES, Deb
from tutor.bases.recipes import find_recipe

ZONES = Deb(
    "tzdata", {"./usr/share/zoneinfo/Europe/Berlin": "zone", "./usr/share/zoneinfo/right/UTC": "leap"}
)


@pytest.fixture
def image_of(host, image_files):
    host.system(ZONES)
    return image_files


def test_there_is_what_a_static_program_needs_and_no_shell(image_of):
    files = image_of("gcr.io/distroless/static")
    assert files["etc/ssl/certs/ca-certificates.crt"][1].startswith(b"certificate A")
    assert files["usr/share/zoneinfo/Europe/Berlin"][1] == b"zone"
    assert b"nonroot:x:65532:65532" in files["etc/passwd"][1]
    assert files["home/nonroot"][0].uid == 65532
    assert files["tmp"][0].mode == 0o1777
    assert [p for p in files if p.startswith(("bin", "usr/bin", "lib")) or "right" in p] == []


def test_the_one_for_c_has_its_runtime(image_of):
    files = image_of("gcr.io/distroless/cc-debian12")
    assert files[f"{LIBRARIES}/libc.so.6"][1] == b"libc"
    assert files["lib64/ld-linux-x86-64.so.2"][0].linkname == f"/{LIBRARIES}/ld-linux-x86-64.so.2"
    assert "bin/busybox" not in files


def test_nonroot_is_another_user():
    assert find_recipe("gcr.io/distroless/static").config["User"] == "0"
    assert find_recipe("gcr.io/distroless/static:latest") is find_recipe("gcr.io/distroless/static")
    assert find_recipe("gcr.io/distroless/static-debian12:nonroot").config["User"] == "65532"


CC = """FROM {gcc} AS build
COPY main.cc .
RUN g++ -O2 -o /hello main.cc

FROM {cc}
COPY --from=build /hello /hello
"""
SOURCE = """#include <iostream>
#include <unistd.h>
int main() { std::cout << "user " << getuid() << std::endl; }
"""


@pytest.mark.engine
def test_a_program_in_c_plus_plus_runs_without_a_shell(made, built):
    text = CC.format(gcc=made("gcc:12"), cc=made("gcr.io/distroless/cc-debian12:nonroot"))
    assert built(text, ["/hello"], main__cc=SOURCE) == "user 65532\n"
