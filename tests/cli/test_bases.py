"""`tutor bases`: what the labs need, or what is named, is made present; `--list` only tells."""

import json

import pytest
from click.testing import CliRunner

from tests.bases.fakes import FakeEngine, arrives, image
from tutor.bases.ensure import known_recipes
from tutor.cli import main, parts
from tutor.errors import EngineTrouble

NODE, GO = "node:18-alpine", "golang:1.24-alpine"
STAND_IN = {"io.github.multistage-tutor.stand-in": GO}
NO_HOST = EngineTrouble("The container engine says: lookup images.example: no such host")


@pytest.fixture
def bases(monkeypatch):
    """Run the command on an engine; return the result and the findings."""

    def run(engine, *arguments):
        monkeypatch.setattr(parts, "engine", lambda: engine)
        result = CliRunner().invoke(main, ["bases", "--json", *arguments])
        return result, [(f["state"], f["subject"]) for f in json.loads(result.stdout)["findings"]]

    return run


def test_without_a_name_it_makes_what_the_labs_need(bases):
    needed = list(parts.base_images(parts.shipped_course()))
    engine = FakeEngine(pulls=[arrives] * len(needed))
    result, found = bases(engine)
    assert NODE in needed
    assert (result.exit_code, found, engine.pulled) == (0, [("OK", r) for r in needed], needed)


def test_a_lab_stands_for_the_images_that_it_needs(bases):
    engine = FakeEngine(pulls=[arrives, arrives])
    result, found = bases(engine, "two-stages", GO, NODE)
    assert (result.exit_code, found, engine.pulled) == (0, [("OK", NODE), ("OK", GO)], [NODE, GO])


def test_a_named_image_is_made_and_no_other(bases):
    engine = FakeEngine(pulls=[arrives])
    result, found = bases(engine, GO, GO)
    assert (result.exit_code, found, engine.pulled) == (0, [("OK", GO)], [GO])


def test_one_that_cannot_be_had_does_not_stop_the_others(bases):
    engine = FakeEngine({GO: image()}, pulls=[NO_HOST])
    result, found = bases(engine, "postgres:16", GO)
    assert (result.exit_code, found) == (3, [("FAIL", "postgres:16"), ("OK", GO)])
    assert "There is no stand-in for it." in result.stdout


def test_the_list_makes_nothing_and_names_all_that_can_be_built(bases):
    engine = FakeEngine({GO: image(STAND_IN)}, pulls=[arrives])
    result, found = bases(engine, "--list")
    assert (result.exit_code, engine.pulled) == (0, [])
    needed = parts.base_images(parts.shipped_course())
    assert found[: len(needed)] == [("OK" if r == GO else "WARN", r) for r in needed]
    assert found[len(needed) :] == [("OK", r) for r in known_recipes() if r not in needed]
    assert "a local stand-in" in result.stdout
    assert "`tutor bases node:22-alpine` pulls it, or builds a stand-in" in result.stdout


def test_the_list_of_a_name_is_about_that_name(bases):
    assert bases(FakeEngine(), "--list", "postgres:16")[1] == [("WARN", "postgres:16")]


def test_an_image_without_a_name_is_wrong_usage():
    assert CliRunner().invoke(main, ["bases", ""]).exit_code == 2


def test_rows_stand_in_columns(monkeypatch):
    monkeypatch.setattr(parts, "engine", lambda: FakeEngine({r: image() for r in known_recipes()}))
    named = [r for r in known_recipes() if len(r) < 23]
    lines = CliRunner().invoke(main, ["bases", "--list", *named]).stdout.splitlines()
    assert {line.index("present") for line in lines} == {29}


def test_the_list_without_an_engine_is_a_finding(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    result = CliRunner().invoke(main, ["bases", "--list", "--json"])
    (found,) = json.loads(result.stdout)["findings"]
    assert (result.exit_code, found["state"], found["subject"]) == (3, "FAIL", "engine")
