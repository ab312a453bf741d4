"""The private packages of the labs: what a registry gives out is what can be read beside it, and what the application locks."""

import base64
import hashlib
import json
import tarfile
from dataclasses import dataclass

import pytest

from tutor import paths


@dataclass(frozen=True)
class Private:
    """A package that a lab's own registry gives to those who send the token."""

    lab: str
    name: str
    version: str
    app: str

    @property
    def registry(self):
        return paths.labs_dir() / self.lab / "services" / "registry"

    @property
    def folder(self):
        return self.name.partition("/")[2]

    @property
    def archive(self):
        return self.registry / f"{self.folder}-{self.version}.tgz"


PACKAGES = (
    Private("secrets", "@harbour/prices", "1.4.0", "node-prices"),
    Private("capstone", "@quay/money", "2.1.0", "quay-shop/web"),
)
of_each = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)


@of_each
def test_the_archive_holds_the_files_beside_it(package):
    with tarfile.open(package.archive) as archive:
        members = {m.name: archive.extractfile(m).read() for m in archive if m.isfile()}
    folder = package.registry / package.folder
    assert members == {f"package/{f.name}": f.read_bytes() for f in folder.iterdir()}


@of_each
def test_the_application_locks_this_archive(package):
    lock = json.loads((paths.apps_dir() / package.app / "package-lock.json").read_text())
    locked = lock["packages"][f"node_modules/{package.name}"]
    digest = hashlib.sha512(package.archive.read_bytes()).digest()
    assert locked["integrity"] == f"sha512-{base64.b64encode(digest).decode()}"
    assert locked["resolved"] == f"http://registry.test:8080/{package.name}/-/{package.archive.name}"


@of_each
def test_the_token_is_one_everywhere(package, course):
    lab = course.find(package.lab)
    (token,) = {*lab.build.arguments.values(), *lab.build.secrets.values()}
    assert f"ENV TOKEN={token}\n" in (package.registry / "Dockerfile").read_text()
    checks = [c for c in (*lab.checks, *lab.advice) if "words" in c.options]
    assert [c.options["words"] for c in checks] == [(token,)] * 3
    assert not any(token in s.text for s in lab.solutions)
    assert token not in lab.start
