"""The command evidence as users call it: written, confirmed, changed, forged, and without an engine."""

import json

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.model.proof import Proof
from tutor.report.lab_digest import lab_digest
from tutor.report.proof_form import _seal, proof_form


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


def proof(course, failed="", size=430_000_000, stand_ins=("node:18-alpine",), status=""):
    """Return what an attempt at lab 1 comes to; `failed` is the check that failed, if one did."""
    lab, status = course.find("two-stages"), status or ("failed" if failed else "passed")
    rows = tuple((c.id, "failed" if c.id == failed else "passed", "", "") for c in lab.checks)
    engine = {"name": "docker", "version": "26.1"}
    return Proof(
        *("2026-11-28T00:00:00+00:00", "0.1.0", lab.id, lab_digest(lab), b"FROM scratch\n", None),
        *(engine, "sha256:1", size, 987_000_000, 592_000_000, status, rows, stand_ins, 1.0),
    )


@pytest.fixture
def verified(tutor, course, tmp_path, monkeypatch):
    """Verify a file in which one proof is written while another one comes out; return the result."""

    def run(written, repeated, *options):
        (tmp_path / "proof.json").write_text(json.dumps(proof_form(written)))
        monkeypatch.setattr("tutor.cli.evidence._attempted", lambda *_: repeated)
        return tutor("evidence", "verify", "proof.json", *options)

    return run


def test_a_confirmed_failure_is_told_as_one_and_ends_as_asked(verified, course):
    failed = proof(course, "serves")
    result = verified(failed, failed)
    assert result.exit_code == 0
    assert "this Dockerfile failed" in result.stdout
    assert verified(failed, failed, "--require-passed").exit_code == 1
    assert verified(proof(course), proof(course), "--require-passed").exit_code == 0


def test_a_forged_size_is_not_confirmed(verified, course):
    result = verified(proof(course, size=1_000), proof(course), "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["confirmed"], found["written"]["size"], found["now"]["size"]) == (False, 1_000, 430_000_000)


def test_sizes_on_other_base_images_are_not_comparable(verified, course):
    other = proof(course, "size", 700_000_000, ())
    result = verified(proof(course), other)
    assert result.exit_code == 3
    assert "FAIL" not in result.stdout


def test_another_check_is_compared_whatever_the_base_images_are(verified, course):
    other = proof(course, "serves", 700_000_000, ())
    assert verified(proof(course), other).exit_code == 1


def test_no_verdict_now_confirms_nothing(verified, course):
    result = verified(proof(course), proof(course, status="could_not_run"))
    assert result.exit_code == 3
    assert "could not be checked" in result.stderr


@pytest.mark.engine
@pytest.mark.xdist_group("two-stages")  # builds what lab 1 builds
def test_evidence_is_written_confirmed_and_a_forged_one_is_not(tutor, on_engine, course, tmp_path):
    (tmp_path / "Dockerfile").write_bytes(course.find("two-stages").reference.text.encode())
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
    file.write_text(json.dumps(changed(file, dockerfile={"text": course.find("two-stages").traditional})))
    result = tutor("evidence", "verify", file.name)
    assert result.exit_code == 1
    assert "Not confirmed" in result.stdout
    assert "multi-stage" in result.stdout


@pytest.mark.engine
@pytest.mark.xdist_group("two-stages")  # builds what lab 1 builds
def test_a_failed_attempt_is_evidence_too_with_the_exit_code_of_its_verdict(tutor, on_engine, tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM node:18-alpine\n")
    result = tutor("evidence", "two-stages", "--file", "Dockerfile", "-o", "proof.json", "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["verdict"] == "failed"
    assert json.loads((tmp_path / "proof.json").read_text()) == json.loads(result.stdout)
