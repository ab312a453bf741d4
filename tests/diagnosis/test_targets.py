"""Targets: what is said of a name that is missing, of the default, and of tests that guard too little or too much."""

from dataclasses import replace

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.checks import make
from tutor.diagnosis import diagnose
from tutor.dockerfile import parse, up_to_target
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

TOP = "FROM a AS base\nFROM base AS test\n"
EDIT = {"edit": "a.py", "append": "x"}


def told(text, kind="target", failing_line=0, **options):
    """Return the diagnosis of a failed check; the build of its target failed at a line, or ended well."""
    spec = CheckSpec("it", kind, "It", options)
    lab, image = a_lab(checks=(spec,)), make(spec).image
    default = made(text=text, lab=lab)
    other = replace(default, default=default)
    if image:
        other.dockerfile = up_to_target(parse(text), image.target)
    if failing_line:
        step = BuildStep("s", "RUN", "", failing_line)
        other.info, other.failure = None, BuildFailure("run_failed", "exit code: 1", step, 1)
    outcome = Outcome("it", "It", Status.FAILED, "as it should be", "something else")
    return diagnose((outcome,), default, lambda wanted: other if wanted == image and image else None)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (TOP + "FROM base AS production\n", 3, "Line 3 calls one `production`."),
        (TOP + "FROM base\n", 3, "That of line 3 has no name."),
        ("FROM a\nFROM b AS test\n", 1, "That of line 1 has no name."),
        (TOP, None, "Yours are `base`, `test`."),
    ],
)
def test_a_name_that_is_not_there(text, line, words):
    for found in (told(text, "stages", names=["TEST", "prod"]), told(text, name="prod")):
        assert (found.id, found.line) == ("no-such-stage", line)
        assert words in found.see
        assert "AS prod" in found.try_


def test_another_reason_of_the_same_check_is_told_in_its_own_words():
    assert told(TOP, "stages", min=3).id == "stages-failed"


def test_another_stage_stands_last():
    text = "FROM a AS prod\nFROM prod AS test\nRUN pytest\n"
    found = told(text, name="prod", default=True)
    assert (found.id, found.line) == ("other-stage-last", 2)
    assert "makes `test`" in found.see
    assert "`prod` to the end" in found.try_
    assert told(text, name="test", default=True).id == "target-failed"


GOES_ON = ["pytest || true", "pytest -q ; exit 0", "npm test || echo failed", "go test ./... || :"]


@pytest.mark.parametrize("command", GOES_ON)
def test_a_failure_that_is_swallowed(command):
    found = told(TOP + f"RUN {command}\n", name="test", expect="fails", **EDIT)
    assert (found.id, found.line) == ("failures-swallowed", 3)


@pytest.mark.parametrize(
    "command", ["pytest -q", "pytest || echo-failure", "pytest && true", "true || pytest"]
)
def test_a_command_that_fails_with_its_tests_is_not_accused(command):
    assert told(TOP + f"RUN {command}\n", name="test", expect="fails", **EDIT).id == "target-failed"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (TOP + 'CMD ["pytest"]\n', 3, "only when somebody starts a container"),
        (TOP + "RUN true\nCMD true\n", 2, "no line of it runs tests"),
        (TOP + "FROM base AS other\nRUN pytest\n", 2, "no line of it runs tests"),
    ],
)
def test_tests_that_no_build_runs(text, line, words):
    found = told(text, name="test", expect="fails", **EDIT)
    assert (found.id, found.line) == ("tests-not-run", line)
    assert words in found.see


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        ("FROM test AS prod\nCMD x\n", 4),
        ("FROM base AS prod\nCOPY --from=test /a /b\n", 5),
        ("FROM base AS prod\nRUN --mount=from=test,target=/t cp /t/a /b\n", 5),
        ("FROM test AS more\nFROM base AS prod\nCOPY --from=more /a /b\n", 4),
    ],
)
def test_tests_in_the_way_of_a_target(rest, line):
    found = told(TOP + "RUN pytest\n" + rest, name="prod", failing_line=3, **EDIT)
    assert (found.id, found.line) == ("tests-in-the-way", line)
    assert found.see.startswith("Target `prod` after a change of `a.py`: ")


def test_tests_of_the_target_itself_are_in_its_way():
    found = told("FROM a AS prod\nRUN pytest\n", name="prod", failing_line=2, **EDIT)
    assert (found.id, found.line) == ("tests-in-the-way", 2)
    assert "in `prod` itself" in found.see


def test_another_failure_of_a_target_is_explained_as_that_of_a_build():
    found = told(TOP + "RUN make\nFROM test AS prod\n", name="prod", failing_line=3, **EDIT)
    assert (found.id, found.line) == ("run-failed", 3)


def test_tests_that_fail_without_a_bug_are_not_said_to_be_in_the_way():
    assert told(TOP + "RUN pytest\n", name="test", failing_line=3).id == "run-failed"
