"""`tutor answer`: lines and questions answered without the app; wrong input is told, and changes nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tutor.cli import main
from tutor.model.outcome import Sizes, Verdict
from tutor.store import Store

LAB = "read-an-image"
SIZES = ((7, 100_000_000), (10, 0), (16, 5_000), (19, 400_000_000))


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def answers(tutor):
    """Return the JSON of all answers."""
    return lambda *arguments: json.loads(tutor("answer", LAB, *arguments, "--json").stdout)


def line(form, number):
    return next(entry for entry in form["lines"] if entry["line"] == number)


def test_a_line_is_answered_changed_and_taken_back(answers):
    assert len(answers()["lines"]) == 9
    assert line(answers("19", "run"), 19)["answer"] == "run"
    assert line(answers("19", "only", "to", "build"), 19)["answer"] == "build"
    assert line(answers("19", "?"), 19)["answer"] is None


def test_the_answer_stands_in_the_file(tutor):
    tutor("answer", LAB, "10", "no-size")
    file = tutor("path", LAB).stdout.strip()
    assert "# answer: no-size\nWORKDIR /app\n" in Path(file).read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("8", "run"), "No instruction begins in line 8."),
        (("9" * 30, "run"), "No instruction begins in line 999999999."),
        (("10", "walk"), "`walk` is no answer."),
        (("10",), "`nothing` is no answer."),
        (("why", "yes"), "no question called `why`"),
        (("delete-later", "larger"), "Choose one of 1 to 3."),
        (("delete-later",), "Choose one of 1 to 3."),
        (("not-needed", "many"), "A number of MB is wanted"),
    ],
)
def test_wrong_input_is_told_and_changes_nothing(tutor, answers, arguments, words):
    before = answers()
    result = tutor("answer", LAB, *arguments)
    assert (result.exit_code, words in result.stderr) == (2, True), result.stderr
    assert answers() == before


def test_a_question_is_answered_by_its_id(answers):
    form = answers("delete-later", "2")
    (question,) = [q for q in form["questions"] if q["id"] == "delete-later"]
    assert (question["answer"], question["result"]) == ("bigger", "stays the same")


def test_nothing_is_predicted_once_it_is_known(tutor, own_home):
    with Store.open(own_home / "progress.db") as store:
        store.record(Verdict(LAB, "failed", (), sizes=Sizes(5, 5, lines=SIZES, not_needed=3)), 1.0)
    result = tutor("answer", LAB, "largest", "19")
    assert (result.exit_code, "known already" in result.stderr) == (2, True)
    shown = tutor("answer", LAB).stdout
    assert (
        " 19  RUN npm install                         ?                400 MB  ####################" in shown
    )
    assert " 10  WORKDIR /app                            ?                   0 B\n" in shown
    assert "not predicted, and known by now" in shown
    assert "because" not in shown


def test_right_answers_are_told_only_after_the_pass(tutor, answers, own_home):
    assert line(answers(), 19)["right"] is None
    with Store.open(own_home / "progress.db") as store:
        store.record(Verdict(LAB, "passed", (), sizes=Sizes(5, 5, lines=SIZES)), 1.0)
    assert line(answers(), 19)["right"] == ["run"]
    assert line(answers(), 19)["bytes"] == 400_000_000
    assert "/ The running shop loads React" in tutor("answer", LAB).stdout


def test_other_labs_have_questions_too_and_no_lines(tutor):
    result = tutor("answer", "two-stages", "traditional-size", "900")
    assert (result.exit_code, "-> 900 MB" in result.stdout) == (0, True)
    assert tutor("answer", "two-stages", "7", "run").exit_code == 2
    assert json.loads(tutor("answer", "two-stages", "--json").stdout)["lines"] == []


def test_a_file_that_is_no_text_is_told(tutor):
    file = tutor("path", LAB).stdout.strip()
    Path(file).write_bytes(b"\xff\xfe\x00F")
    result = tutor("answer", LAB, "19", "run")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
