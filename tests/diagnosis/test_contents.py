"""What ships for nothing and what is too large: the line that is to blame, and what it is to blame for."""

from dataclasses import replace

import pytest

from tests.checks.made import file, made
from tests.labs import a_lab
from tests.model.test_program import sections
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

CACHE = "1,591 files, 177 MB, as /root/.npm/_cacache/content-v2/ab"


def told(
    kind,
    evidence,
    where="",
    found="692 MB",
    expected="at most 592 MB, 60% of the traditional 987 MB",
    allowed=592_000_000,
    measured=None,
):
    outcome = Outcome("it", "It", Status.FAILED, expected, found, where, measured=measured, allowed=allowed)
    return diagnose((outcome,), evidence)


def sized(text, base, own):
    """Return evidence of an image whose last two lines are a COPY and a CMD."""
    lab = a_lab(checks=(CheckSpec("it", "image_size", "It"),))
    return made(([file("bin/node", base)], None), ([file("app/x", own)], 1), text=text, lab=lab)


def ending(base):
    return f'FROM node:18-alpine AS build\nFROM {base}\nCOPY --from=build /app .\nCMD ["x"]\n'


def test_a_base_image_larger_than_all_own_layers_is_named():
    found = told("image_size", sized(ending("node:18"), 370_000_000, 322_000_000))
    assert (found.id, found.line) == ("large-base", 2)
    assert "`node:18`, is 370 MB" in found.why
    assert "`node:18-alpine`" in found.try_


def test_the_base_image_may_be_that_of_an_earlier_stage():
    text = 'FROM node:18 AS base\nFROM base\nCOPY . .\nCMD ["x"]\n'
    assert told("image_size", sized(text, 370_000_000, 10)).line == 1


@pytest.mark.parametrize(
    ("base", "own"),
    [("node:18", 400_000_000), ("node:18-alpine", 5), ("docker.io/library/node:18-alpine", 5)],
)
def test_else_the_largest_own_layer_is(base, own):
    found = told("image_size", sized(ending(base), 370_000_000, own))
    assert (found.id, found.line) == ("too-large", 3)
    assert found.why.startswith("Of your own lines, line 3 brings the most")


@pytest.mark.parametrize(("images", "try_"), [((), "only what the app"), (("alpine:3",), "`alpine:3`")])
def test_a_base_image_of_the_lab_that_is_too_large_alone_is_named(images, try_):
    evidence = sized(ending("golang:1.24-alpine"), 128_000_000, 8_000_000)
    lab = replace(evidence.lab, base_images=("golang:1.24-alpine", *images))
    found = told("image_size", replace(evidence, lab=lab), allowed=44_000_000)
    assert (found.id, found.line) == ("large-base", 2)
    assert try_ in found.try_


def test_a_base_image_is_not_to_blame_for_what_is_added_to_it():
    evidence = sized(ending("node:18-alpine"), 370_000_000, 8_000_000)
    lab = replace(evidence.lab, checks=(CheckSpec("it", "image_size", "It", options={"added": True}),))
    assert told("image_size", replace(evidence, lab=lab), allowed=1_000_000).id == "too-large"


def absent(text, line):
    lab = a_lab(checks=(CheckSpec("it", "absent", "It"),))
    where = f"line {line}: {text.splitlines()[line - 1]}"
    return told("absent", made(text=text, lab=lab), where, CACHE, "no npm cache")


def test_the_cache_of_a_stage_that_the_last_one_goes_on_from():
    found = absent("FROM node:18-alpine AS deps\nRUN npm install\nFROM deps\nCOPY . .\n", 2)
    assert (found.id, found.line) == ("cache-of-base-stage", 2)
    assert "line 3, is `FROM deps`" in found.why
    assert "again" not in found.text


