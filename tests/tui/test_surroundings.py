"""What completion and rules know of a lab: its project folder without what the ignore file leaves out."""

import pytest

from tests.labs import a_lab
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.dockerfile import parse, quick_check
from tutor.model.course import Step
from tutor.paths import apps_dir, labs_dir
from tutor.tui.surroundings import surroundings

LABS = load_course(labs_dir(), apps_dir(), known_checks()).labs
SOLUTIONS = [(lab, solution) for lab in LABS if lab.reading is None for solution in lab.solutions]


@pytest.fixture
def project(tmp_path):
    for name in ("app/a.txt", "app/lib/b.txt", "app/no.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "app/.dockerignore").write_text("*.log\n.dockerignore\n")
    return tmp_path


def test_the_folder_is_listed_as_a_build_sees_it(project):
    found = surroundings(a_lab(app=project / "app"), project / "Dockerfile")
    assert found.context == ("a.txt", "lib/", "lib/b.txt")
    assert found.is_whole
    assert found.base_images == ("node:18-alpine",)


def test_an_ignore_file_beside_the_dockerfile_takes_the_place_of_the_project_s(project):
    (project / "Dockerfile.dockerignore").write_text("lib\n.dockerignore\n")
    assert surroundings(a_lab(app=project / "app"), project / "Dockerfile").context == ("a.txt", "no.log")


def test_a_folder_that_cannot_be_read_is_known_to_hold_nothing(project):
    (project / "app/.dockerignore").write_text("[\n")
    for app in ("app", "nowhere"):
        found = surroundings(a_lab(app=project / app), project / "Dockerfile")
        assert (found.context, found.is_whole) == ((), False)


def test_the_lesson_names_what_is_built(project):
    lab = a_lab(app=project / "app", steps=(Step("one", "One", "The build makes `.output`."),))
    assert surroundings(lab, project / "Dockerfile").outputs == (".output/",)


@pytest.mark.parametrize(("lab", "solution"), SOLUTIONS, ids=[f"{a.id}/{s.id}" for a, s in SOLUTIONS])
def test_nothing_is_said_of_a_lab_s_solutions_with_all_that_is_known(lab, solution, tmp_path):
    assert quick_check(parse(solution.text), surroundings(lab, tmp_path / "Dockerfile")) == ()
