"""The stand-ins for Alpine and for Go on Alpine: what they hold, and what they leave out."""

import pytest

from tests.bases.conftest import written
from tutor.bases.recipes import find_recipe

SMALL = ("alpine:3", "golang:1.24-alpine")


@pytest.mark.parametrize("reference", SMALL)
def test_the_certificates_are_one_bundle_where_alpine_has_it(image_files, reference):
    files = image_files(reference)
    assert files["etc/ssl/certs/ca-certificates.crt"][1] == b"certificate A\ncertificate B\n"
    assert files["etc/ssl/cert.pem"][0].linkname == "certs/ca-certificates.crt"
    assert files["bin/sh"][0].linkname == "/bin/busybox"


def test_a_command_adds_certificates_where_the_official_image_has_one(image_files):
    command, folder = "usr/sbin/update-ca-certificates", "usr/share/ca-certificates/mozilla"
    files = image_files("golang:1.24-alpine")
    assert files[command][0].mode == 0o755
    assert files[command][1].startswith(b"#!/bin/sh\n# Stands in")
    assert [files[f"{folder}/{name}.crt"][1] for name in "AB"] == [b"certificate A", b"certificate B\n"]
    assert command not in image_files("alpine:3")


def test_alpine_has_its_own_c_library_and_no_other(image_files):
    files = image_files("alpine:3")
    assert files["lib/ld-musl-x86_64.so.1"][1] == b"musl"
    assert files["lib/ld-musl-x86_64.so.1"][0].mode == 0o755
    assert files["lib/libc.musl-x86_64.so.1"][0].linkname == "ld-musl-x86_64.so.1"
    assert [path for path in files if "ld-linux" in path or "libc.so" in path] == []


@pytest.mark.parametrize("reference", SMALL)
def test_it_says_what_it_stands_in_for(image_files, reference):
    text = image_files(reference)["etc/standin-release"][1].decode()
    assert text.startswith(f"Local stand-in for {reference}; not the official image.\n")
    assert "ca-certificates_2023_all\n" in text


@pytest.mark.parametrize("reference", SMALL)
def test_the_same_packages_give_the_same_archive(host, shelf_folder, tmp_path, reference):
    assert written(reference, shelf_folder, tmp_path / "1") == written(
        reference, shelf_folder, tmp_path / "2"
    )


def test_the_toolchain_is_where_the_official_image_has_it(image_files):
    files = image_files("golang:1.24-alpine")
    assert files["usr/local/go/bin/go"][1] == b"go"
    assert files["usr/local/go/bin/go"][0].mode == 0o755
    assert files["usr/local/go/pkg/tool/linux_amd64/compile"][0].mode == 0o755
    assert files["usr/local/go/src/fmt/print.go"][0].mode == 0o644
    assert {files[path][0].mode for path in ("go", "go/bin", "go/src")} == {0o1777}


def test_what_no_build_needs_is_left_out(image_files):
    unwanted = ("_test.go", "testdata", "src/cmd", "pprof", "dist-info", "outside")
    assert [
        path for path in image_files("golang:1.24-alpine") if any(word in path for word in unwanted)
    ] == []


def test_go_is_set_up_as_in_the_official_image():
    config = find_recipe("golang:1.24-alpine").config
    assert {"GOTOOLCHAIN=local", "GOPATH=/go", "GOLANG_VERSION=1.24.11"} < set(config["Env"])
    assert config["Env"][0].startswith("PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:")
    assert config["WorkingDir"] == "/go"
