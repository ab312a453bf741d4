"""Questions and sub-goals in a manifest: read, and each mistake named with its line."""

import pytest

from tests.content.authoring import MANIFEST, line_of
from tutor.model.question import Question
from tutor.model.sub_goals import LABELS, SubGoal

QUESTIONS = """\
questions:
  - id: how-large
    when: before-build
    kind: number
    ask: How many MB of {size_traditional_mb}?
    unit: MB
    tolerance: 12.5
    answer: size_yours_mb
    settled_by: [builds]
    resolve: It is {size_yours_mb} MB.
  - id: how-many
    when: while-building
    kind: number
    ask: How many stages ship?
    after: runtime-base
    answer: 1
    resolve: One.
  - id: which
    when: on-step
    step: write
    kind: choice
    ask: Which?
    options: [this, that]
    answer: that
    resolve: That one.
  - id: again
    when: while-building
    kind: lines
    ask: Which lines?
    changed: page.tsx
    answer: rebuilt_lines
    resolve: Of all, {rebuilt_lines}.
  - id: why
    when: after-pass
    kind: text
    ask: Why?
    answer: Because.
sub_goals:
  build-base: {}
  dependencies:
    commands: ['npm (ci|install)']
  copy:
    paths: [dist]
    checks: [no-cache, size]
takeaway: Keep it small.
"""
WHOLE = MANIFEST + QUESTIONS
WRONG = [
    (
        "    when: before-build",
        "    when: before",
        "when: before\n",
        ["`when` cannot be `before`", "before-build"],
    ),
    ("    unit: MB\n", "    units: MB\n", "units", ["`units` is not a key of a question", "`unit`?"]),
    (
        "answer: size_yours_mb",
        "answer: size_your_mb",
        "size_your_mb",
        ["no fact", "Did you mean `size_yours_mb`?"],
    ),
    ("answer: size_yours_mb", "answer: rebuilt_lines\n    unit: MB", None, ["no fact that answers a number"]),
    ("{size_yours_mb} MB.", "{size} MB.", "{size} MB.", ["`size` in `resolve` is not a fact"]),
    ("{size_yours_mb} MB.", "{size_yours_mb:>9999999} MB.", "9999999", ["braces in `resolve`"]),
    ("{size_yours_mb} MB.", "{size_yours_mb MB.", "{size_yours_mb MB.", ["braces in `resolve`"]),
    ("settled_by: [builds]", "settled_by: [bilds]", "bilds", ["not a check of this lab", "`builds`?"]),
    (
        "after: runtime-base",
        "after: runtime",
        "after: runtime\n",
        ["not a sub-goal of this lab", "`runtime-base`?"],
    ),
    ("    step: write\n", "", "id: which", ["`step` is missing in a question"]),
    ("    step: write\n", "    step: writ\n", "step: writ\n", ["not a step of this lab", "`write`?"]),
    ("answer: that", "answer: those", "answer: those", ["`those` is not one of the options"]),
    ("options: [this, that]", "options: [that]", "options: [that]", ["2 to 6 options; here are 1"]),
    ("options: [this, that]", "options: [that, that]", "options: [that", ["two options are the same"]),
    ("changed: page.tsx", "changed: ../page.tsx", "../page.tsx", ["no file `../page.tsx`"]),
    (
        "    changed: page.tsx",
        "    until_verdict: true\n    changed: page.tsx",
        "until_verdict",
        ["`until_verdict` is for"],
    ),
    (
        "    answer: that",
        "    answer: that\n    until_verdict: soon",
        "soon",
        ["`until_verdict` must be `true`"],
    ),
    ("changed: page.tsx", "changed: nowhere", "nowhere", ["no file `nowhere`"]),
    ("    changed: page.tsx\n", "", "id: again", ["names the file that changes", "Add `changed`"]),
    ("    changed: page.tsx\n", "    change: time\n", "id: again", ["Add `changed`"]),
    (
        "changed: page.tsx",
        "changed: page.tsx\n    change: comment",
        "changed: page.tsx",
        ["a change of the comment is not one of a file"],
    ),
    (
        "changed: page.tsx",
        "changed: page.tsx\n    change: contents",
        "change: contents",
        ["`change` cannot be `contents`", "`content`?"],
    ),
    ("    unit: MB\n", "    unit: MB\n    change: time\n", "change: time", ["is for questions of the kind"]),
    ("tolerance: 12.5", "tolerance: 300", "300", ["`tolerance` must be from 0 to 100"]),
    (
        "    when: after-pass",
        "    when: while-building\n    #",
        None,
        ["kind `text` is asked `after-pass` or, as a plan, `before-build`"],
    ),
    (
        "    ask: Why?\n",
        "    ask: Why?\n    options: [a, b]\n",
        "[a, b]",
        ["`options` is for questions of the kind"],
    ),
    ("    ask: Why?\n", "    ask: Why?\n    solution: nobody\n", "nobody", ["is not a solution of this lab"]),
    (
        "    when: after-pass",
        "    when: before-build\n    solution: long",
        "solution: long",
        ["a solution is shown `after-pass` only"],
    ),
    (
        "    unit: MB\n",
        "    unit: MB\n    solution: long\n",
        "solution: long",
        ["`solution` is for questions of the kind"],
    ),
    ("  - id: how-many", "  - id: how-large", "  - id: how-large\n    when: while", ["two questions"]),
    ("  build-base: {}", "  build-bass: {}", "build-bass", ["not a key of the sub-goals", "`build-base`?"]),
    ("npm (ci|install)", "npm (ci", "npm (ci'", ["is not a regular expression"]),
    ("npm (ci|install)", "(a+)+b", "(a+)+b", ["can take for ever"]),
    ("checks: [no-cache, size]", "checks: [no-cash]", "no-cash", ["not a check", "`no-cache`?"]),
]


