"""The sub-goals that a text has reached: for every solution all six, for a mistake never the one it is about."""

import pytest

from tutor.dockerfile import parse
from tutor.dockerfile.reached import reached
from tutor.dockerfile.rebuilt import rebuilt

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
    assert rebuilt(parse(text), "app/page.tsx") is None


def test_a_line_that_is_being_typed_unticks_nothing(lab):
    typing = lab.reference.text + "RU"
    assert list(reached(parse(typing), lab.sub_goals)) == ALL


def test_the_reference_runs_the_copy_of_the_project_and_the_build_again(lab):
    found = rebuilt(parse(lab.reference.text), "app/page.tsx")
    assert found.lines == (12, 14)
    assert [line for line, _ in found.candidates] == [8, 10, 12, 14]
    assert found.stage == "build"


@pytest.mark.parametrize(
    ("copy", "again"),
    [
        ("COPY app ./app", (2, 3)),
        ("COPY app/ x package.json ./", (2, 3)),
        ("COPY ./app/page.tsx ./", (2, 3)),
        ("COPY */page.tsx ./", (2, 3)),
        ('COPY ["app", "./"]', (2, 3)),
        ("COPY package*.json ./", None),
        ("COPY *.tsx ./", None),
        ("COPY ap ./", None),
        ("COPY --from=0 . .", None),
        ("COPY --exclude=app . .", None),
        ("COPY $WHAT . ./", None),
    ],
)
def test_what_a_copy_takes_decides_which_lines_run_again(copy, again):
    found = rebuilt(parse(f"FROM a\n{copy}\nRUN b\nENV c=d\n"), "app/page.tsx")
    assert (found.lines if found else None) == again


def test_a_mount_of_the_project_makes_it_unsure():
    text = "FROM a\nRUN --mount=type=bind,target=/src x\nCOPY . .\n"
    assert rebuilt(parse(text), "app/page.tsx") is None
    cached = text.replace("type=bind,target=/src", "type=cache,target=/src")
    assert rebuilt(parse(cached), "app/page.tsx").lines == (3,)
