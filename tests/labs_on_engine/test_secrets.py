"""The lab on secrets on a real engine: what its questions and pages claim, and what passes with advice."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.dockerfile import parse
from tutor.engine.build_events import StepCached, StepStarted
from tutor.engine.port import BuildRequest, Cancel

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]
LAB = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).find("secrets")
SECRET_STEP = LAB.reference.text[: LAB.reference.text.index("\n\nCOPY . .")].partition("RUN ")[2]
"""The instruction that installs, without its keyword."""
ARGUMENT_STEP = LAB.traditional.partition("ARG NPM_TOKEN\nRUN ")[2].partition("\n\n")[0]
MOUNTED = "FROM node:18-alpine\nRUN --mount=type=secret,id=token {command}\n"
GIVEN = "FROM node:18-alpine\nARG token\nRUN {command}\n"


@pytest.fixture(autouse=True)
def clean_engine(engine):
    yield
    assert nothing_left(engine)


def test_the_start_file_leaves_the_token_in_the_history_alone(engine, downloads):
    _, verdict = judged(LAB, LAB.start, engine, downloads)
    found = statuses(verdict)
    assert [c for c, status in found.items() if status == "failed"] == [
        "multi-stage",
        "no-token",
        "no-source",
    ]
    (leak,) = (o.found for o in verdict.outcomes if o.check_id == "no-token")
    assert leak.startswith("in the image's configuration or history"), told(verdict)
    variables = engine.image("multistage-tutor/secrets:attempt").config["Env"]
    token = LAB.build.secrets["npm_token"]
    assert not any(token in variable for variable in variables)
    assert any(token in step.created_by for step in engine.history("multistage-tutor/secrets:attempt"))


@pytest.mark.parametrize(
    ("solution", "tips"), [("secret-mount", {"non-root"}), ("own-stage", set()), ("variable", {"non-root"})]
)
def test_a_secret_mount_is_in_no_stage(engine, downloads, solution, tips):
    text = next(s.text for s in LAB.solutions if s.id == solution)
    _, verdict = judged(LAB, text, engine, downloads)
    assert {t.check_id for t in verdict.tips} == tips, verdict.advice


def test_an_argument_of_a_stage_that_stays_behind_passes_with_advice(engine, downloads):
    text = LAB.reference.text.replace(f"RUN {SECRET_STEP}", f"ARG NPM_TOKEN\nRUN {ARGUMENT_STEP}")
    _, verdict = judged(LAB, text, engine, downloads)
    assert verdict.status == "passed", told(verdict)
    tip = next(t for t in verdict.tips if t.check_id == "no-token-in-stages")
    assert tip.found == "it is in the history or the configuration of the stage build"


@pytest.mark.buildkit
@pytest.mark.parametrize(("text", "runs_again"), [(MOUNTED, False), (GIVEN, True)])
def test_only_an_argument_runs_its_step_again_when_it_changes(engine, tmp_path, text, runs_again):
    dockerfile = parse(text.format(command=f"echo {tmp_path}"))
    fates = []
    for value in ("first", "second"):
        request = BuildRequest(
            *(dockerfile, tmp_path, "multistage-tutor/test:secrets", "test", 60),
            build_arguments={"token": value},
            secrets={"token": value.encode()},
        )
        events = list(engine.build(request, Cancel()))
        (step,) = (e.step for e in events if isinstance(e, StepStarted) and "echo" in e.step.name)
        fates.append(any(isinstance(e, StepCached) and e.step_id == step.id for e in events))
    engine.remove_image("multistage-tutor/test:secrets")
    assert fates == [False, not runs_again]