@pytest.fixture
def lab(authored):
    (authored.apps / "shop" / "page.tsx").write_text("x")
    return authored


def test_questions_are_read_in_their_order(lab):
    lab.write(_complete(WHOLE))
    read = lab.load().labs[0]
    assert [q.id for q in read.questions] == ["how-large", "how-many", "which", "again", "why"]
    assert read.questions[0] == Question(
        *("how-large", "before-build", "number", "How many MB of {size_traditional_mb}?"),
        fact="size_yours_mb",
        resolve="It is {size_yours_mb} MB.",
        unit="MB",
        tolerance=12.5,
        settled_by=("builds",),
    )
    assert (read.questions[1].answer, read.questions[1].fact) == ("1", "")
    assert read.questions[4].answer == "Because."
    assert read.takeaway == "Keep it small."


def test_a_question_after_the_pass_may_be_about_a_solution(lab):
    lab.write(_complete(WHOLE.replace("    ask: Why?\n", "    ask: Which line?\n    solution: long\n")))
    assert lab.load().labs[0].questions[4].solution == "long"


def test_a_lab_without_questions_and_sub_goals_is_fine(lab):
    read = lab.load().labs[0]
    assert (read.questions, read.sub_goals, read.takeaway, read.builds_on) == ((), (), "", "")


def test_sub_goals_need_all_six_labels(lab):
    lab.write(WHOLE)
    missing = [m for m in lab.mistakes() if "is missing in the sub-goals" in m]
    assert len(missing) == 3


def _complete(text):
    rest = [goal for goal in LABELS if goal not in ("build-base", "dependencies", "copy")]
    return text.replace("takeaway:", "".join(f"  {goal}: {{}}\n" for goal in rest) + "takeaway:")


def test_sub_goals_are_given_in_their_order(lab):
    lab.write(_complete(WHOLE))
    goals = lab.load().labs[0].sub_goals
    assert [g.id for g in goals] == list(LABELS)
    assert goals[4] == SubGoal("copy", paths=("dist",), checks=("no-cache", "size"))


@pytest.mark.parametrize(("old", "new", "at", "words"), WRONG)
def test_one_mistake_gives_one_line(lab, old, new, at, words):
    assert WHOLE.count(old) >= 1
    broken = _complete(WHOLE.replace(old, new, 1))
    lab.write(broken)
    mistakes = lab.mistakes()
    assert [m for m in mistakes if all(w in m for w in words)], mistakes
    if at and broken.count(at) == 1:
        assert any(m.startswith(f"first-lab/lab.yaml:{line_of(broken, at)}: ") for m in mistakes), mistakes


def test_many_questions_are_refused(lab):
    lab.write(MANIFEST + "questions:\n" + "  - {}\n" * 5000)
    assert any("at most 40 questions" in m for m in lab.mistakes())


@pytest.mark.parametrize(
    ("key", "words"), [("builds_on: first-lab", "`builds_on` is"), ("after: [first-lab]", "`after` names")]
)
def test_a_lab_builds_on_and_comes_after_labs_above_only(lab, key, words):
    lab.write(MANIFEST + key + "\n")
    assert f"{words} `first-lab`, which is no lab above" in lab.mistakes()[0]


def test_a_course_may_be_taught_without_a_lab_that_another_one_comes_after(lab):
    lab.write(MANIFEST + "after: [something-else]\n")
    assert lab.load().labs[0].after == ("something-else",)


def test_a_text_before_the_build_is_a_plan(lab):
    lab.write(_complete(WHOLE.replace("    when: after-pass", "    when: before-build")))
    assert [q.when for q in lab.load().labs[0].questions if q.kind == "text"] == ["before-build"]
