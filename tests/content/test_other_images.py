"""The key `image` of a check: what it holds, and what it cannot hold."""

import pytest

from tests.content.authoring import KNOWN, MANIFEST
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.errors import ContentProblem
from tutor.model.other_image import Edit, OtherImage

CHECK = "checks:\n  - id: it\n    kind: KIND\n    title: It\nOPTIONS    image: IMAGE\n"
START, END = MANIFEST.index("checks:"), MANIFEST.index("mistakes:")
PROOFS = MANIFEST[MANIFEST.index("solutions:") : END]


def load(authored, image, kind="not_root", options=""):
    check = CHECK.replace("KIND", kind).replace("OPTIONS", options).replace("IMAGE", image)
    authored.write(MANIFEST[:START] + check + PROOFS)
    return load_course(authored.labs, authored.apps, known_checks())


@pytest.mark.parametrize(
    ("image", "expected", "label"),
    [
        ("{target: dev}", OtherImage("dev"), "target `dev`"),
        ("{arguments: {A: x}}", OtherImage("", (("A", "x"),)), "with `A=x`"),
        (
            "{target: dev, arguments: {A: x, B: 'y z'}, port: 81}",
            OtherImage("dev", (("A", "x"), ("B", "y z"))),
            "target `dev` with `A=x` with `B=y z`",
        ),
    ],
)
def test_it_names_an_image(authored, image, expected, label):
    (check,) = load(authored, image).labs[0].checks
    assert check.image == expected
    assert check.image.label == label
    assert check.image.port == (81 if "port" in image else None)


def test_a_check_without_it_judges_what_a_plain_build_makes(authored):
    authored.write(MANIFEST)
    assert {c.image for c in load_course(authored.labs, authored.apps, KNOWN).labs[0].checks} == {None}


def test_an_edit_is_a_part_of_what_an_image_is():
    options = {"edit": "a.py", "replace": {"x": "y"}}
    assert OtherImage("test", edit=Edit.of(options)) != OtherImage("test")
    assert OtherImage("test", edit=Edit.of(options)).label == "target `test` after a change of `a.py`"
    assert OtherImage("test", port=1) == OtherImage("test", port=2)


@pytest.mark.parametrize(
    ("image", "kind", "words"),
    [
        ("dev", "not_root", "another image must be keys and values, not text"),
        ("{}", "not_root", "another image needs `target` or `arguments`"),
        ("{port: 81}", "not_root", "another image needs `target` or `arguments`"),
        ("{target: '--x'}", "not_root", "`--x` cannot be the name of a stage"),
        ("{target: dev, port: 70000}", "not_root", "`port` must be from 1 to 65535"),
        ("{targets: dev}", "not_root", "Did you mean `target`?"),
        ("{arguments: [A]}", "not_root", "`arguments` must be keys and values, not a list"),
        ("{arguments: {A B: x}}", "not_root", "`A B` cannot be the name of a build argument"),
        ("{arguments: {A: 1}}", "not_root", "`A` must be text, not a whole number. Put it in quotes."),
        ("{target: dev}", "parses", "a check of the kind `parses` cannot judge another image"),
        ("{target: dev}", "no_unused_stage", "cannot judge another image"),
    ],
)
def test_what_it_cannot_be_is_refused_with_its_line(authored, image, kind, words):
    with pytest.raises(ContentProblem) as caught:
        load(authored, image, kind)
    assert words in caught.value.message
    assert all(line.startswith("labs/first-lab/lab.yaml:") for line in caught.value.message.split("\n"))
