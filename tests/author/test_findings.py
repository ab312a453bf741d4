"""What a verdict proves of a case, what it does not, and what all cases together show."""

from dataclasses import replace

import pytest

from tests.author.verdicts import could_not_run, expected, failed, passed
from tutor.author.case import cases_of
from tutor.author.finding import State, finding_of
from tutor.author.lab_proof import exit_code, lab_proof
from tutor.author.seen import read_seen, seen_form, seen_of
from tutor.errors import UsageProblem
from tutor.model.outcome import Status


def found(lab, name, verdict, again=None):
    (case,) = cases_of(lab, [name])
    return finding_of(lab, case, seen_of(verdict), seen_of(again) if again else None)


def proof(lab, change=lambda verdict: verdict):
    cases = cases_of(lab)
    seen = [finding_of(lab, c, seen_of(change(expected(lab, c)))) for c in cases]
    return lab_proof(lab, cases, reversed(seen), whole=True)


def test_a_lab_whose_cases_end_as_it_says_is_proven(lab):
    made = proof(lab)
    assert {f.state for f in made.findings} == {State.PROVEN}
    assert [f.case.name for f in made.findings] == [c.name for c in cases_of(lab)]
    assert exit_code([made]) == 0


@pytest.mark.parametrize(
    ("case", "verdict", "words"),
    [
        ("start", passed, "it passes, so there is nothing to do"),
        ("start", lambda lab: failed(lab, "file", "file-empty"), "no Dockerfile: `file` fails"),
        ("start", lambda lab: failed(lab, "parses", "as-missing"), "no Dockerfile: `parses` fails"),
        ("own-user", lambda lab: failed(lab, "starts"), "`starts` fails: something"),
        ("copies-workdir", passed, "it passes; `no-source` must fail"),
        (
            "copies-workdir",
            lambda lab: failed(lab, "starts", "copied-everything", 13),
            "`starts` fails first, not `no-source`",
        ),
        (
            "copies-workdir",
            lambda lab: failed(lab, "no-source", "copied-root", 13),
            "the diagnosis is `copied-root`, not `copied-everything`: I see it.",
        ),
        (
            "copies-workdir",
            lambda lab: failed(lab, "no-source", "copied-everything", 3),
            "speaks of line 3, not of line 13",
        ),
        (
            "copies-workdir",
            lambda lab: failed(lab, "no-source", "copied-everything"),
            "speaks of no line, not of line 13",
        ),
    ],
)
def test_what_is_not_as_the_lab_says_is_told(lab, case, verdict, words):
    finding = found(lab, case, verdict(lab))
    assert finding.state is State.WRONG
    assert any(words in reason for reason in finding.reasons), finding.reasons


def test_trouble_of_the_engine_is_no_fault_of_the_lab(lab):
    finding = found(lab, "two-stages", could_not_run(lab, "the disk is full"))
    assert (finding.state, finding.reasons) == (State.COULD_NOT_RUN, ("the disk is full",))
    made = lab_proof(lab, cases_of(lab, ["two-stages"]), [finding], whole=False)
    assert exit_code([made]) == 3
    assert exit_code([made, replace(made, faults=("a target",))]) == 1


def test_a_solution_that_needs_what_the_engine_lacks_is_not_judged(lab):
    needy = replace(lab, solutions=(replace(lab.solutions[0], requires=("mounts",)), *lab.solutions[1:]))
    lacks = could_not_run(lab, "`--mount` is unknown to the classic builder")
    finding = found(needy, "two-stages", lacks)
    assert finding.state is State.NOT_JUDGED
    assert exit_code([lab_proof(needy, cases_of(needy, ["two-stages"]), [finding], whole=False)]) == 0
    assert found(lab, "two-stages", lacks).state is State.COULD_NOT_RUN
    assert found(needy, "two-stages", could_not_run(lab, "the disk is full")).state is State.COULD_NOT_RUN


