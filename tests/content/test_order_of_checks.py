"""Checks stand in the order in which failures are explained; advice stands last, and no proof names it."""

import pytest

from tests.content.authoring import KNOWN, MANIFEST, line_of
from tutor.content import load_course
from tutor.errors import ContentProblem
from tutor.model.check_options import CheckOptions, OptionSpec, Rank

RANKED = {
    **KNOWN,
    "builds": CheckOptions({}, Rank.BUILD),
    "http": CheckOptions(KNOWN["http"].options, Rank.SERVE),
    "absent": CheckOptions(KNOWN["absent"].options, Rank.CONTENTS),
    "image_size": CheckOptions(
        {"share": OptionSpec("number"), "max_mb": OptionSpec("number")},
        Rank.SIZE,
        any_of=("share", "max_mb"),
    ),
    "choice": CheckOptions(
        {
            "where": OptionSpec("string", choices=("container", "any layer")),
            "words": OptionSpec("strings", pattern=True),
        }
    ),
}


def mistakes(authored, text):
    authored.write(text)
    with pytest.raises(ContentProblem) as caught:
        load_course(authored.labs, authored.apps, RANKED)
    return [line.removeprefix("labs/first-lab/lab.yaml:") for line in caught.value.message.split("\n")]


def swapped(first, second):
    """Return the manifest with two checks that follow each other in the other order."""
    start, middle = MANIFEST.index(f"  - id: {first}"), MANIFEST.index(f"  - id: {second}")
    end = min(i for i in (MANIFEST.find("  - id:", middle + 1), MANIFEST.find("solutions:", middle)) if i > 0)
    return MANIFEST[:start] + MANIFEST[middle:end] + MANIFEST[start:middle] + MANIFEST[end:]


def test_the_right_order_is_fine(authored):
    authored.write(MANIFEST)
    lab = load_course(authored.labs, authored.apps, RANKED).labs[0]
    assert [c.id for c in lab.checks] == ["builds", "serves", "no-cache", "size"]
    assert lab.advice == ()


def test_a_check_below_one_that_is_explained_later_is_named(authored):
    text = swapped("serves", "no-cache")
    (mistake,) = mistakes(authored, text)
    assert mistake.startswith(f"{line_of(text, 'id: serves')}: `serves` must stand above `no-cache`")
    assert "is about the contents" in mistake
    assert "the file, its syntax, its stages, the build" in mistake


ADVICE = "  - id: tip\n    kind: absent\n    title: A tip\n    advice: true\n    options: {paths: [x]}\n"


def test_advice_is_kept_apart(authored):
    authored.write(MANIFEST.replace("solutions:\n", f"{ADVICE}solutions:\n"))
    lab = load_course(authored.labs, authored.apps, RANKED).labs[0]
    assert [c.id for c in lab.checks] == ["builds", "serves", "no-cache", "size"]
    assert [(c.id, c.advice) for c in lab.advice] == [("tip", True)]


def test_advice_stands_last(authored):
    text = MANIFEST.replace("  - id: size\n", f"{ADVICE}  - id: size\n")
    (mistake,) = mistakes(authored, text)
    assert "`size` must stand above `tip`, which only advises" in mistake


def test_a_mistake_cannot_be_one_of_advice(authored):
    text = MANIFEST.replace("solutions:\n", f"{ADVICE}solutions:\n").replace("check: serves", "check: tip")
    (mistake,) = mistakes(authored, text)
    assert "`tip` is not a check of this lab" in mistake


def test_advice_alone_is_no_lab(authored):
    start, end = MANIFEST.index("checks:\n"), MANIFEST.index("solutions:")
    text = MANIFEST[:start] + "checks:\n" + ADVICE + MANIFEST[end : MANIFEST.index("mistakes:")]
    (mistake,) = mistakes(authored, text)
    assert "all checks only advise" in mistake


def test_one_of_several_options_must_be_there(authored):
    (mistake,) = mistakes(authored, MANIFEST.replace("    options: {share: 0.6}\n", ""))
    assert "the options of `image_size` need one of `share`, `max_mb`" in mistake


CHOICE = "  - id: choice\n    kind: choice\n    title: A choice\n    options: {OPTIONS}\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("where: contaner", "`where` cannot be `contaner`. Did you mean `container`?"),
        ("words: ['a(']", "an entry of `words` is no regular expression: missing )"),
        ("words: ['a{99999999999}']", "an entry of `words` is no regular expression"),
    ],
)
def test_what_a_text_may_be_is_checked(authored, options, words):
    check = CHOICE.replace("OPTIONS", options)
    (mistake,) = mistakes(authored, MANIFEST.replace("  - id: size\n", f"{check}  - id: size\n"))
    assert words in mistake
