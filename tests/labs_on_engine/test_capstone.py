"""The last lab on a real engine: what its stranger's file costs, which passes all the same."""

from dataclasses import replace

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.model.course import CheckSpec
from tutor.model.other_image import OtherImage

pytestmark = pytest.mark.engine
LAB = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).find("capstone")
TESTS_STAY = CheckSpec(
    "tests-stay",
    "cached_after_edit",
    "A changed page does not run the tests of the service again",
    {"edit": "web/app/page.tsx", "append": "// {random}", "steps": (r"\bgo test\b",)},
    needs=("test-passes",),
    image=OtherImage("test"),
)
"""What the lab does not ask for, and its last question does."""
NEEDED = ("builds", "three-names", "test-passes")


@pytest.mark.parametrize(("solution", "status"), [("by-toolchain", "passed"), ("stranger", "failed")])
def test_a_changed_page_runs_the_strangers_tests_again(engine, downloads, solution, status):
    lab = replace(LAB, checks=(*(c for c in LAB.checks if c.id in NEEDED), TESTS_STAY), advice=())
    text = next(s.text for s in LAB.solutions if s.id == solution)
    _, verdict = judged(lab, text, engine, downloads)
    assert statuses(verdict)["tests-stay"] == status, told(verdict)
    assert nothing_left(engine)


def test_the_model_answer_names_the_line_that_copies_the_repository():
    question = next(q for q in LAB.questions if q.solution)
    text = next(s.text for s in LAB.solutions if s.id == question.solution)
    (line,) = (number for number, line in enumerate(text.splitlines(), 1) if line == "COPY . .")
    assert question.answer.startswith(f"Line {line} copies the whole repository")
