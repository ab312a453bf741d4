"""The stand-ins on Debian: what apt resolves, where files lie, and what maintainer scripts would have done."""

import platform

import pytest

from tests.bases.conftest import Deb, written
from tutor.bases.closure import Closure
from tutor.bases.packages import Packages
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.xray.packages import dpkg

SLIM = "debian:bookworm-slim"
BASE = (
    Deb(
        "base-passwd",
        {
            "./usr/share/base-passwd/passwd.master": "root:*:0:0:root:/root:/bin/bash\n_apt:*:42:65534::/no:/no\n",
            "./usr/share/base-passwd/group.master": "root:*:0:\nshadow:*:42:\n",
        },
    ),
    Deb(
        "coreutils",
        {
            "./bin/ls": "ls",
            "./usr/bin/env": "env",
            "./usr/share/man/man1/ls.1": "manual",
            "./usr/share/doc/coreutils/copyright": "copyright",
            "./usr/share/doc/coreutils/NEWS": "news",
            "./../outside": "outside",
        },
    ),
    Deb(
        "libc6",
        {
            "./lib/x86_64-linux-gnu/libc.so.6": "libc",
            "./lib64/ld-linux-x86-64.so.2": "->/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
        },
        "Multi-Arch: same\nDescription: C library\n it continues here\n",
    ),
)


@pytest.fixture
def debian(host, monkeypatch):
    """A host with Debian 12 and these packages."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"VERSION_CODENAME": "bookworm"})
    host.system(*BASE)
    return host


@pytest.fixture
def files(debian, image_files):
    return image_files(SLIM)


def test_the_same_packages_give_the_same_archive(debian, shelf_folder, tmp_path):
    assert written(SLIM, shelf_folder, tmp_path / "1") == written(SLIM, shelf_folder, tmp_path / "2")


def test_what_older_packages_have_above_usr_lies_below_it(files):
    assert files["usr/bin/ls"][1] == b"ls"
    assert {name: files[name][0].linkname for name in ("bin", "lib", "lib64")} == {
        "bin": "usr/bin",
        "lib": "usr/lib",
        "lib64": "usr/lib64",
    }
    assert "sbin" not in files, "nothing lies there"


def test_newer_debian_that_brings_the_links_itself_serves_as_well(debian, image_files):
    debian.system(*BASE, Deb("base-files", {"./bin": "->usr/bin", "./lib64": "->usr/lib64"}))
    files = image_files(SLIM)
    assert files["bin"][0].linkname == "usr/bin"
    assert files["usr/bin"][0].isdir()
    assert files["usr/lib64"][0].isdir()


def test_manuals_are_left_out_and_copyrights_stay(files):
    assert "usr/share/doc/coreutils/copyright" in files
    assert [p for p in files if any(w in p for w in ("man1", "NEWS", "outside"))] == []


def test_users_have_no_password(files):
    assert files["etc/passwd"][1] == b"root:x:0:0:root:/root:/bin/bash\n_apt:x:42:65534::/no:/no\n"
    assert files["etc/group"][1] == b"root:x:0:\nshadow:x:42:\n"
    assert files["etc/shadow"][1].startswith(b"root:*:")
    assert (files["etc/shadow"][0].mode, files["etc/shadow"][0].gid) == (0o640, 42)


def test_folders_and_alternatives_are_as_on_debian(files):
    assert {files[p][0].mode for p in ("tmp", "var/tmp", "run/lock")} == {0o1777}
    assert files["root"][0].mode == 0o700
    assert files["usr/bin/awk"][0].linkname == "/etc/alternatives/awk"
    assert files["etc/alternatives/awk"][0].linkname == "/usr/bin/mawk"


def test_dpkg_knows_each_package_and_the_x_ray_its_files(files):
    records = {path: content for path, (_, content) in files.items() if dpkg.is_record(path)}
    owned = {path: package.name for path, package in dpkg.owners(records).items()}
    assert owned["usr/bin/ls"] == "coreutils"
    assert owned["usr/lib/x86_64-linux-gnu/libc.so.6"] == "libc6"
    status = files["var/lib/dpkg/status"][1].decode()
    assert status.count("Status: install ok installed\n") == len(BASE)
    assert "Description: C library\n it continues here\n\n" in status
    assert files["var/lib/dpkg/info/libc6:amd64.postinst"][0].mode == 0o755


def test_another_release_is_refused_with_its_name(debian, shelf_folder, tmp_path, monkeypatch):
    system = {"VERSION_CODENAME": "trixie", "PRETTY_NAME": "Debian 13"}
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: system)
    with pytest.raises(EngineTrouble) as caught:
        written(SLIM, shelf_folder, tmp_path / "work")
    assert (
        "packages of Debian's release bookworm, and this machine's system is Debian 13"
        in caught.value.message
    )
    assert "Make the stand-in on a machine with Debian's release bookworm" in caught.value.fix


LOW = Closure("low", ("base-files",))
HIGH = Closure("high", ("compiler",), LOW)
COMPILER = Deb("compiler", {"./usr/bin/cc": "cc"})


def test_a_closure_has_what_the_one_below_has_not(debian, shelf_folder):
    debian.system(*BASE, compiler=(COMPILER,))
    found = Packages(shelf_folder, Cancel()).closure(HIGH, "amd64")
    assert set(LOW.members(found)) == {"base-passwd", "coreutils", "libc6"}
    assert list(HIGH.members(found)) == ["compiler"]
    asked = [c for c in debian.calls if c.startswith("apt-get install")]
    assert [c.rpartition("-o Debug::NoLocking=1 ")[2] for c in asked] == ["base-files", "base-files compiler"]


def test_a_closure_is_resolved_once_and_again_if_a_file_is_lost(debian, shelf_folder):
    packages = Packages(shelf_folder, Cancel())
    first = packages.closure(LOW, "amd64")
    calls = len(debian.calls)
    assert packages.closure(LOW, "amd64") == first
    assert len(debian.calls) == calls
    first["low/libc6"].unlink()
    assert packages.closure(LOW, "amd64") == first
    assert first["low/libc6"].is_file()


def test_a_package_that_the_system_does_not_have_is_named(debian, shelf_folder, monkeypatch):
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"PRETTY_NAME": "Debian 13"})
    words = '[ "$1" = update ] || { echo "E: Unable to locate package compiler" >&2; exit 100; }'
    debian.client("apt-get", words)
    with pytest.raises(EngineTrouble) as caught:
        Packages(shelf_folder, Cancel()).closure(HIGH, "amd64")
    assert caught.value.message == (
        "the package compiler is not among the packages of this machine's system, Debian 13."
    )
    assert "release of Debian or Ubuntu that has compiler" in caught.value.fix


def test_a_package_that_did_not_come_is_named(debian, shelf_folder):
    for file in debian.shelf.glob("coreutils_*"):
        file.unlink()
    with pytest.raises(EngineTrouble, match="did not bring the package coreutils"):
        Packages(shelf_folder, Cancel()).closure(LOW, "amd64")


def test_names_in_no_known_encoding_survive(debian, image_files):
    debian.system(*BASE, Deb("odd", {"./usr/share/odd/\udcff": "odd"}))
    files = image_files(SLIM)
    assert files["usr/share/odd/\udcff"][1] == b"odd"
    assert files["var/lib/dpkg/info/odd.list"][1].endswith(b"/\xff\n")
