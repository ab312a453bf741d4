"""The sub-goals that a text has reached: for every solution all six, for a mistake never the one it is about."""

import pytest

from tutor.dockerfile import parse
from tutor.dockerfile.reached import reached

ALL = ["build-base", "dependencies", "build", "runtime-base", "copy", "run"]
NOT_REACHED = {
    "single-stage-with-build": {"runtime-base", "copy"},
    "from-build-last": {"runtime-base", "copy"},
    "build-stage-last": {"runtime-base", "copy", "run"},
    "second-from-empty": {"copy"},
    "copy-without-from": {"copy"},
    "stage-name-typo": {"copy"},
    "several-directories": {"copy"},
    "missing-node-modules": {"copy"},
    "missing-package-json": {"copy"},
    "missing-build-output": {"copy"},
    "public-missing": {"copy"},
    "copies-workdir": {"copy"},
    "copies-root": {"copy"},
    "deleted-later": {"copy"},
    "dev-server": {"run"},
    "run-npm-start": {"run"},
}


@pytest.fixture(scope="module")
def lab(course):
    return course.find("two-stages")


LEFT_TO_THE_CHECKS = {
    "standalone": {"copy"},
    "one-folder": {"copy"},
    "package-json-from-project": {"copy"},
    "mounted-stage": {"copy"},
    "start-script": {"run"},
}
"""What is written in a way of its own; it is ticked when it is proven."""


def test_every_solution_reaches_all_six_but_what_only_the_checks_can_tell(lab):
    missing = {s.id: set(ALL) - set(reached(parse(s.text), lab.sub_goals)) for s in lab.solutions}
    assert {name: goals for name, goals in missing.items() if goals} == LEFT_TO_THE_CHECKS


def test_the_start_has_the_first_two(lab):
    assert reached(parse(lab.start), lab.sub_goals) == {"build-base": (1,), "dependencies": (9, 10)}


@pytest.mark.parametrize("mistake", NOT_REACHED)
def test_a_mistake_does_not_reach_what_it_is_about(lab, mistake):
    text = next(m.text for m in lab.mistakes if m.id == mistake)
    assert set(ALL) - set(reached(parse(text), lab.sub_goals)) == NOT_REACHED[mistake]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "FROM", "nonsense", "COPY --from=x", "FROM a\nCOPY --from=b", "\x00"]
)
def test_a_text_that_is_no_dockerfile_yet_is_no_trouble(lab, text):
    assert "copy" not in reached(parse(text), lab.sub_goals)


def test_a_line_that_is_being_typed_unticks_nothing(lab):
    typing = lab.reference.text + "RU"
    assert list(reached(parse(typing), lab.sub_goals)) == ALL
