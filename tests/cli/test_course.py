"""A course file orders labs and mixes packs; what is wrong with one is told with its line, and nothing is lost."""

import json

import pytest
from click.testing import CliRunner

from tests.packs.packs import a_pack_in
from tutor import paths
from tutor.cli import main, parts

MIXED = "format_version: 1\ntitle: Second day\nlabs:\n  - my-pack/two-stages\n  - two-stages\n"


def tutor(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def file(tmp_path):
    """A course file, with the pack that it names installed."""
    assert tutor("pack", "add", a_pack_in(tmp_path / "pack").folder).exit_code == 0
    file = tmp_path / "workshop.yaml"
    file.write_text(MIXED)
    return file


def listed():
    return [lab["id"] for lab in json.loads(tutor("list", "--json").stdout)]


def test_labs_are_shown_in_the_order_of_the_file_until_it_is_reset(file):
    shipped = [lab.id for lab in parts.shipped_course().labs]
    assert listed() == [*shipped, "my-pack/two-stages"]
    used = tutor("course", "use", file)
    assert used.exit_code == 0, used.output
    assert listed() == ["my-pack/two-stages", "two-stages"]
    lines = tutor("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == listed()
    shown = json.loads(tutor("course", "show", "--json").stdout)["course"]
    assert shown == {"title": "Second day", "labs": listed()}
    assert "1. my-pack/two-stages" in tutor("course", "show").stdout
    assert tutor("course", "reset").exit_code == 0
    assert listed() == [*shipped, "my-pack/two-stages"]
    assert "No course file" in tutor("course", "show").stdout
    assert json.loads(tutor("course", "show", "--json").stdout)["course"] is None


def test_a_lab_outside_of_the_course_can_still_be_named(file):
    file.write_text(MIXED.replace("  - two-stages\n", ""))
    assert tutor("course", "use", file).exit_code == 0
    assert tutor("path", "two-stages").exit_code == 0
    assert [lab.id for lab in parts.chosen_course()[0].labs] == ["my-pack/two-stages"]


def test_a_pack_that_goes_away_leaves_all_labs_and_says_so(file):
    assert tutor("course", "use", file).exit_code == 0
    assert tutor("pack", "remove", "my-pack", "--yes").exit_code == 0
    result = tutor("list")
    assert result.exit_code == 0
    assert "two-stages" in result.stdout
    assert "course.yaml:4: there is no lab `my-pack/two-stages`." in result.stderr
    assert "tutor course reset" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            MIXED.replace("my-pack/two-stages", "my-pack/two-stage"),
            ":4: there is no lab `my-pack/two-stage`. Did you",
        ),
        (MIXED.replace("my-pack", "zebra-herd"), ":4: there is no lab `zebra-herd/two-stages`. "),
        (MIXED + "  - two-stages\n", ":6: `two-stages` is listed twice; first in line 5."),
        ("format_version: 1\ntitle: T\nlabs: []\n", ":3: "),
        ("format_version: 9\ntitle: T\nlabs: [two-stages]\n", "Get a newer tutor."),
        ("format_version: 1\nlabs: [two-stages]\n", "title"),
        ("format_version: 1\ntitle: T\nlab: [two-stages]\n", "Did you mean `labs`?"),
        ("format_version: 1\ntitle: T\nlabs: [../up, 7]\n", ":3: there is no lab `../up`."),
        ("a: &a [*a]\n", ":1:"),
        ("\xff", "workshop.yaml:1"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_taken(file, text, words):
    file.write_bytes(text.encode("latin-1"))
    result = tutor("course", "use", file)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not paths.course_file().exists()


def test_a_file_that_is_not_there_is_told(file, tmp_path):
    result = tutor("course", "use", tmp_path / "none.yaml")
    assert result.exit_code == 2
    assert "Name a course file" in result.stderr


def test_what_is_no_file_is_not_read():
    result = tutor("course", "use", "/dev/zero")
    assert result.exit_code == 2
    assert "is no file" in result.stderr


def test_a_file_is_named_by_any_path(file, tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path / "below")
    for name in ("../workshop.yaml", tmp_path / "link" / "workshop.yaml"):
        result = tutor("course", "use", name)
        assert result.exit_code == 0, result.output
    assert listed() == ["my-pack/two-stages", "two-stages"]
    assert [p.name for p in paths.home().iterdir() if p.name.startswith(".course")] == []
