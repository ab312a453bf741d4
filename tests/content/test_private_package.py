"""The private package of the lab on secrets: what its registry gives out is what can be read beside it, and what the application locks."""

import base64
import hashlib
import json
import tarfile

import pytest

from tutor import paths


@pytest.fixture
def registry():
    return paths.labs_dir() / "secrets" / "services" / "registry"


def test_the_archive_holds_the_files_beside_it(registry):
    with tarfile.open(registry / "prices-1.4.0.tgz") as archive:
        members = {m.name: archive.extractfile(m).read() for m in archive if m.isfile()}
    folder = registry / "prices"
    assert members == {f"package/{f.name}": f.read_bytes() for f in folder.iterdir()}


def test_the_application_locks_this_archive(registry):
    lock = json.loads((paths.apps_dir() / "node-prices" / "package-lock.json").read_text())
    (locked,) = (p for name, p in lock["packages"].items() if name)
    digest = hashlib.sha512((registry / "prices-1.4.0.tgz").read_bytes()).digest()
    assert locked["integrity"] == f"sha512-{base64.b64encode(digest).decode()}"
    assert locked["resolved"] == "http://registry.test:8080/@harbour/prices/-/prices-1.4.0.tgz"


def test_the_token_is_one_everywhere(registry, course):
    lab = course.find("secrets")
    (token,) = {*lab.build.arguments.values(), *lab.build.secrets.values()}
    assert f"ENV TOKEN={token}\n" in (registry / "Dockerfile").read_text()
    checks = [c for c in (*lab.checks, *lab.advice) if "words" in c.options]
    assert [c.options["words"] for c in checks] == [(token,)] * 3
    assert not any(token in s.text for s in lab.solutions)
    assert token not in lab.start
