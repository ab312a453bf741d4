"""A build that is not really multi-stage: which stage is to blame, by where the build ran."""

from dataclasses import replace

import pytest

from tests.checks.made import file, made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.diagnosis.lab_bases import runtime_base
from tutor.model.course import CheckSpec, Solution
from tutor.model.outcome import Outcome, Status

BASE = "FROM node:18-alpine AS base\nWORKDIR /app\n{below}FROM node:18-alpine AS other\nFROM base\n{last}"


def told(text, where, *layers, app=None):
    checks = (
        CheckSpec("it", "multi_stage", "It"),
        CheckSpec("s", "no_source", "S", {"source": ("lib/*.ts",)}),
    )
    lab = a_lab(checks=checks) if app is None else a_lab(checks=checks, app=app)
    outcome = Outcome("it", "It", Status.FAILED, "a last stage", "something else", where)
    return diagnose((outcome,), made(*layers, text=text, lab=lab))


def test_a_build_in_the_last_stage_itself_is_not_blamed_on_the_stage_that_it_is_from():
    found = told(BASE.format(below="", last="RUN npm run build\n"), "line 5: RUN npm run build")
    assert (found.id, found.line) == ("built-in-last-stage", 5)


def test_a_build_in_the_stage_below_is():
    found = told("FROM a AS base\nRUN npm run build\nFROM base\nCMD x\n", "line 2: RUN npm run build")
    assert (found.id, found.line) == ("from-build-stage", 3)


def test_a_last_stage_that_takes_nothing_is_not_said_to_be_bare():
    found = told("FROM node:18-alpine AS base\nFROM base\n", "line 2")
    assert (found.id, found.line) == ("nothing-crosses-from", 2)
    assert "only what `base` has" in found.see


@pytest.mark.parametrize("path", ["app/lib/x.ts", "app/lib/x.js"])
def test_sources_are_included_only_if_they_are_there(tmp_path, path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/x.ts").write_text("export {}")
    found = told("FROM node:18-alpine\nCOPY . .\n", "", ([file(path)], 0), app=tmp_path)
    assert found.id == "one-from"
    assert ("sources included" in found.see) is path.endswith("ts")


@pytest.mark.parametrize(
    ("images", "suggested"),
    [
        (("go:1", "alpine:3"), "alpine:3"),
        (("docker.io/library/go:1", "alpine:3"), "alpine:3"),
        (("go:1",), "go:1"),
        (("node:18-alpine",), "go:1"),
        ((), "go:1"),
    ],
)
def test_the_base_to_suggest_is_one_of_the_lab_that_the_build_is_not_made_in(images, suggested):
    text = 'FROM go:1\nRUN go build\nCMD ["x"]\n'
    evidence = made(text=text, lab=replace(a_lab(), base_images=images))
    assert runtime_base(evidence) == suggested


SHOWN = b"FROM go:1 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /x /x\n"


@pytest.mark.parametrize(("shown", "suggested"), [(SHOWN, "scratch"), (b"FROM scratch\n", "alpine:3")])
def test_nothing_is_suggested_where_the_lab_shows_that(shown, suggested):
    lab = replace(
        a_lab(), base_images=("go:1", "alpine:3"), solutions=(Solution("one", "One", shown, reference=True),)
    )
    assert runtime_base(made(text="FROM go:1\nRUN go build\n", lab=lab)) == suggested
    found = diagnose(
        (Outcome("it", "It", Status.FAILED, "two stages", "one stage only"),),
        made(text="FROM go:1\n", lab=replace(lab, checks=(CheckSpec("it", "multi_stage", "It"),))),
    )
    assert (found.id, f"`FROM {suggested}`" in found.try_) == ("one-from", True)


# ---- labs of several targets

REFERENCE = "FROM go AS make\nFROM scratch AS api\nCOPY --from=make /x /x\nFROM node:18-alpine AS pack\nRUN npm run build\nFROM node:18-alpine AS web\nCOPY --from=pack /x /x\n"
TARGETS = a_lab(
    checks=(
        CheckSpec("it", "multi_stage", "It"),
        CheckSpec("names", "stages", "Names", {"names": ("api", "web")}),
    ),
    base_images=("node:18-alpine", "go"),
    solutions=(Solution("one", "One", REFERENCE.encode(), True),),
)


@pytest.mark.parametrize(
    ("text", "base"), [(REFERENCE, "node:18-alpine"), ("FROM node:18-alpine AS web\n", "node:18-alpine")]
)
def test_the_stage_that_a_plain_build_makes_begins_with_what_the_reference_ends_with(text, base):
    assert runtime_base(made(text=text, lab=TARGETS)) == base


@pytest.mark.parametrize(("name", "base"), [("api", "scratch"), ("web", "node:18-alpine")])
def test_another_target_begins_with_what_it_has_in_the_reference(name, base):
    evidence = made(text=f"FROM go AS make\nFROM go AS {name}\n", lab=TARGETS)
    evidence.default = made(text=REFERENCE, lab=TARGETS)
    assert runtime_base(evidence) == base


def test_a_target_with_a_name_of_its_own_is_not_the_stage_that_should_stand_last():
    text = "FROM go AS make\nFROM scratch AS api\nCMD x\nFROM node:18-alpine AS pack\nRUN npm run build\nFROM pack AS web\nCMD y\n"
    outcome = Outcome(
        "it", "It", Status.FAILED, "a last stage", "something else", "line 5: RUN npm run build"
    )
    found = diagnose((outcome,), made(text=text, lab=TARGETS))
    assert (found.id, found.line) == ("from-build-stage", 6)
    assert "`node:18-alpine`" in found.try_
