"""Secrets of a lab's builds are in nothing that is kept of an attempt."""

from dataclasses import replace

from tutor.attempt.hiding import Hiding
from tutor.model.outcome import Diagnosis, Outcome, Status, Verdict

SECRETS = {"token": "hgt_word", "longer": "hgt_word_of_more"}
OUTCOME = Outcome("builds", "It builds", Status.FAILED, "an image", "hgt_word", "line 1: hgt_word_of_more")
VERDICT = Verdict(
    "a-lab",
    "failed",
    (OUTCOME, replace(OUTCOME, status=Status.COULD_NOT_RUN, because="it said hgt_word twice: hgt_word")),
    evidence={"build": ("| echo hgt_word_of_more", "exit code 1")},
    advice=(OUTCOME,),
)
DIAGNOSIS = Diagnosis("run-failed", "saw hgt_word", "hgt_word", "not hgt_word", 3, "sh: hgt_word: not found")


def test_their_ids_stand_where_they_stood():
    hidden = Hiding(SECRETS).verdict(VERDICT)
    assert "hgt_" not in str(hidden)
    assert hidden.outcomes[0].where == "line 1: [longer]"
    assert hidden.outcomes[1].because == "it said [token] twice: [token]"
    assert hidden.evidence["build"] == ("| echo [longer]", "exit code 1")
    assert (hidden.status, hidden.counts) == (VERDICT.status, VERDICT.counts)


def test_they_are_in_no_explanation():
    hidden = Hiding(SECRETS).diagnosis(DIAGNOSIS)
    assert "hgt_" not in str(hidden)
    assert (hidden.id, hidden.line, hidden.engine_words) == ("run-failed", 3, "sh: [token]: not found")


def test_a_lab_without_secrets_changes_nothing():
    assert Hiding({}).verdict(VERDICT) is VERDICT
    assert Hiding({}).diagnosis(DIAGNOSIS) is DIAGNOSIS
    assert Hiding(SECRETS).diagnosis(None) is None
