"""Ten random edits of a file that is right: the diagnosis has a calm word for whatever comes out."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dockerfile.correct import correct_files
from tests.dockerfile.edits import EDITS, edited
from tutor.attempt import Finished, attempt
from tutor.checks import known_checks
from tutor.checks.evidence import Evidence
from tutor.content import load_course
from tutor.diagnosis import diagnose
from tutor.dockerfile import parse, quick_check
from tutor.engine.build_events import LEARNERS, BuildFailure, BuildStep
from tutor.engine.port import Cancel
from tutor.model.outcome import Outcome, Status
from tutor.paths import apps_dir, labs_dir

FILES = correct_files()
LABS = load_course(labs_dir(), apps_dir(), known_checks()).labs
CHECKS = [(lab, check) for lab in LABS for check in lab.checks]
ODD = st.sampled_from([b"", b"\xff", b"\x00", b"\xef\xbb\xbf", b"\r", b"\r\n"])


@given(
    lab=st.sampled_from(LABS),
    name=st.sampled_from(sorted(FILES)),
    edits=EDITS,
    odd=ODD,
    place=st.integers(0, 500),
)
@settings(max_examples=150, deadline=None)
def test_an_attempt_without_an_engine_ends_with_a_verdict(lab, name, edits, odd, place):
    data = edited(FILES[name], edits).encode("utf-8", "surrogatepass")
    data = data[:place] + odd + data[place:]
    events = list(attempt(lab, data, None, store=None, cancel=Cancel(), downloads=Path()))
    assert isinstance(events[-1], Finished)
    assert events[-1].verdict.status in ("failed", "could_not_run")


@given(
    name=st.sampled_from(sorted(FILES)),
    edits=EDITS,
    declared=st.sampled_from(CHECKS),
    line=st.integers(1, 40),
    kind=st.sampled_from(sorted(LEARNERS)),
)
@settings(max_examples=150, deadline=None)
def test_every_check_that_could_fail_is_explained_from_the_text_alone(name, edits, declared, line, kind):
    lab, check = declared
    text = edited(FILES[name], edits)
    dockerfile = parse(text)
    evidence = Evidence(lab, text=text, dockerfile=dockerfile, problems=quick_check(dockerfile))
    failed = Outcome(
        check.id, check.title, Status.FAILED, expected="this", found="that", where=f"line {line}: x"
    )
    assert_calm(diagnose((failed,), evidence))
    step = BuildStep("s", f"line {line}", "", line)
    assert_calm(diagnose((failed,), replace(evidence, failure=BuildFailure(kind, "x: not found", step))))


def assert_calm(diagnosis):
    assert diagnosis is not None
    assert diagnosis.see
    assert not any(sign in diagnosis.text for sign in "\x1b\x00\n")
