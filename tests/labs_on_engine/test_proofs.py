"""Every lab of the course holds on a real engine: the start fails, solutions pass, mistakes fail with their named reason.

The mistakes of a lab are built if it has changed of late (`changed.py`), or if `TUTOR_TEST_ALL_MISTAKES` is set.
"""

import json
import os

import pytest
from click.testing import CliRunner

from tests.attempts import nothing_left
from tests.labs_on_engine.changed import changed_of_late
from tutor import paths
from tutor.author.case import Kind, cases_of
from tutor.checks import known_checks
from tutor.cli import main
from tutor.content import load_course

pytestmark = pytest.mark.engine
LABS = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).labs
NARROW = 0.05
"""The share of a size target that a solution stays below it, and a failing size above it, at least."""


@pytest.fixture
def tutor(engine, run_folder, monkeypatch):
    """Run the command as authors do, in one home for all labs, as layers that were read once are known; no case may leave a container."""
    monkeypatch.setenv("TUTOR_HOME", str(run_folder))
    monkeypatch.setenv("DOCKER_HOST", engine.info().address)
    yield lambda *arguments: CliRunner().invoke(main, ["lab", *arguments])
    assert nothing_left(engine)


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_a_lab_holds(tutor, lab):
    names = {case.name for case in cases_of(lab)}
    if not (changed_of_late(lab) or os.environ.get("TUTOR_TEST_ALL_MISTAKES")):
        names = {case.name for case in cases_of(lab) if case.kind is not Kind.MISTAKE}
    chosen = () if len(names) == len(cases_of(lab)) else sorted(f"--only={name}" for name in names)
    result = tutor("verify", lab.id, "--json", *chosen)
    assert result.exit_code == 0, _not_proven(result.stderr)
    (proof,) = json.loads(result.stdout)["labs"]
    cases = {case["case"]: case for case in proof["cases"]}
    assert cases.keys() == names
    unproven = {name for name, case in cases.items() if case["state"] != "proven"}
    proofs = {"solution": lab.solutions, "mistake": lab.mistakes}
    needy = {f"{kind}/{p.id}" for kind, of in proofs.items() for p in of if p.requires}
    assert unproven <= (names if lab.requires else needy), _not_proven(result.stderr)
    assert [name for name, case in cases.items() if _is_narrow(lab, name, case["margins"])] == []


def _not_proven(told):
    """Return what is told of a proof without the cases that are proven."""
    return "\n".join(line for line in told.splitlines() if not line.lstrip().startswith("proven "))


def _is_narrow(lab, name, margins):
    """Return whether a solution is near a size target, or a mistake near the one that it has to miss."""
    kind, _, case = name.partition("/")
    if kind == "solution":
        return any(margin["share"] < NARROW for margin in margins)
    missed = {mistake.check for mistake in lab.mistakes if kind == "mistake" and mistake.id == case}
    return any(margin["share"] > -NARROW for margin in margins if margin["check"] in missed)
