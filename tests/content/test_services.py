"""The servers of a lab, what its builds are given, and what it needs of an engine, as a manifest declares them."""

import pytest

from tests.content.authoring import MANIFEST
from tutor.model.build_inputs import BuildInputs

SERVICES = """\
services:
  - id: registry
    folder: services/registry
    host: registry.test
    port: 8080
    during: [build, run]
    ready: /-/ping
build:
  arguments: {NPM_TOKEN: hgt_first}
  secrets:
    npm-token.1: "hgt_second"
requires: [mounts]
"""
DOCKERFILE = "FROM node:18-alpine\nCOPY . .\n"


@pytest.fixture
def serving(authored):
    authored.write(DOCKERFILE, "services/registry/Dockerfile")
    authored.write(MANIFEST + SERVICES)
    return authored


def test_they_are_read(serving):
    (lab,) = serving.load().labs
    (service,) = lab.services
    assert (service.id, service.folder) == ("registry", serving.lab / "services" / "registry")
    assert (service.dockerfile, service.host, service.port) == (DOCKERFILE, "registry.test", 8080)
    assert (service.during, service.ready) == (("build", "run"), "/-/ping")
    assert lab.build == BuildInputs({"NPM_TOKEN": "hgt_first"}, {"npm-token.1": "hgt_second"})
    assert lab.requires == ("mounts",)


def test_a_lab_without_them_has_none(authored):
    (lab,) = authored.load().labs
    assert (lab.services, lab.build, lab.requires) == ((), BuildInputs(), ())


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("services/registry", "services/regsitry", 3, "there is no folder `services/regsitry` in the lab's"),
        ("services/registry", "steps", 3, "there is no file `steps/Dockerfile`"),
        ("services/registry", "../first-lab", 3, "must be a path inside the lab's folder"),
        ("services/registry", '"./"', 3, "there is no folder `./` in the lab's folder"),
        ("host: registry.test", "host: registry.example.com", 4, "`host` cannot be `registry.example.com`"),
        ("host: registry.test", "host: Registry.test", 4, "`host` cannot be `Registry.test`"),
        ("host: registry.test", "host: test", 4, "`host` cannot be `test`"),
        ("host: registry.test", 'host: "evil.com:1.2.3.4,x.test"', 4, "`host` cannot be"),
        ("port: 8080", "port: 0", 5, "`port` must be from 1 to 65535"),
        ("during: [build, run]", "during: [builds]", 6, "Did you mean `build`?"),
        ("during: [build, run]", "during: []", 6, "`during` is empty"),
        ("ready: /-/ping", "ready: ping", 7, "`ready` cannot be `ping`"),
        ("ready: /-/ping", 'ready: "/a b"', 7, "`ready` cannot be `/a b`"),
        ("    ready: /-/ping", "    reddy: /-/ping", 7, "Did you mean `ready`?"),
        ("{NPM_TOKEN: hgt_first}", "{NPM-TOKEN: hgt_first}", 9, "`NPM-TOKEN` cannot be a name in `arguments`"),
        ("{NPM_TOKEN: hgt_first}", "{NPM_TOKEN: 5}", 9, "`NPM_TOKEN` must be text, not a whole number"),
        ("{NPM_TOKEN: hgt_first}", "[NPM_TOKEN]", 9, "`arguments` must be keys and values, not a list"),
        ("npm-token.1", "npm/token", 11, "`npm/token` cannot be a name in `secrets`"),
        ("[mounts]", "[mount]", 12, "Did you mean `mounts`?"),
        ("[mounts]", "[here-documents]", 12, "`here-documents` is nothing that an engine may lack"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(serving, old, new, line, words):
    assert SERVICES.count(old) == 1
    serving.write(MANIFEST + SERVICES.replace(old, new))
    first = MANIFEST.count("\n")
    assert any(
        told.startswith(f"first-lab/lab.yaml:{first + line}: ") and words in told
        for told in serving.mistakes()
    ), serving.mistakes()


def test_two_with_one_host_or_one_id_are_refused(serving):
    (begin, end) = SERVICES.split("build:\n", 1)
    second = begin.removeprefix("services:\n")
    serving.write(f"{MANIFEST}{begin}{second}build:\n{end}")
    told = " ".join(serving.mistakes())
    assert "two services have the id `registry`" in told
    assert "two services have the host `registry.test`" in told
    serving.write(f"{MANIFEST}{begin}{second * 4}build:\n{end}")
    assert "a lab has at most 4 services" in " ".join(serving.mistakes())


def test_a_link_out_of_the_lab_is_no_folder_of_it(serving):
    outside = serving.root / "outside"
    outside.mkdir()
    (outside / "Dockerfile").write_text(DOCKERFILE)
    (serving.lab / "services" / "linked").symlink_to(outside)
    serving.write(MANIFEST + SERVICES.replace("services/registry", "services/linked"))
    assert "a link that leads out of the lab's folder" in " ".join(serving.mistakes())
