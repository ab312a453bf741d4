"""Lab 1 with one fault seeded at a time: its proof names the case, and what is wrong with it."""

import json
import shutil

import pytest
from click.testing import CliRunner

from tests.attempts import nothing_left
from tests.author.conftest import OnDisk
from tutor import paths
from tutor.cli import main

pytestmark = [
    pytest.mark.engine,
    pytest.mark.usefixtures("node_base"),
    pytest.mark.xdist_group("two-stages"),  # builds what lab 1 builds
]
SOLUTION = "solutions/two-stages/Dockerfile"
COPIED = "check: no-source\n    diagnosis: copied-everything\n    line: 19\n  - id: copies-root"
SEEDED = {
    "a solution that fails": (
        lambda lab: lab.put("solutions/pruned/Dockerfile", "traditional/Dockerfile"),
        "solution/pruned",
        "`multi-stage` fails",
    ),
    "a solution that does not build": (
        lambda lab: lab.change("solutions/pruned/Dockerfile", "/app/public", "/app/pulbic"),
        "solution/pruned",
        "`builds` fails",
    ),
    "a solution that never answers": (
        lambda lab: lab.put("solutions/pruned/Dockerfile", "mistakes/other-port/Dockerfile"),
        "solution/pruned",
        "`serves` fails",
    ),
    "a mistake that passes": (
        lambda lab: lab.put("mistakes/stage-name-typo/Dockerfile", SOLUTION),
        "mistake/stage-name-typo",
        "it passes; `builds` must fail",
    ),
    "another diagnosis": (
        lambda lab: lab.manifest(
            "diagnosis: unknown-stage\n    line: 19", "diagnosis: run-failed\n    line: 19"
        ),
        "mistake/stage-name-typo",
        "the diagnosis is `unknown-stage`, not `run-failed`",
    ),
    "another check": (
        lambda lab: lab.manifest(COPIED, COPIED.replace("no-source", "size", 1)),
        "mistake/copies-workdir",
        "`no-source` fails first, not `size`",
    ),
    "another line": (
        lambda lab: lab.change(
            "mistakes/stage-name-typo/Dockerfile", "WORKDIR /app\n\nENV", "WORKDIR /app\nENV"
        ),
        "mistake/stage-name-typo",
        "speaks of line 18, not of line 19",
    ),
    "a start that passes": (
        lambda lab: lab.manifest("start: traditional/Dockerfile", f"start: {SOLUTION}"),
        "start",
        "it passes, so there is nothing to do",
    ),
    "a target that nobody can reach": (
        lambda lab: lab.manifest("share_of_traditional: 0.6", "share_of_traditional: 0.1"),
        "solution/two-stages",
        "`size` fails",
    ),
    "words that no page has": (
        lambda lab: lab.manifest("contains: Harbour Goods", "contains: Harbor Goods"),
        "solution/two-stages",
        "`serves` fails",
    ),
    "a check that looks at nothing": (
        lambda lab: lab.manifest('["app/**", "components/**", "lib/**"]', '["nowhere/**"]'),
        "mistake/copies-workdir",
        "it passes; `no-source` must fail",
    ),
}


@pytest.fixture
def tutor(engine, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", engine.info().address)
    yield lambda *arguments: CliRunner().invoke(main, ["lab", *map(str, arguments)])
    assert nothing_left(engine)


@pytest.fixture
def lab_1(tmp_path):
    """A copy of lab 1 to seed faults in."""
    return OnDisk(shutil.copytree(paths.labs_dir() / "two-stages", tmp_path / "two-stages"))


@pytest.mark.parametrize("fault", SEEDED)
def test_a_fault_in_lab_1_is_caught(tutor, lab_1, fault):
    seed, case, words = SEEDED[fault]
    seed(lab_1)
    result = tutor("verify", lab_1.folder, "--json", f"--only={case}")
    assert result.exit_code == 1, result.output
    (lab,) = json.loads(result.stdout)["labs"]
    (found,) = lab["cases"]
    assert (found["case"], found["state"]) == (case, "wrong")
    assert words in " ".join(found["reasons"])


def test_a_copy_without_a_fault_is_proven(tutor, lab_1):
    cases = [f"--only={case}" for _, case, _ in SEEDED.values()]
    result = tutor("verify", lab_1.folder, *dict.fromkeys(cases))
    assert result.exit_code == 0, result.output
