"""A new lab: its files, its name, its application, and that nothing is ever overwritten."""

import pytest

from tutor import paths
from tutor.author.new_lab import plan, sample_names, write_lab
from tutor.checks import known_checks
from tutor.content import load_labs
from tutor.errors import UsageProblem

SAMPLES = paths.apps_dir()


@pytest.mark.parametrize("app", ["node", "go", "nextjs-shop"])
def test_a_new_lab_has_all_that_a_lab_needs(tmp_path, app):
    folder = write_lab(plan("my-lab", 'It\'s: a "lab" #1', app, SAMPLES), tmp_path)
    lab = load_labs(folder, SAMPLES, known_checks())[0]
    assert (lab.id, lab.title) == ("my-lab", 'It\'s: a "lab" #1')
    assert len(lab.solutions) == 2
    assert lab.reference.text != lab.solutions[1].text
    assert len(lab.mistakes) >= 3
    assert len(lab.steps) == 3
    assert len(lab.sub_goals) == 6
    assert lab.questions
    assert lab.takeaway
    assert all(check.hints for check in lab.checks if check.kind != "file")
    assert not [
        p for p in folder.rglob("*") if p.is_file() and b"@" in p.read_bytes() and p.suffix == ".yaml"
    ]


def test_the_samples_are_those_that_a_template_fits():
    assert "nextjs-shop" in sample_names(SAMPLES)


@pytest.mark.parametrize(
    "name", ["", "My-Lab", "1st", "my--lab", "my-", "a b", "../up", "a/b", ".", "x" * 61, "\x1b[31m"]
)
def test_a_name_that_is_no_id_is_refused(tmp_path, name):
    with pytest.raises(UsageProblem, match="cannot be a lab's name"):
        plan(name, "", "node", SAMPLES)


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "my-lab").mkdir()
    (tmp_path / "my-lab" / "mine.txt").write_text("mine")
    with pytest.raises(UsageProblem, match="is there already; nothing was written"):
        write_lab(plan("my-lab", "", "node", SAMPLES), tmp_path)
    assert [p.name for p in (tmp_path / "my-lab").iterdir()] == ["mine.txt"]


def test_a_lab_inside_the_application_that_it_copies_is_refused(tmp_path):
    (tmp_path / "go.mod").write_text("module x")
    made = plan("my-lab", "", str(tmp_path), SAMPLES)
    with pytest.raises(UsageProblem, match="inside the application"):
        write_lab(made, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["go.mod"]
    assert write_lab(made, tmp_path.parent / "beside").name == "my-lab"


def test_an_application_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageProblem) as caught:
        plan("my-lab", "", str(tmp_path / "nowhere"), SAMPLES)
    assert "nextjs-shop" in caught.value.fix


def test_an_app_of_ones_own_is_copied_without_what_is_made_from_it(tmp_path):
    app = tmp_path / "shop"
    (app / "node_modules" / "x").mkdir(parents=True)
    (app / "app").mkdir()
    (app / "app" / "page.tsx").write_text("page")
    (app / "package.json").write_text('{"dependencies": {"next": "14"}}')
    made = plan("my-lab", "", str(app), SAMPLES)
    folder = write_lab(made, tmp_path / "labs")
    assert (made.template, made.is_draft) == ("next", False)
    assert sorted(p.name for p in (folder / "app").iterdir()) == ["app", "package.json"]
    assert load_labs(folder, SAMPLES, known_checks())[0].app == folder / "app"


@pytest.mark.parametrize(("name", "template"), [("go.mod", "go"), ("main.rb", "node")])
def test_another_kind_of_app_is_a_draft(tmp_path, name, template):
    app = tmp_path / "service"
    app.mkdir()
    (app / name).write_text("x")
    made = plan("my-lab", "", str(app), SAMPLES)
    folder = write_lab(made, tmp_path / "labs")
    assert (made.is_draft, made.template) == (True, template)
    assert [p.name for p in (folder / "app").iterdir()] == [name]
    load_labs(folder, SAMPLES, known_checks())[0]
