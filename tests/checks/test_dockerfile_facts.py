"""Facts of the file and its build that need no engine: stages, bases, the context."""

import pytest

from tests.checks.made import judged, made
from tests.labs import a_lab
from tutor.checks.evidence import Evidence
from tutor.checks.rebuild import edited
from tutor.checks.stages import image_names
from tutor.checks.trial import Trial
from tutor.engine.build_events import BuildStep, LogLines, StepCached, StepDone, StepShared, StepStarted
from tutor.model.other_image import Edit
from tutor.model.outcome import Status

PASSED, FAILED, COULD_NOT = Status.PASSED, Status.FAILED, Status.COULD_NOT_RUN
TEXT = """ARG TAG=18-alpine
FROM node:${TAG} AS Base
FROM base AS build
RUN make
FROM build AS test
FROM base
COPY --from=build /a /a
"""


@pytest.mark.parametrize(
    ("options", "status", "found"),
    [
        ({"min": 4, "max": 4}, PASSED, "4 stages"),
        ({"min": 5}, FAILED, "4 stages"),
        ({"max": 1}, FAILED, "4 stages"),
        ({"names": ["BASE", "test"]}, PASSED, "4 stages"),
        ({"names": ["final"]}, FAILED, "stages called Base, build, test"),
    ],
)
def test_stages(options, status, found):
    outcome = judged("stages", made(text=TEXT), **options)
    assert (outcome.status, outcome.found) == (status, found)


def test_the_first_stage_too_many_is_told():
    assert judged("stages", made(text=TEXT), max=1).where == "line 3"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"images": ["node:*-alpine"]}, PASSED),
        ({"images": ["scratch", "node:18-*"]}, PASSED),
        ({"images": ["alpine:*"]}, FAILED),
        ({"not_images": ["node:*"]}, FAILED),
        ({"images": ["node:*"], "not_images": ["node:*-bookworm"]}, PASSED),
    ],
)
def test_the_final_base_is_followed_through_stages(options, status):
    outcome = judged("final_base", made(text=TEXT), **options)
    assert outcome.status is status
    assert status is PASSED or (outcome.found, outcome.where) == ("node:18-alpine", "line 2")


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("docker.io/library/node:18", "node:18"),
        ("node", "node:latest"),
        ("gcr.io:5000/x/y", "gcr.io:5000/x/y:latest"),
        ("node:18@sha256:abc", "node:18"),
        ("SCRATCH", "scratch"),
    ],
)
def test_an_image_is_known_however_it_is_written(written, also):
    assert also in image_names(written)


def test_a_base_that_only_the_build_knows_is_nobodys_failure():
    assert judged("final_base", made(text="ARG B\nFROM ${B}\n"), images=["x"]).status is COULD_NOT


def test_unused_stages():
    outcome = judged("no_unused_stage", made(text=TEXT))
    assert (outcome.status, outcome.where) == (FAILED, "line 5")
    assert judged("no_unused_stage", made(text=TEXT), **{"except": ["te*"]}).status is PASSED


@pytest.mark.parametrize("kind", ["stages", "final_base", "no_unused_stage"])
def test_without_a_dockerfile_nothing_is_said(kind):
    assert judged(kind, Evidence(a_lab()), min=1, images=["x"]).status is COULD_NOT


@pytest.mark.parametrize(("seconds", "status"), [(9.9, PASSED), (10.1, FAILED), (None, COULD_NOT)])
def test_build_time(seconds, status):
    found = made()
    found.build_seconds = seconds
    assert judged("build_time", found, max_seconds=10).status is status


def test_the_context_is_what_the_ignore_file_lets_through(tmp_path):
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "large.js").write_bytes(b"x" * 5_000)
    (tmp_path / "small").write_bytes(b"x")
    found = made(lab=a_lab(app=tmp_path))
    outcome = judged("context_size", found, max_mb=0.002)
    assert (outcome.status, outcome.found) == (FAILED, "5.0 kB, of which 5.0 kB in node_modules")
    found.ignore = "node_modules\n"
    assert judged("context_size", found, max_mb=0.002).status is PASSED


def test_an_ignore_file_that_cannot_be_read_is_told(tmp_path):
    found = made(lab=a_lab(app=tmp_path))
    found.ignore = "[\n"
    assert judged("context_size", found, max_mb=1).status is COULD_NOT


def test_a_target_that_is_not_there_needs_no_build():
    outcome = judged("target", made(text=TEXT), name="nobody")
    assert (outcome.status, outcome.found) == (FAILED, "there is no stage of that name")


def test_a_target_of_which_nothing_is_known_could_not_run():
    found = made(text=TEXT)
    found.info = None
    assert judged("target", found, name="test").status is COULD_NOT


def step(number, line):
    return StepStarted(BuildStep(str(number), "RUN x", "s", line), 0.0)


def test_a_trial_notes_what_became_of_each_line_and_of_those_that_share_its_step():
    trial = Trial()
    for event in (
        *(step(1, 3), StepShared("1", ((2, 8),)), StepCached("1", 0.1)),
        *(step(2, 4), LogLines("2", ("x",)), StepDone("2", 1.0, 1.0)),
        *(step(3, 5), StepDone("3", 1.0, 1.0), StepCached("unknown", 0.1)),
    ):
        trial.take(event)
    assert trial.fates == {3: "cached", 8: "cached", 4: "ran", 5: "ran"}


def test_a_step_that_nobody_has_is_a_failure_and_needs_no_build():
    outcome = judged("cached_after_edit", made(), edit="x", append="{random}", steps=["^RUN npm"])
    assert (outcome.status, outcome.found) == (FAILED, "no step of the build is like that")


def test_edits_change_a_copy_only_and_each_is_new(tmp_path):
    app, copies = tmp_path / "app", [tmp_path / "one", tmp_path / "two"]
    app.mkdir()
    (app / "page").write_text("title: Shop")
    values = Edit("page", "# {random}", (("Shop", "Shop {random}"),))
    for copy in copies:
        copy.mkdir()
        assert edited(app, copy, values)
    texts = {(copy / "page").read_text() for copy in copies}
    assert len(texts) == 2
    assert all(t.startswith("title: Shop ") and t.count("\n") == 2 for t in texts)
    assert (app / "page").read_text() == "title: Shop"


def test_an_edit_never_leaves_the_copy(tmp_path):
    app, copy = tmp_path / "app", tmp_path / "copy"
    app.mkdir()
    copy.mkdir()
    (tmp_path / "secret").write_text("x")
    (copy / "link").symlink_to("../secret")
    assert not edited(app, copy, Edit("link", "{random}"))
    assert (tmp_path / "secret").read_text() == "x"
    assert not edited(app, copy, Edit("missing", "{random}"))