@pytest.mark.parametrize(
    ("command", "again"),
    [("npm install", True), ("npm ci --omit=dev", False), ("npm install --production", False)],
)
def test_all_packages_are_installed_again_only_if_it_is_all_of_them(command, again):
    text = f"FROM node:18-alpine AS build\nRUN npm install\nFROM node:18-alpine\nRUN {command}\n"
    found = absent(text, 4)
    assert (found.id, found.line) == ("reinstalled-in-final", 4)
    assert ("all packages again" in found.see) is again
    assert "npm's cache came with them" in found.see


def hidden(lines, line, files=(), expected="npm's cache in no layer"):
    """Return the diagnosis of a cache that a line of the last stage brought; `files` are what a container sees."""
    text = f"FROM node:18-alpine AS build\nFROM node:18-alpine\n{lines}"
    evidence = made(
        ([file(path) for path in files], 0), text=text, lab=a_lab(checks=(CheckSpec("it", "absent", "It"),))
    )
    return told("absent", evidence, f"line {line}: {text.splitlines()[line - 1]}", CACHE, expected)


@pytest.mark.parametrize(
    ("lines", "try_"),
    [
        ("COPY --from=build /root /root\nRUN rm -rf /root/.npm\n", "above the line that copies"),
        ("RUN npm ci --omit=dev\nRUN rm -rf /root/.npm\n", "in line 3 itself"),
    ],
)
def test_what_a_later_line_hides_still_ships(lines, try_):
    found = hidden(lines, 3)
    assert (found.id, found.line) == ("removed-later", 3)
    assert try_ in found.try_


def test_what_a_container_sees_was_not_removed():
    found = hidden("COPY --from=build /root /root\n", 3, ["root/.npm/_cacache/content-v2/ab"])
    assert found.id == "copied-along"
    assert "in that stage" in found.try_


def of_base(base, images=("gcc:12", "debian:bookworm-slim")):
    lab = a_lab(checks=(CheckSpec("it", "absent", "It"),), base_images=images)
    text = f'FROM gcc:12 AS build\nFROM {base}\nCOPY --from=build /app .\nCMD ["x"]\n'
    evidence = made(([file("usr/bin/g++")], None), ([file("app/x")], 1), text=text, lab=lab)
    return told(
        "absent", evidence, "the base image", "1 file, 10 B, as /usr/bin/g++", "g++ in no layer", None
    )


def test_what_a_base_image_brings_is_told_with_its_line():
    found = of_base("gcc:12")
    assert (found.id, found.line) == ("base-has-it", 2)
    assert found.try_ == "Start that stage from `debian:bookworm-slim`."


@pytest.mark.parametrize(
    ("base", "images"),
    [("gcc:12", ("gcc:12",)), ("debian:bookworm-slim", ("gcc:12", "debian:bookworm-slim"))],
)
def test_no_image_is_suggested_that_is_the_same_one(base, images):
    assert of_base(base, images).try_.startswith("Start that stage from an image that has only")


def test_a_program_with_names_for_debuggers_blames_the_line_that_built_it():
    assert with_symbols(400).id == "symbols-kept"
    assert with_symbols(400).line == 2
    assert "400 B of `/server` are names and line numbers for debuggers" in with_symbols(400).see


@pytest.mark.parametrize("size", [0, 20, 99])
def test_one_that_is_too_large_without_them_is_not_told_of_them(size):
    assert with_symbols(size).id == "too-large"


def with_symbols(size):
    """Return the diagnosis of an image of one program of 1,000 bytes, of which so many are names, where 900 are allowed."""
    text = 'FROM go AS build\nRUN go build -o /server .\nFROM scratch\nCOPY --from=build /server /server\nCMD ["/server"]\n'
    lab = a_lab(checks=(CheckSpec("it", "image_size", "It"),))
    contents = {"server": sections((2, 0, size)) if size else sections((1, 2, 900))}
    layer = ([file("server", 1000, mode=0o755)], 1)
    evidence = made(layer, text=text, lab=lab, config={"Cmd": ["/server"]}, contents=contents)
    return told("image_size", evidence, measured=1000, allowed=900)
