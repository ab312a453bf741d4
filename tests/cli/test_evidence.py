"""The command evidence as users call it: written, confirmed, changed, forged, and without an engine."""

import json

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.report.proof_form import _seal


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(main, arguments)

    return run


@pytest.fixture
def silent(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")


@pytest.fixture
def on_engine(engine, node_base, downloads, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", engine.info().address)
    monkeypatch.setattr("tutor.cli.parts.downloads", lambda: downloads)


def changed(file, **change):
    form = json.loads(file.read_text())
    rest = {k: v for k, v in {**form, **change}.items() if k != "content_sha256"}
    return {**rest, "content_sha256": _seal(rest)}


def test_without_an_engine_nothing_is_written(tutor, silent, tmp_path):
    result = tutor("evidence", "two-stages")
    assert result.exit_code == 3
    assert "no verdict to write down" in result.stderr
    assert list(tmp_path.glob("*.json")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evidence", "two-stage"], "Did you mean `two-stages`"),
        (["evidence", "two-stages", "--output", "no/such/folder.json"], "no such folder"),
        (["evidence", "two-stages", "--file", "nowhere"], "No such file"),
        (["evidence", "verify", "nowhere.json"], "No such file"),
        (["evidence", "verify", "."], "directory"),
        (["evidence", "verify"], "Missing argument"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(tutor, silent, arguments, words):
    result = tutor(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.engine
def test_evidence_is_written_confirmed_and_a_forged_one_is_not(tutor, on_engine, course, tmp_path):
    (tmp_path / "Dockerfile").write_bytes(course.labs[0].reference.text.encode())
    result = tutor("evidence", "two-stages", "--file", "Dockerfile")
    assert result.exit_code == 0, result.output
    file = tmp_path / "two-stages-evidence.json"
    assert str(file.name) in result.stdout
    result = tutor("evidence", "verify", file.name, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["confirmed"], found["same_lab"], found["changed_checks"]) == (True, True, [])
    assert found["written"]["size"] == found["now"]["size"]

    form = json.loads(file.read_text())
    file.write_text(json.dumps({**form, "verdict": "failed"}))
    result = tutor("evidence", "verify", file.name)
    assert result.exit_code == 1
    assert "was changed after it was written" in result.stderr

    file.write_text(json.dumps(form))
    file.write_text(json.dumps(changed(file, dockerfile={"text": course.labs[0].traditional})))
    result = tutor("evidence", "verify", file.name)
    assert result.exit_code == 1
    assert "Not confirmed" in result.stdout
    assert "multi-stage" in result.stdout


@pytest.mark.engine
def test_a_failed_attempt_is_evidence_too_with_the_exit_code_of_its_verdict(tutor, on_engine, tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM node:18-alpine\n")
    result = tutor("evidence", "two-stages", "--file", "Dockerfile", "-o", "proof.json", "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["verdict"] == "failed"
    assert json.loads((tmp_path / "proof.json").read_text()) == json.loads(result.stdout)
