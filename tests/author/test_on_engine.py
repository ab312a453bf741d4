"""Labs proven on a real engine: new ones as they are, and with a fault seeded in each place where authors make them."""

import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.attempts import containers
from tests.processes import processes, wait_for
from tutor.cli import main
from tutor.engine.docker_containers import OWNER_LABEL
from tutor.engine.owner import own_mark

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]


@pytest.fixture
def tutor(engine, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", engine.info().address)
    yield lambda *arguments: CliRunner().invoke(main, ["lab", *map(str, arguments)])
    assert wait_for(lambda: not own_containers(engine), 10)


def own_containers(engine):
    """Return the containers of this process; others may work in the same engine."""
    return [c for c in containers(engine) if (c.get("Labels") or {}).get(OWNER_LABEL) == own_mark()]


def cases(result):
    """Return state and words by case."""
    (lab,) = json.loads(result.stdout)["labs"]
    found = {c["case"]: (c["state"], " ".join(c["reasons"])) for c in lab["cases"]}
    return found | ({"lab": ("wrong", " ".join(lab["faults"]))} if lab["faults"] else {})


@pytest.mark.parametrize("app", ["node", "go", "nextjs-shop"])
def test_a_new_lab_passes_its_own_proof(tutor, tmp_path, app):
    made = tutor("new", "my-lab", "--app", app, "--into", tmp_path)
    assert made.exit_code == 0, made.output
    result = tutor("verify", tmp_path / "my-lab", "--json", "--record", "--junit", tmp_path / "j.xml")
    assert {state for state, _ in cases(result).values()} == {"proven"}, result.output
    assert result.exit_code == 0
    (lab,) = json.loads(result.stdout)["labs"]
    assert [lab["faults"], lab["warnings"]] == [[], []]
    assert [w for c in lab["cases"] for w in c["warnings"]] == []
    sizes = json.loads((tmp_path / "my-lab" / "sizes.json").read_text())
    assert set(sizes["solutions"]) == {c["id"] for c in lab["cases"] if c["kind"] == "solution"}
    assert 0 < min(sizes["solutions"].values()) < sizes["traditional"] == sizes["start"]
    again = tutor("verify", tmp_path / "my-lab", "--json")
    (lab,) = json.loads(again.stdout)["labs"]
    assert all(c["proven_on"] for c in lab["cases"])


SEEDED = {
    "a solution that fails": (
        lambda lab: lab.put("solutions/own-user/Dockerfile", "traditional/Dockerfile"),
        ("own-user",),
        "solution/own-user",
        "`multi-stage` fails",
    ),
    "a solution that needs a file that is not there": (
        lambda lab: lab.change(
            "solutions/own-user/Dockerfile", "package.json build.js", "package.json bulid.js"
        ),
        ("own-user",),
        "solution/own-user",
        "`builds` fails",
    ),
    "a mistake that passes": (
        lambda lab: lab.put("mistakes/copies-workdir/Dockerfile", "solutions/two-stages/Dockerfile"),
        ("copies-workdir",),
        "mistake/copies-workdir",
        "it passes; `no-source` must fail",
    ),
    "another diagnosis": (
        lambda lab: lab.manifest("diagnosis: one-from", "diagnosis: from-build-stage"),
        ("single-stage",),
        "mistake/single-stage",
        "the diagnosis is `one-from`, not `from-build-stage`",
    ),
    "another line": (
        lambda lab: lab.change(
            "mistakes/stage-name-typo/Dockerfile", "WORKDIR /app\n\nCOPY . .", "WORKDIR /app\nCOPY . ."
        ),
        ("stage-name-typo",),
        "mistake/stage-name-typo",
        "speaks of line 12, not of line 13",
    ),
    "another check": (
        lambda lab: lab.manifest("check: no-source\n    diagnosis", "check: size\n    diagnosis"),
        ("copies-workdir",),
        "mistake/copies-workdir",
        "`no-source` fails first, not `size`",
    ),
    "a start that passes": (
        lambda lab: lab.manifest("start: traditional/Dockerfile", "start: solutions/two-stages/Dockerfile"),
        ("start",),
        "start",
        "it passes, so there is nothing to do",
    ),
    "a target that nobody can reach": (
        lambda lab: lab.manifest("max_mb: 1\n      added: true", "max_mb: 1"),
        ("two-stages",),
        "solution/two-stages",
        "`size` fails",
    ),
    "a check of words that no page has": (
        lambda lab: lab.manifest('contains: "A tiny server"', 'contains: "Harbour Goods"'),
        ("two-stages",),
        "solution/two-stages",
        "`serves` fails",
    ),
    "a target that everything reaches": (
        lambda lab: lab.manifest("max_mb: 1\n", "max_mb: 500\n"),
        (),
        "lab",
        "even the traditional image reaches the target of `size`",
    ),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_a_seeded_fault_is_caught(tutor, on_disk, fault):
    seed, only, case, words = SEEDED[fault]
    seed(on_disk)
    result = tutor("verify", on_disk.folder, "--json", *(f"--only={name}" for name in only))
    assert result.exit_code == 1, result.output
    state, told = cases(result)[case]
    assert state == "wrong"
    assert words in told


def test_a_renamed_check_and_a_missing_file_are_told_with_their_line(tutor, on_disk):
    on_disk.manifest("- id: serves", "- id: answers")
    (on_disk.folder / "mistakes/single-stage/Dockerfile").unlink()
    result = tutor("verify", on_disk.folder)
    assert result.exit_code == 2
    assert "tiny-lab/lab.yaml:" in result.stderr
    assert "`serves` is not a check of this lab" in result.stderr
    assert "there is no file `mistakes/single-stage/Dockerfile`" in result.stderr


def test_lab_1_is_proven_by_the_same_way(tutor):
    result = tutor(
        "verify", "two-stages", "--json", "--only=two-stages", "--only=as-forgotten", "--only=one-string"
    )
    assert result.exit_code == 0, result.output
    assert set(cases(result)) == {"solution/two-stages", "mistake/as-forgotten", "mistake/one-string"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_builds_and_leaves_nothing(engine, on_disk, number):
    slow = "FROM node:18-alpine\nRUN sleep 60{}\n"
    for n, name in enumerate(("solutions/own-user", "mistakes/single-stage")):
        (on_disk.folder / name / "Dockerfile").write_text(slow.format(4 + n))
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", "lab", "verify", str(on_disk.folder), "--jobs", "2"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DOCKER_HOST": engine.info().address},
    )
    try:
        assert wait_for(lambda: processes("sleep 604") and processes("sleep 605"))
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 128 + number
    assert "Traceback" not in out + err
    assert "proven    solution/two-stages" in out
    assert wait_for(lambda: not processes("sleep 604") and not processes("sleep 605"))
    assert not [c for c in containers(engine) if f":{process.pid}" in c["Labels"].get(OWNER_LABEL, "")]
