"""Checks that judge another image than the one that a plain build makes: by target, by build arguments, after an edit."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tests.checks.shops import check, shop
from tutor.model.course import Solution
from tutor.model.other_image import OtherImage

pytestmark = pytest.mark.engine

TEXT = """\
ARG RELEASE=1
FROM node:18-alpine AS tools
COPY . /src
FROM node:18-alpine AS base
ARG RELEASE
ENV RELEASE=${RELEASE}
WORKDIR /app
COPY --from=tools /src/server.js ./
FROM base AS test
RUN grep -q createServer server.js
FROM base AS dev
COPY --from=tools /src/notes.txt ./
CMD ["node", "-e", "require('http').createServer((q, a) => a.end('dev ' + process.env.RELEASE)).listen(9000)"]
FROM base AS prod
CMD ["node", "server.js"]
"""
BUG = {"edit": "server.js", "replace": {"createServer": "createSaver"}}


@pytest.fixture(autouse=True)
def clean_engine(engine, node_base):
    """Nothing may be left behind."""
    yield
    assert nothing_left(engine)
    left = [tag for image in engine._api.images() for tag in image["RepoTags"] or () if ":other-" in tag]
    assert left == []


def of(spec, target="", port=None, **arguments):
    """Return a check of another image."""
    from dataclasses import replace

    return replace(spec, image=OtherImage(target, tuple(arguments.items()), port=port))


def test_each_check_judges_the_image_that_it_names(engine, downloads, tmp_path, monkeypatch):
    builds, build = [], engine.build
    monkeypatch.setattr(
        engine, "build", lambda *a: builds.append((a[0].target, a[0].build_arguments)) or build(*a)
    )
    lab = shop(
        tmp_path,
        check("builds"),
        check("target", "prod", name="prod", default=True),
        check("target", "not-default", name="dev", default=True),
        check("target", "test", name="test"),
        check("target", "bug", name="test", expect="fails", **BUG),
        check("target", "spared", name="prod", **BUG),
        check("target", "no-bug", name="test", expect="fails"),
        check("starts", path="/"),
        of(check("starts", "dev-starts", path="/"), "dev", 9000),
        check("http", path="/", contains="Shop"),
        of(check("http", "dev-http", path="/", contains="dev 1"), "DEV", 9000),
        of(check("http", "dev-release", path="/", contains="dev 2"), "dev", 9000, RELEASE="2"),
        of(check("stops_in", seconds=20), "prod"),
        of(check("http", "prod-again", path="/", contains="Shop"), "prod"),
        of(check("not_root"), "prod"),
        check("absent", paths=["**/notes.txt"], name="notes"),
        of(check("content", path="app/notes.txt", contains=["notes"]), "dev"),
        of(check("present", paths=["app/notes.txt"]), "dev"),
        of(check("image_size", share_of_reference=1.01), "dev"),
        solutions=(
            Solution("one", "One", TEXT.replace("AS tools\n", "AS tools\nRUN true\n").encode(), True),
        ),
    )
    _, verdict = judged(lab, TEXT, engine, downloads)
    found = statuses(verdict)
    failing = {i for i, s in found.items() if s == "failed"}
    assert failing == {"not-default", "no-bug", "not_root"}, told(verdict)
    assert set(found.values()) == {"passed", "failed"}, told(verdict)
    dev = [
        arguments
        for target, arguments in builds
        if target.lower() == "dev" and arguments.get("RELEASE") != "2"
    ]
    assert len(dev) == 3  # `dev` and `DEV` are two names; and that of the reference


def test_a_target_that_does_not_build_is_told_once(engine, downloads, tmp_path):
    lab = shop(
        tmp_path,
        check("builds"),
        check("target", "dev", name="dev"),
        of(check("starts", "dev-starts", path="/"), "dev"),
        of(check("http", "dev-http", path="/"), "dev"),
        check("present", paths=["app/server.js"]),
    )
    text = TEXT.replace("COPY --from=tools /src/notes.txt ./", "RUN echo no such luck; exit 3")
    _, verdict = judged(lab, text, engine, downloads)
    assert list(statuses(verdict).values()) == ["passed", "failed", "skipped", "skipped", "passed"], told(
        verdict
    )
    assert (verdict.diagnosis.id, verdict.diagnosis.line) == ("run-failed", 12)
    assert verdict.diagnosis.see.startswith("Target `dev`: ")


def test_without_a_check_of_the_build_the_first_check_of_an_image_says_that_there_is_none(
    engine, downloads, tmp_path
):
    lab = shop(
        tmp_path,
        check("builds"),
        of(check("starts", "dev-starts", path="/"), "dev"),
        of(check("http", "other-http", path="/"), "other"),
    )
    text = TEXT.replace("COPY --from=tools /src/notes.txt ./", "COPY --from=tools /src/note.txt ./")
    _, verdict = judged(lab, text, engine, downloads)
    starts, other = verdict.outcomes[1:]
    assert (starts.status, starts.where.partition(":")[0]) == ("failed", "line 12"), told(verdict)
    assert (other.status, other.found) == ("failed", "there is no stage of that name")


def test_what_fails_of_another_image_is_explained_by_its_own_evidence(engine, downloads, tmp_path):
    lab = shop(
        tmp_path,
        check("builds"),
        check("starts", path="/"),
        of(check("starts", "dev-starts", path="/"), "dev", 9000),
        of(check("http", "dev-http", path="/"), "dev", 9000),
    )
    text = TEXT.replace("listen(9000)", "listen(9000, '127.0.0.1')")
    _, verdict = judged(lab, text, engine, downloads)
    assert statuses(verdict)["dev-http"] == "failed", told(verdict)
    assert (verdict.diagnosis.id, verdict.diagnosis.line) == ("listens-on-loopback", 13)
    assert any("9000" in line for line in verdict.evidence["trial: target `dev`"])


def test_an_edit_that_cannot_be_made_could_not_run(engine, downloads, tmp_path):
    lab = shop(
        tmp_path, check("builds"), check("target", name="test", edit="server.js", replace={"none": "x"})
    )
    _, verdict = judged(lab, TEXT, engine, downloads)
    assert statuses(verdict) == {"builds": "passed", "target": "could_not_run"}
