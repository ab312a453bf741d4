"""The commands as users and scripts call them: text, JSON, exit codes, clear errors. No engine answers here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.model.outcome import Sizes, Verdict
from tutor.store import Store


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")

    def run(*arguments):
        return CliRunner().invoke(main, arguments)

    return run


def entry(listed, lab):
    """Return what `tutor list --json` says of one lab."""
    return next(e for e in json.loads(listed.stdout) if e["id"] == lab)


def test_list_as_json_is_a_list_of_objects(tutor):
    result = tutor("list", "--json")
    assert result.exit_code == 0
    lab = entry(result, "two-stages")
    assert (lab["id"], lab["title"], lab["state"], lab["json_version"]) == (
        "two-stages",
        "Two stages",
        "new",
        1,
    )


def test_list_as_text_names_the_labs(tutor):
    assert "two-stages" in tutor("list").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "two-stage"], "Did you mean `two-stages`"),
        (["check", "zzz"], "There are: "),
        (["learn", "zzz"], "no lab called"),
        (["check", "two-stages", "--file", "nowhere/Dockerfile"], "No such file"),
        (["check", "two-stages", "--file", "/"], "directory"),
        (["check"], "Missing argument"),
        (["check", "two-stages", "--build-seconds", "0"], "range"),
        (["chek"], "No such command"),
        (["check", "\x1b[31m"], "no lab called"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(tutor, arguments, words):
    result = tutor(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


@pytest.mark.parametrize("arguments", [[], ["learn"], ["learn", "two-stages"]])
def test_the_app_without_a_terminal_says_what_to_use(tutor, arguments):
    result = tutor(*arguments)
    assert result.exit_code == 2
    assert "tutor check" in result.stderr


def test_check_without_an_engine_ends_with_3_and_still_judges_the_text(tutor):
    result = tutor("check", "two-stages", "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert found["verdict"] == "could_not_run"
    status = {c["id"]: c["status"] for c in found["checks"]}
    assert (status["file"], status["parses"], status["builds"]) == ("passed", "passed", "could_not_run")
    (builds,) = [c for c in found["checks"] if c["id"] == "builds"]
    assert "DOCKER_HOST" in builds["because"]
    assert {
        "json_version",
        "lab",
        "diagnosis",
        "sizes",
        "image_id",
        "dockerfile_sha256",
        "stand_ins",
        "seconds",
    } <= set(found)


def test_check_of_a_text_that_is_no_dockerfile_ends_with_1(tutor, tmp_path):
    file = tmp_path / "Mine"
    file.write_text("FROM node:18-alpine build\n")
    result = tutor("check", "two-stages", "--file", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["diagnosis"]["id"] == "as-missing"
    assert json.loads(result.stdout)["diagnosis"]["line"] == 1
    text = tutor("check", "two-stages", "--file", str(file))
    assert text.exit_code == 1
    assert "FROM node:18-alpine AS build" in text.stdout
    assert "NOT YET" in text.stdout


def test_a_check_of_the_own_file_is_recorded_and_of_another_is_not(tutor, tmp_path):
    other = tmp_path / "Other"
    other.write_text("nonsense\n")
    tutor("check", "two-stages", "--file", str(other))
    assert entry(tutor("list", "--json"), "two-stages")["state"] == "new"
    Path(tutor("path", "two-stages").stdout.strip()).write_text("nonsense\n")
    tutor("check", "two-stages")
    assert entry(tutor("list", "--json"), "two-stages")["state"] == "started"


def test_the_ladder_is_empty_at_first_and_then_lists_the_attempts(tutor, own_home):
    assert "No attempts yet." in tutor("ladder", "two-stages").stdout
    with Store.open(own_home / "progress.db") as store:
        store.record(Verdict("two-stages", "passed", (), sizes=Sizes(832_000_000, 424_000_000)), 0.0)
    assert "best is number 1 with 424 MB, -49 %" in tutor("ladder", "two-stages").stdout
    form = json.loads(tutor("ladder", "two-stages", "--json").stdout)
    assert form["target"] < form["traditional"] == 832_000_000
    assert tutor("ladder", "zzz").exit_code == 2


def test_reset_keeps_the_own_file(tutor):
    own = Path(tutor("path", "two-stages").stdout.strip())
    own.write_text("FROM mine\n")
    result = tutor("reset", "two-stages")
    kept = Path(result.stdout.partition("kept as ")[2].strip().rstrip("."))
    assert kept.read_text() == "FROM mine\n"
    assert 'CMD ["npm", "run", "dev"]' in own.read_text()


def test_doctor_without_an_engine_fails_with_a_fix(tutor):
    result = tutor("doctor", "--json")
    assert result.exit_code == 3
    (engine,) = [f for f in json.loads(result.stdout)["findings"] if f["subject"] == "engine"]
    assert engine["state"] == "FAIL"
    assert engine["fix"]
    assert "FAIL" in tutor("doctor").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["bases"],
        ["clean"],
        ["engine", "status"],
        ["engine", "status", "--json"],
        ["engine", "up", "--yes"],
        ["demo"],
        ["demo", "--json"],
        ["bases", "--json"],
    ],
)
def test_what_needs_an_engine_ends_with_3(tutor, arguments):
    result = tutor(*arguments)
    assert result.exit_code == 3
    assert "Traceback" not in result.output


def test_bases_without_an_engine_is_a_finding(tutor):
    (found,) = json.loads(tutor("bases", "--json").stdout)["findings"]
    assert (found["state"], found["subject"]) == ("FAIL", "engine")


def test_a_damaged_progress_file_is_told_and_kept(tutor, own_home):
    own_home.mkdir(parents=True)
    (own_home / "progress.db").write_bytes(b"damaged" * 1000)
    result = tutor("list")
    assert result.exit_code == 0
    assert "damaged" in result.stderr
    assert [f.name for f in own_home.iterdir() if "damaged" in f.name]


def test_a_home_that_cannot_be_written_is_told(tutor, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "file" / "below"))
    result = tutor("list")
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    assert "TUTOR_HOME" in result.stderr


def test_broken_labs_are_told_with_file_and_line(tutor, monkeypatch, tmp_path):
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "course.yaml").write_text("format_version: 1\nlabs: [nowhere]\nextra: 1\n")
    monkeypatch.setenv("TUTOR_LABS", str(tmp_path / "labs"))
    result = tutor("list")
    assert result.exit_code == 2
    assert "course.yaml:2" in result.stderr
    assert "course.yaml:3" in result.stderr


def test_a_reader_that_closes_early_gets_no_traceback(own_home):
    done = subprocess.run(
        f"'{sys.executable}' -m tutor list --json | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    "module",
    [
        "cli",
        "attempt",
        "content",
        "dockerfile",
        "checks",
        "diagnosis",
        "plain.lines",
        "plain.doctor",
        "html.page",
        "report.rules",
        "plain.ladder_lines",
        "store",
        "workspace",
        "bases.ensure",
        "engine.local",
    ],
)
def test_headless_modules_load_neither_textual_nor_docker(module):
    script = f"import sys, tutor.{module}; print([m for m in ('textual', 'rich', 'docker', 'requests') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_checks_lists_what_a_lab_judges_by_and_its_advice(tutor):
    lines = tutor("checks", "two-stages").stdout.splitlines()
    assert lines[0].split()[:2] == ["file", "file"]
    assert any("advice: The image declares port 3000" in line for line in lines)


def test_checks_as_structure_tests_is_yaml_with_the_rest_in_comments(tutor):
    import yaml

    text = tutor("checks", "two-stages", "--structure-test").stdout
    assert yaml.safe_load(text)["metadataTest"] == {"exposedPorts": ["3000"]}
    assert "#   no-npm-cache (absent): structure tests do not look into layers" in text
