"""Hints, solutions, skipping and catching up from the command line: text, JSON, honest exit codes, no questions to scripts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.cli.predicting import Predicting
from tutor.model.hints import OpenedHint
from tutor.model.outcome import Outcome, Sizes, Status, Verdict
from tutor.store import Store


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    return lambda *arguments, **options: CliRunner().invoke(main, arguments, **options)


@pytest.fixture
def store(own_home):
    with Store.open(own_home / "progress.db") as opened:
        yield opened


def state(tutor):
    labs = json.loads(tutor("list", "--json").stdout)
    return next(lab["state"] for lab in labs if lab["id"] == "two-stages")


def failed(check, digest="d"):
    return Verdict("two-stages", "failed", (Outcome(check, check, Status.FAILED),), written_digest=digest)


def test_a_hint_is_given_about_what_failed_and_the_next_one_waits(tutor, store):
    store.record(failed("size"), 1.0)
    first = tutor("hint", "two-stages")
    assert first.exit_code == 0
    assert "Hint: At most 60 % of the traditional image" in first.stdout
    second = json.loads(tutor("hint", "two-stages", "--json").stdout)
    assert (second["opened"], second["hint"]) == (False, None)
    assert 0 < second["seconds"] <= 90
    assert tutor("hint", "two-stages").exit_code == 1
    store.record(failed("size", "another"), 2.0)
    assert json.loads(tutor("hint", "two-stages", "--json").stdout)["opened"]


def test_the_question_of_a_hint_is_answered_before_the_next(tutor, store):
    store.record(failed("size"), 1.0)
    store.hints.keep("two-stages", OpenedHint("size", 2, 0.0, "before"))
    given = json.loads(tutor("hint", "two-stages", "--json").stdout)
    assert given["question"] == "Which of them do you expect to be the largest?"
    waiting = tutor("hint", "two-stages")
    assert waiting.exit_code == 1
    assert "Which of them do you expect" in waiting.stdout
    assert tutor("hint", "two-stages", "--answer", " ").exit_code == 2
    assert tutor("hint", "two-stages", "--answer", "node_modules").exit_code == 0
    assert store.answers.of("two-stages")["hint:size"].text == "node_modules"
    assert tutor("hint", "two-stages", "--answer", "again").exit_code == 2


def test_the_solution_stays_closed_until_a_pass_or_until_given_up(tutor):
    closed = tutor("solution", "two-stages")
    assert closed.exit_code == 1
    assert closed.stdout == ""
    assert "--give-up" in closed.stderr
    assert state(tutor) == "new"
    own = Path(tutor("path", "two-stages").stdout.strip())
    before = own.read_text()
    shown = tutor("solution", "two-stages", "--give-up")
    assert shown.exit_code == 0
    assert "- RUN npm install -g next" in shown.stdout
    assert "+ COPY --from=build /app/.next ./.next" in shown.stdout
    assert own.read_text() == before
    assert state(tutor) == "shown"
    assert "solution shown" in tutor("list").stdout
    assert tutor("solution", "two-stages").exit_code == 0


def test_the_solution_after_a_pass_marks_nothing(tutor, store):
    store.record(Verdict("two-stages", "passed", ()), 1.0)
    form = json.loads(tutor("solution", "two-stages", "--json").stdout)
    assert form["state"] == "passed"
    assert form["dockerfile"].startswith("# Build Stage\nFROM node:18-alpine as build\n")
    assert form["takeaway"]


def test_a_pass_after_the_solution_is_told_apart(tutor, store):
    tutor("solution", "two-stages", "--give-up")
    store.record(Verdict("two-stages", "passed", ()), 1.0)
    assert state(tutor) == "passed_after_solution"
    assert "passed after the solution" in tutor("list").stdout


def test_a_lab_is_skipped_and_taken_up_again(tutor):
    assert json.loads(tutor("skip", "two-stages", "--json").stdout)["state"] == "skipped"
    assert state(tutor) == "skipped"
    Path(tutor("path", "two-stages").stdout.strip()).write_text("nonsense\n")
    tutor("check", "two-stages")
    assert state(tutor) == "started"


def test_catching_up_asks_a_script_for_its_consent_and_keeps_the_own_file(tutor):
    own = Path(tutor("path", "two-stages").stdout.strip())
    own.write_text("FROM mine\n")
    refused = tutor("catch-up", "two-stages")
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert own.read_text() == "FROM mine\n"
    form = json.loads(tutor("catch-up", "two-stages", "--yes", "--json").stdout)
    assert form["state"] == "shown"
    assert Path(form["kept"]).read_text() == "FROM mine\n"
    assert own.read_text().startswith("# Build Stage\n")


def test_reset_as_json_names_the_kept_file(tutor):
    own = Path(tutor("path", "two-stages").stdout.strip())
    own.write_text("FROM mine\n")
    assert (
        Path(json.loads(tutor("reset", "two-stages", "--json").stdout)["kept"]).read_text() == "FROM mine\n"
    )


@pytest.mark.parametrize("command", ["hint", "solution", "skip", "catch-up", "reset"])
def test_an_unknown_lab_is_wrong_usage(tutor, command):
    result = tutor(command, "two-stage")
    assert result.exit_code == 2
    assert "Did you mean `two-stages`" in result.stderr


def test_check_never_asks_without_a_terminal(tutor):
    result = tutor("check", "two-stages", "--predict", "--json", input="")
    assert result.exit_code == 3
    assert "on a terminal only" in result.stderr
    assert json.loads(result.stdout)["verdict"] == "could_not_run"


def test_predictions_are_asked_on_a_terminal_and_compared(course, store, monkeypatch, capsys):
    lab = course.find("two-stages")
    said = iter(["lots", "800", "2", "12,14"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("tutor.cli.predicting.click.prompt", lambda *_, **__: next(said))
    asking = Predicting(lab, store, lab.reference.text.encode())
    asking.ask()
    told = capsys.readouterr().err
    assert "A number of MB is wanted" in told
    assert "/ predicted: no; found: yes" in told
    assert "= as predicted: lines 12 and 14" in told
    lines = list(asking.compare(Verdict("two-stages", "failed", (), sizes=Sizes(832_000_000, 424_000_000))))
    assert lines[0] == "= predicted 800 MB, found 832 MB: close"
    assert store.answers.of("two-stages")["traditional-size"].right


def test_rounds_are_played_on_a_terminal_with_the_ignore_file_and_the_score(
    course, store, monkeypatch, capsys
):
    lab = course.find("what-rebuilds")
    said = iter(["", "4", "4,5,6", "0, 4", "4,5,6", "0", "none", "0"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("tutor.cli.predicting.click.prompt", lambda *_, **__: next(said))
    Predicting(lab, store, lab.start.encode(), "README.md\n").ask()
    told = capsys.readouterr().err
    assert "    0 none of these lines" in told
    assert "/ predicted: line 4; found: no line (6 of 7 marked right)" in told
    assert "Name lines, or 0 for none of them, not both." in told
    assert "Name at least one line, or 0 for none." in told
    assert told.count("= as predicted: lines 4, 5 and 6") == 2
    score = "5 of 6 rounds · 26 of 27 lines right · 4 rounds in a row without a mistake"
    assert told.rstrip().endswith(score)
    answers = store.answers.of("what-rebuilds")
    assert answers["a-comment"].skipped
    assert (answers["the-readme"].result, answers["the-readme"].right) == ("no line", True)


def test_a_dispute_shows_the_evidence_and_writes_a_report(tutor):
    assert tutor("dispute", "two-stages").exit_code == 2
    own = Path(tutor("path", "two-stages").stdout.strip())
    own.write_text("FROM node:18-alpine build\n")
    assert tutor("check", "two-stages").exit_code == 1
    result = tutor("dispute", "two-stages")
    assert result.exit_code == 0
    assert "FAIL Every line is a Dockerfile instruction (parses, parses)" in result.stdout
    form = json.loads(tutor("dispute", "two-stages", "--json").stdout)
    assert [c["id"] for c in form["checks"]][:3] == ["file", "parses", "builds"]
    assert any("line 1: " in line for line in form["checks"][1]["evidence"])
    assert "FROM node:18-alpine build" in Path(form["report"]).read_text()
    assert Path(form["report"]).parent == own.parent
