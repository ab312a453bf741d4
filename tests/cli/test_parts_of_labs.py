"""Commands on a lab of parts: its own name means the first part that is left, the list sums up, proofs take all of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.model.outcome import Verdict
from tutor.store import Store

LAB = "repair-clinic"
PARTS = ["shrinks-by-rm", "wrong-path", "lost-env", "stage-order"]


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def passed(own_home):
    """Pass parts."""

    def record(*parts):
        with Store.open(own_home / "progress.db") as store:
            for part in parts:
                store.record(Verdict(f"{LAB}/{part}", "passed", ()), 1.0)

    return record


def test_each_part_has_a_file_of_its_own(tutor):
    files = {tutor("path", f"{LAB}/{part}").stdout.strip() for part in PARTS}
    assert {file.rpartition(f"{LAB}/")[2] for file in files} == {f"{part}/Dockerfile" for part in PARTS}


def test_the_name_of_the_lab_means_the_part_that_is_left(tutor, passed):
    assert tutor("path", LAB).stdout.strip().endswith("shrinks-by-rm/Dockerfile")
    passed("shrinks-by-rm", "lost-env")
    assert tutor("path", LAB).stdout.strip().endswith("wrong-path/Dockerfile")
    passed(*PARTS)
    assert tutor("path", LAB).stdout.strip().endswith("shrinks-by-rm/Dockerfile")


def test_the_list_sums_the_parts_up(tutor, passed):
    passed("wrong-path")
    lines = [" ".join(line.split()) for line in tutor("list").stdout.splitlines()]
    at = lines.index(f"{LAB} 1 of 4 parts passed 20 min")
    assert [line.split()[0] for line in lines[at + 1 : at + 5]] == [f"{LAB}/{part}" for part in PARTS]
    entries = [e for e in json.loads(tutor("list", "--json").stdout) if e["part_of"] == LAB]
    assert [(e["id"], e["pack"], e["state"]) for e in entries][1] == (f"{LAB}/wrong-path", None, "passed")


def test_a_part_is_reset_hinted_skipped_and_answered_by_its_name(tutor):
    name = f"{LAB}/lost-env"
    assert tutor("reset", name).exit_code == 0
    assert "Hint: " in tutor("hint", name).stdout
    assert "is skipped" in tutor("skip", name).stdout
    form = json.loads(tutor("answer", name, "cause", "2", "--json").stdout)
    (cause,) = [q for q in form["questions"] if q["id"] == "cause"]
    assert (cause["answer"], cause["result"]) == ("`ENV` holds only for the stage it stands in", None)


def test_without_an_engine_a_part_is_judged_as_far_as_its_text_goes(tutor):
    result = tutor("check", f"{LAB}/lost-env", "--json")
    checks = {c["id"]: c["status"] for c in json.loads(result.stdout)["checks"]}
    assert (result.exit_code, checks["few-lines"], checks["builds"]) == (3, "passed", "could_not_run")


def test_a_repair_by_more_than_two_lines_is_none(tutor):
    file = Path(tutor("path", f"{LAB}/lost-env").stdout.strip())
    file.write_text(file.read_text() + "LABEL a=b\nLABEL c=d\n# fine\nLABEL e=f\n")
    checks = {c["id"]: c for c in json.loads(tutor("check", f"{LAB}/lost-env", "--json").stdout)["checks"]}
    assert (checks["few-lines"]["status"], checks["few-lines"]["found"]) == ("failed", "3 changed")


def test_a_wrong_name_is_told_with_the_nearest(tutor):
    result = tutor("check", f"{LAB}/lost-evn")
    assert (result.exit_code, f"{LAB}/lost-env" in result.stderr) == (2, True)


def test_all_parts_are_linted_and_verified_by_the_name_of_the_lab(tutor):
    assert tutor("lab", "lint", LAB).exit_code == 0
    assert tutor("lab", "lint", f"{LAB}/lost-env").exit_code == 0
    labs = json.loads(tutor("lab", "verify", LAB, "--json").stdout)["labs"]
    assert [proof["lab"] for proof in labs] == [f"{LAB}/{part}" for part in PARTS]
    (one,) = json.loads(tutor("lab", "verify", f"{LAB}/lost-env", "--json").stdout)["labs"]
    assert one["lab"] == f"{LAB}/lost-env"


def test_a_class_is_taught_all_parts_or_some(tutor, tmp_path):
    file = tmp_path / "workshop.yaml"
    file.write_text(f"format_version: 1\ntitle: T\nlabs:\n  - {LAB}/stage-order\n  - two-stages\n")
    assert tutor("course", "use", str(file)).exit_code == 0
    assert [e["id"] for e in json.loads(tutor("list", "--json").stdout)] == [
        f"{LAB}/stage-order",
        "two-stages",
    ]
    file.write_text(f"format_version: 1\ntitle: T\nlabs: [{LAB}]\n")
    assert tutor("course", "use", str(file)).exit_code == 0
    assert [e["part_of"] for e in json.loads(tutor("list", "--json").stdout)] == [LAB] * 4
