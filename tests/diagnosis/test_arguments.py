"""A build argument that does not arrive: which line keeps it away, and nothing where that is not known."""

from dataclasses import replace

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.dockerfile import parse, up_to_target
from tutor.model.course import CheckSpec
from tutor.model.other_image import OtherImage
from tutor.model.outcome import Outcome, Status

ENV = "ENV V=${V}\n"


def told(text, target="prod", image=True):
    other_image = OtherImage(target, (("V", "2"),)) if image else None
    spec = CheckSpec("it", "http", "It", {"path": "/"}, image=other_image)
    default = made(text=text, lab=a_lab(checks=(spec,)))
    other = replace(default, default=default, dockerfile=up_to_target(parse(text), target))
    outcome = Outcome("it", "It", Status.FAILED, "the version", "another one")
    return diagnose((outcome,), default, lambda wanted: other if wanted else None)


@pytest.mark.parametrize(
    ("text", "identifier", "line"),
    [
        (f"ARG V=1\nFROM a AS prod\n{ENV}", "arg-not-repeated", 3),
        ("ARG V=1\nFROM a AS prod\nRUN x\n", "arg-not-repeated", 1),
        (f"FROM a AS dev\nARG V=1\nFROM b AS prod\n{ENV}", "arg-of-another-stage", 4),
        (f"FROM a AS prod\n{ENV}FROM prod AS dev\nARG V=1\n", "arg-of-another-stage", 2),
        (f"FROM a AS prod\n{ENV}", "arg-not-declared", 2),
        (f"FROM a AS base\nARG V=1\n{ENV}FROM base AS prod\nENV V=1\n", "value-written-again", 5),
        ("FROM a AS prod\nENV V 1\n", "value-written-again", 2),
        ('FROM a AS prod\nENV A=b V="1 0"\n', "value-written-again", 2),
    ],
)
def test_the_line_that_keeps_it_away(text, identifier, line):
    found = told(text)
    assert (found.id, found.line) == (identifier, line)
    assert found.see.startswith("Target `prod` with `V=2`: ")


@pytest.mark.parametrize(
    "text",
    [
        f"ARG V=1\nFROM a AS prod\nARG V\n{ENV}",
        f"FROM a AS base\nARG V=1\n{ENV}FROM base AS prod\n",
        f"FROM a AS base\nARG V=1\nFROM base AS prod\n{ENV}",
    ],
)
def test_nothing_is_said_where_it_should_arrive(text):
    assert told(text).id == "http-failed"


def test_nothing_is_said_of_an_image_that_was_given_no_argument():
    assert told(f"ARG V=1\nFROM a AS prod\n{ENV}", image=False).id == "http-failed"
