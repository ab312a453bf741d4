"""The order of answers: what failed before decides what is judged, and advice comes last and blocks nothing."""

import pytest

from tests.labs import a_lab
from tutor.attempt.judging import Judging, phases
from tutor.checks.base import PHASES
from tutor.checks.evidence import Evidence
from tutor.diagnosis import diagnose
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailure
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.model.course import CheckSpec
from tutor.model.image import Entry, Image, Layer
from tutor.model.outcome import Sizes, Status, judge


def spec(kind, check_id="", needs=(), advice=False, **options):
    return CheckSpec(check_id or kind, kind, f"It is {kind}", options, needs, advice=advice)


FILE, PARSES, BUILDS, STARTS = (spec(kind) for kind in ("file", "parses", "builds", "starts"))
HTTP = spec("http", path="/")
CACHE = spec("absent", paths=["cache/**"], name="a cache")
SIZE = spec("image_size", share_of_traditional=0.5)


class Probe:
    """A container that answers, or has stopped."""

    refused, log, listening = "", (), None

    def __init__(self, running=True):
        from tutor.checks.probe import Answer
        from tutor.engine.port import ContainerState

        self.state = ContainerState(running, None if running else 1)
        self.answer = Answer("/", 200 if running else 0, "page")

    def get(self, path, seconds=20.0):
        return self.answer

    def out_of_reach(self, answer):
        return False


def evidence(lab, *paths, text="FROM a\n", running=True, yours=10):
    image = Image("sha256:0", (Layer("d", tuple(Entry(p, "file", 1) for p in paths)),), {})
    dockerfile = parse(text)
    return Evidence(
        lab,
        text=text,
        dockerfile=dockerfile,
        image=image,
        probe=Probe(running),
        sizes=Sizes(traditional=100, yours=yours),
    )


def answered(lab, found, *phases_of, cancel=None):
    judging = Judging(lab, found, cancel or Cancel())
    for phase in phases_of or PHASES:
        list(judging.answer(phase))
    list(judging.give_up(""))
    return judging


def by_id(outcomes):
    return {o.check_id: o.status.value for o in outcomes}


def test_what_nothing_goes_without_skips_the_rest_even_if_the_lab_does_not_say_so():
    lab = a_lab(checks=(FILE, PARSES, BUILDS, STARTS, HTTP, CACHE))
    found = evidence(lab)
    found.failure = BuildFailure("run_failed", "exit code 1")
    judging = answered(lab, found)
    assert by_id(judging.outcomes) == {
        "file": "passed",
        "parses": "passed",
        "builds": "failed",
        "starts": "skipped",
        "http": "skipped",
        "absent": "skipped",
    }
    assert judging.outcomes[-1].because == "“It is builds” did not pass"


def test_contents_are_judged_of_an_image_whose_container_stops():
    lab = a_lab(checks=(BUILDS, STARTS, HTTP, CACHE))
    assert by_id(answered(lab, evidence(lab, running=False)).outcomes) == {
        "builds": "passed",
        "starts": "failed",
        "http": "skipped",
        "absent": "passed",
    }


def test_a_check_that_has_no_evidence_after_a_failure_is_skipped_and_not_the_engines_fault():
    lab = a_lab(checks=(FILE, PARSES, CACHE))
    outcomes = answered(lab, evidence(lab, text="FRM a\n"), "text").outcomes
    assert by_id(outcomes) == {"file": "passed", "parses": "failed", "absent": "skipped"}


def test_a_check_answers_no_earlier_than_what_it_needs():
    needy = spec("absent", "needy", ("http",), paths=["x"], name="x")
    assert phases((STARTS, HTTP, needy)) == {"starts": "container", "http": "container", "needy": "container"}
    lab = a_lab(checks=(STARTS, HTTP, needy))
    assert by_id(answered(lab, evidence(lab, running=False)).outcomes)["needy"] == "skipped"


def test_the_failure_with_the_lowest_rank_is_explained_whatever_answered_first():
    lab = a_lab(checks=(BUILDS, STARTS, HTTP, CACHE, SIZE))
    found = evidence(lab, "cache/a", running=False, yours=90)
    outcomes = answered(lab, found).outcomes
    assert diagnose(tuple(reversed(outcomes)), found).id == "command-missing"


def test_an_engine_in_the_way_of_one_check_is_no_failure_and_stops_no_other(monkeypatch):
    lab = a_lab(checks=(CACHE, SIZE))

    def lost(*_):
        raise EngineTrouble("The disk is full.", "Free some.")

    monkeypatch.setattr("tutor.checks.presence.AbsentCheck.run", lost)
    outcomes = answered(lab, evidence(lab)).outcomes
    assert by_id(outcomes) == {"absent": "could_not_run", "image_size": "passed"}
    assert outcomes[0].because == "The disk is full. Free some."


ADVICE = spec("absent", "tip", advice=True, paths=["cache/**"], name="a cache")


def test_advice_that_does_not_hold_blocks_nothing():
    lab = a_lab(checks=(BUILDS, SIZE), advice=(ADVICE,))
    judging = answered(lab, evidence(lab, "cache/a"))
    assert judge(judging.outcomes) == "passed"
    assert by_id(judging.advice) == {"tip": "failed"}


@pytest.mark.parametrize("yours", [10, 90])
def test_advice_is_given_after_a_pass_only(yours):
    lab = a_lab(checks=(BUILDS, SIZE), advice=(ADVICE,))
    judging = answered(lab, evidence(lab, yours=yours))
    assert len(judging.advice) == (1 if yours == 10 else 0)


def test_advice_is_not_even_judged_after_a_failure(monkeypatch):
    lab = a_lab(checks=(spec("http", path="/x", status=404), ADVICE), advice=(ADVICE,))
    lab = a_lab(checks=(HTTP,), advice=(spec("image_size", "tip", advice=True, share_of_traditional=0.5),))
    asked = []
    monkeypatch.setattr("tutor.checks.size.ImageSizeCheck.run", lambda *_: asked.append(1))
    answered(lab, evidence(lab, running=False))
    assert asked == []


def test_nothing_is_judged_after_a_cancel():
    cancel = Cancel()
    cancel()
    lab = a_lab(checks=(BUILDS, CACHE), advice=(ADVICE,))
    judging = answered(lab, evidence(lab), cancel=cancel)
    assert Status.PASSED.value not in by_id(judging.outcomes).values()
    assert judging.advice == ()
