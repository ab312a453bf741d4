"""The commands for authors as scripts call them: names, paths, exit codes, clear errors. No engine answers here."""

import json

import pytest
from click.testing import CliRunner

from tests.author.verdicts import as_expected
from tutor.author.case import cases_of
from tutor.cli import main, named_labs


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["lab", *arguments])


@pytest.fixture
def tiny(tutor, tmp_path):
    assert tutor("new", "tiny-lab", "--yes").exit_code == 0
    return tmp_path / "tiny-lab"


def test_new_tells_what_to_do_next(tutor):
    result = tutor("new", "my-lab", "--app", "node", "--title", "Mine")
    assert result.exit_code == 0
    assert "The lab is in my-lab." in result.stdout
    assert "tutor lab verify ./my-lab" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new", "my-lab"], "Which application do learners build?"),
        (["new", "My Lab", "--yes"], "cannot be a lab's name"),
        (["new", "my-lab", "--app", "nowhere"], "There is no application"),
        (["verify"], "Name labs, or ask for --all"),
        (["verify", "two-stages", "--all"], "not both"),
        (["lint", "two-stages", "--all"], "not both"),
        (["verify", "two-stage"], "Did you mean `two-stages`"),
        (["verify", "./nowhere"], "there is no such folder"),
        (["verify", "two-stages", "--only", "none"], "has no case called `none`"),
        (["verify", "--all", "--only", "none"], "case called `none`"),
        (["verify", "two-stages", "--only", "start", "--record"], "Leave out --only"),
        (["verify", "two-stages", "--junit", "nowhere/j.xml"], "there is no such folder"),
        (["verify", "two-stages", "--jobs", "0"], "range"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(tutor, arguments, words):
    result = tutor(*arguments)
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_without_an_engine_nothing_is_proven_and_nothing_is_blamed(tutor, tiny):
    result = tutor("verify", "tiny-lab", "--json", "--record", "--junit", "j.xml")
    assert result.exit_code == 3, result.output
    form = json.loads(result.stdout)
    states = {c["case"]: c["state"] for c in form["labs"][0]["cases"]}
    assert form["json_version"] == 1
    assert states["solution/two-stages"] == "could_not_run"
    assert states["mistake/as-forgotten"] == "proven"  # its check needs no engine
    assert "does not answer" in form["labs"][0]["cases"][0]["reasons"][0]
    assert "not recorded" in result.stderr
    assert not (tiny / "sizes.json").exists()
    assert "<error" in (tiny.parent / "j.xml").read_text()


@pytest.mark.parametrize("name", ["tiny-lab", "./tiny-lab", "."])
def test_a_lab_is_named_by_its_folder_however_it_is_written(tutor, tiny, name, monkeypatch):
    if name == ".":
        monkeypatch.chdir(tiny)
    result = tutor("verify", name, "--only", "as-forgotten")
    assert (result.exit_code, "1 proven" in result.stdout) == (0, True), result.output


def test_a_lab_that_cannot_be_read_is_told_with_its_lines(tutor, tiny):
    manifest = tiny / "lab.yaml"
    manifest.write_text(manifest.read_text().replace("port: 3000", "prt: 3000"))
    result = tutor("verify", "./tiny-lab")
    assert result.exit_code == 2
    assert "tiny-lab/lab.yaml:16: `prt` is not a key of a lab. Did you mean `port`?" in result.stderr


def test_apps_are_looked_for_beside_the_labs_first(tutor, tiny, tmp_path):
    folder = tmp_path / "course" / "labs" / "one"
    folder.mkdir(parents=True)
    assert named_labs.apps_beside(folder.parent) != tmp_path / "course" / "sample_apps"
    (tmp_path / "course" / "sample_apps").mkdir()
    assert named_labs.apps_beside(folder.parent) == tmp_path / "course" / "sample_apps"


def test_the_exit_code_is_0_if_all_is_proven_and_1_if_not(tutor, tiny, monkeypatch):
    lab = named_labs.labs_in(tiny)[0]
    attempts = as_expected(lab, cases_of(lab))
    monkeypatch.setattr("tutor.author.verify.attempt", attempts)
    assert tutor("verify", "./tiny-lab").exit_code == 0
    assert tutor("verify", "./tiny-lab", "--record").exit_code == 0
    assert json.loads((tiny / "sizes.json").read_text())["traditional"] == 9_000_000
    attempts.verdicts[lab.solutions[0].data] = attempts.verdicts[lab.start.encode()]
    result = tutor("verify", "./tiny-lab")
    assert result.exit_code == 1
    assert "WRONG     solution/two-stages" in result.stdout


def test_lint_of_all_is_lint_without_a_name(tutor):
    every, none = tutor("lint", "--all", "--json"), tutor("lint", "--json")
    assert (every.exit_code, every.stdout) == (none.exit_code, none.stdout) == (0, none.stdout)