def test_a_lab_that_needs_what_the_engine_lacks_is_not_judged_at_all(lab):
    needy = replace(lab, requires=("mounts",))
    lacks = could_not_run(lab, "this lab needs `RUN --mount`, which the classic builder does not have")
    found_so = {case.name: found(needy, case.name, lacks).state for case in cases_of(needy)}
    assert set(found_so.values()) == {State.NOT_JUDGED}
    assert found(needy, "start", could_not_run(lab, "the disk is full")).state is State.COULD_NOT_RUN


def test_two_attempts_that_differ_prove_nothing(lab):
    finding = found(lab, "two-stages", passed(lab), failed(lab, "starts"))
    assert finding.state is State.WRONG
    assert "two attempts differ: passed, then failed" in finding.reasons
    assert "two attempts differ: `starts` passed, then failed" in finding.reasons
    assert found(lab, "two-stages", passed(lab), passed(lab, 910_000)).state is State.PROVEN
    assert found(lab, "two-stages", passed(lab), could_not_run(lab, "gone")).state is State.COULD_NOT_RUN


def test_a_thin_margin_is_a_warning_on_either_side(lab):
    assert found(lab, "two-stages", passed(lab)).warnings == ()
    (told,) = found(lab, "two-stages", passed(lab, 970_000)).warnings
    assert "only 3.0 % below 1.0 MB" in told
    large = tuple(replace(m, check="size") if m.id == "copies-workdir" else m for m in lab.mistakes)
    verdict = failed(lab, "size", "copied-everything", 13)
    above = tuple(replace(o, measured=1_040_000) if o.check_id == "size" else o for o in verdict.outcomes)
    (told,) = found(replace(lab, mistakes=large), "copies-workdir", replace(verdict, outcomes=above)).warnings
    assert "only 4.0 % above 1.0 MB" in told


def test_a_line_that_the_lab_does_not_name_is_a_warning(lab):
    lineless = tuple(replace(m, line=None) for m in lab.mistakes)
    finding = found(replace(lab, mistakes=lineless), "single-stage", failed(lab, "multi-stage", line=1))
    assert finding.state is State.PROVEN
    assert finding.warnings == ("the diagnosis speaks of line 1; name it, so that it is proven",)


def test_a_target_that_every_image_reaches_is_a_fault(lab):
    def roomy(verdict):
        loose = {"status": Status.PASSED, "allowed": 10**9}
        made = (replace(o, **loose) if o.check_id == "size" else o for o in verdict.outcomes)
        return replace(verdict, outcomes=tuple(made))

    made = proof(lab, roomy)
    assert [f for f in made.faults if "`size`" in f]
    assert exit_code([made]) == 1


def test_checks_that_no_case_fails_are_told(lab):
    gaps = proof(lab).gaps
    assert not [g for g in gaps if "`starts`" in g or "`file`" in g]
    fewer = replace(lab, mistakes=tuple(m for m in lab.mistakes if m.check != "serves"))
    assert "no case fails `serves`; a mistake would prove that it can fail" in proof(fewer).gaps


def test_an_unknown_case_is_told_with_those_there_are(lab):
    with pytest.raises(UsageProblem) as caught:
        cases_of(lab, ["copies-all"])
    assert "copies-workdir" in caught.value.fix
    assert [c.name for c in cases_of(lab, ["mistake/copies-workdir", "start"])] == [
        "start",
        "mistake/copies-workdir",
    ]


def test_what_is_kept_of_a_verdict_comes_back_as_it_was(lab):
    import json

    seen = seen_of(failed(lab, "starts", "other-port", 4))
    back = read_seen(json.loads(json.dumps(seen_form(seen))))
    assert back == seen
    assert back.first_failed.status is Status.FAILED


def test_a_start_that_does_not_build_is_proven_with_a_warning(lab):
    made = found(lab, "start", failed(lab, "builds", "missing-source"))
    assert made.state is State.PROVEN
    assert "learners begin with a file that does not build: I see it." in made.warnings[0]
