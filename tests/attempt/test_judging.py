"""Each check of an attempt answers once, and says which earlier one keeps it from answering."""

import pytest

from tests.labs import a_lab
from tutor.attempt.events import CheckDone
from tutor.attempt.judging import Judging
from tutor.checks.evidence import Evidence
from tutor.dockerfile import parse
from tutor.engine.cancel import Cancel
from tutor.errors import FileProblem
from tutor.model.course import CheckSpec
from tutor.model.other_image import OtherImage
from tutor.model.outcome import Status

CHECKS = (
    CheckSpec("file", "file", "The file can be read"),
    CheckSpec("parses", "parses", "It is a Dockerfile", needs=("file",)),
    CheckSpec("starts", "starts", "It starts", {"path": "/"}, needs=("parses",)),
    CheckSpec("multi", "multi_stage", "Two stages", needs=("parses",)),
)


@pytest.fixture
def evidence():
    lab = a_lab(checks=CHECKS)
    return Evidence(lab, text=lab.start, dockerfile=parse(lab.start))


def judging(evidence, cancel=None):
    return Judging(evidence.lab, evidence, cancel or Cancel())


def told(events):
    return [(e.outcome.check_id, e.outcome.status, e.outcome.because) for e in events]


def test_the_checks_of_a_phase_answer_once_in_the_labs_order(evidence):
    judge = judging(evidence)
    assert [check for check, _, _ in told(judge.answer("text"))] == ["file", "parses"]
    assert told(judge.answer("text")) == []
    assert judge.is_a_dockerfile


def test_a_check_whose_precondition_does_not_hold_is_skipped_with_its_title(evidence):
    evidence.file_problem = FileProblem("empty", "It is empty.")
    judge = judging(evidence)
    first, second = told(judge.answer("text"))
    assert first[1] is Status.FAILED
    assert second == ("parses", Status.SKIPPED, "“The file can be read” did not pass")
    assert not judge.is_a_dockerfile


def test_what_was_skipped_is_a_reason_to_skip_and_the_rest_could_not_run(evidence):
    evidence.file_problem = FileProblem("empty", "It is empty.")
    judge = judging(evidence)
    list(judge.answer("text"))
    assert {(status, because) for _, status, because in told(judge.give_up("the engine went away"))} == {
        (Status.SKIPPED, "“It is a Dockerfile” did not pass")
    }


def test_what_nothing_keeps_from_answering_could_not_run_for_the_reason_that_is_given(evidence):
    judge = judging(evidence)
    list(judge.answer("text"))
    rest = told(judge.give_up("the engine went away"))
    assert rest == [(check, Status.COULD_NOT_RUN, "the engine went away") for check in ("starts", "multi")]
    assert [o.check_id for o in judge.outcomes] == ["file", "parses", "starts", "multi"]
    assert told(judge.give_up("")) == []


def test_checks_behind_the_first_of_another_phase_wait_for_it(evidence):
    judge = judging(evidence)
    list(judge.answer("text"))
    assert told(judge.answer("image", stop_at="container")) == []


def test_after_a_cancel_no_check_answers(evidence):
    cancel = Cancel()
    cancel()
    assert told(judging(evidence, cancel).answer("text")) == []


OTHERS = (
    CheckSpec("parses", "parses", "It is a Dockerfile"),
    CheckSpec("dev", "target", "dev builds", {"name": "dev"}),
    CheckSpec("starts", "starts", "It starts", {"path": "/"}),
    CheckSpec("dev-starts", "starts", "dev starts", {"path": "/"}, image=OtherImage("dev")),
    CheckSpec("other-starts", "starts", "other starts", {"path": "/"}, image=OtherImage("other")),
    CheckSpec("dev-user", "not_root", "dev is not root", image=OtherImage("dev", (("A", "1"),))),
)


def test_checks_of_other_images_answer_last_and_depend_on_those_of_their_own_image():
    lab = a_lab(checks=OTHERS, start="FROM scratch AS prod\n")
    judge = judging(Evidence(lab, text=lab.start, dockerfile=parse(lab.start)))
    assert [check for check, _, _ in told(judge.answer("text"))] == ["parses"]
    assert [check for check, _, _ in told(judge.answer("container"))] == ["starts"]
    announced, *answers = judge.answer("trial")
    assert announced.note == "target `dev`"
    found = {o.outcome.check_id: o.outcome for o in answers if isinstance(o, CheckDone)}
    assert list(found) == ["dev", "dev-starts", "other-starts", "dev-user"]
    assert found["dev"].found == found["other-starts"].found == "there is no stage of that name"
    assert {found[i].because for i in ("dev-starts", "dev-user")} == {"“dev builds” did not pass"}
