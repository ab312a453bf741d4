"""What a build leaks beside its image, on a real engine: its log, and the stages that stay behind."""

from dataclasses import replace

import pytest

from tests.attempts import judged, nothing_left, told
from tests.checks.shops import check, shop
from tutor.model.build_inputs import BuildInputs

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]
TOKEN = "hgt_invented_5"
MOUNT = "RUN --mount=type=secret,id=token"
TEXT = """FROM node:18-alpine AS build
WORKDIR /app
COPY . .
{step}

FROM node:18-alpine
COPY --from=build /app/server.js /app/
CMD ["node", "/app/server.js"]
"""
UNUSED = "FROM node:18-alpine AS unused\nARG TOKEN\nRUN echo $TOKEN\n"


@pytest.fixture
def judge(engine, downloads, tmp_path):
    """Return a function: kind of the check, what the build stage runs -> outcome of the check, and the verdict."""

    def run(kind, step, before=""):
        lab = shop(tmp_path, check("builds"), check(kind, words=[TOKEN], name="the token"))
        lab = replace(lab, build=BuildInputs({"TOKEN": TOKEN}, {"token": TOKEN}))
        text = before + TEXT.format(step=step)
        _, verdict = judged(lab, text, engine, downloads)
        assert TOKEN not in str(verdict)
        return next(o for o in verdict.outcomes if o.check_id == kind), verdict

    yield run
    assert nothing_left(engine)
    assert engine.image("multistage-tutor/a-lab:trial") is None


@pytest.mark.parametrize(
    "step",
    [
        f"{MOUNT} cat /run/secrets/token",
        f"{MOUNT} set -x; test -n $(cat /run/secrets/token)",
        "ARG TOKEN\nRUN echo the token is $TOKEN",
    ],
)
def test_a_step_that_prints_it_is_found_also_when_it_comes_from_the_cache(judge, step):
    for _ in range(2):
        outcome, verdict = judge("quiet_build", step)
        assert outcome.status == "failed", told(verdict)
        line = 4 + step.count("\n")
        assert outcome.where.startswith(f"line {line}: RUN")
        assert (verdict.diagnosis.id, verdict.diagnosis.line) == ("secret-printed", line)


@pytest.mark.parametrize(
    "step", ["RUN echo quiet", f"{MOUNT} wc -c /run/secrets/token", "ARG TOKEN\nRUN echo $TOKEN > /dev/null"]
)
def test_a_build_that_does_not_print_it_passes(judge, step):
    outcome, verdict = judge("quiet_build", step)
    assert outcome.status == "passed", told(verdict)


@pytest.mark.parametrize(
    ("step", "place", "diagnosis"),
    [
        ("ARG TOKEN\nRUN echo installed", "the history or the configuration", "secret-in-stage-history"),
        (
            "ARG TOKEN\nENV AUTH=$TOKEN",
            "the history or the configuration",
            "no-secret-in-stages-failed",
        ),
        (f"{MOUNT} cp /run/secrets/token /root/settings", "/root/settings", "secret-left-in-stage"),
        (
            f"{MOUNT} cp /run/secrets/token /root/settings\nRUN rm /root/settings",
            "/root/settings",
            "secret-left-in-stage",
        ),
    ],
)
def test_a_stage_that_stays_behind_with_it_is_named(judge, step, place, diagnosis):
    outcome, verdict = judge("no_secret_in_stages", step)
    assert outcome.status == "failed", told(verdict)
    assert (outcome.found, outcome.where) == (f"it is in {place} of the stage build", "line 1")
    assert verdict.diagnosis.id == diagnosis


@pytest.mark.parametrize("before", ["", UNUSED])
def test_stages_that_only_mount_it_pass_and_unused_ones_do_not_count(judge, before):
    outcome, verdict = judge("no_secret_in_stages", f"{MOUNT} wc -c /run/secrets/token", before)
    assert outcome.status == "passed", told(verdict)
