"""The images of an attempt are seen with the lines of the learner's file and the lab's own sources."""

from tests.labs import a_lab
from tests.xray.images import file, image
from tutor.attempt.seeing import known_layers, see
from tutor.checks import source_digests
from tutor.dockerfile import parse
from tutor.model.course import CheckSpec
from tutor.model.image import Image, Layer, content_digest
from tutor.model.quick_facts import QuickFacts, QuickLayer
from tutor.model.xray import Category

FILE = parse("FROM node:18-alpine AS build\nRUN make\n\nFROM node:18-alpine\nCOPY . /kitchen\nRUN true\n")
SOURCE = b"export const secret = 'of the kitchen, and long enough to be known by its content';\n" * 4


def quick(*layers):
    return QuickFacts("sha256:1", None, None, tuple(layers), {})


def test_each_layer_has_the_line_that_made_it_and_the_others_are_the_base_images():
    facts = quick(
        QuickLayer("sha256:a", "ADD rootfs.tar /", 70, from_end=3),
        QuickLayer("sha256:b", "COPY . /kitchen", 20, from_end=1),
        QuickLayer("sha256:c", "RUN true", None, at_least=5, from_end=0),
    )
    layers = known_layers(facts, FILE)
    assert [(origin.line, origin.base, size) for origin, size in layers] == [
        (None, True, 70),
        (5, False, 20),
        (6, False, 5),
    ]


def test_layers_of_which_one_size_is_not_known_are_not_told():
    layers = QuickLayer("sha256:a", "ADD rootfs.tar /", 70, from_end=2), QuickLayer("sha256:b")
    assert known_layers(quick(*layers), FILE) == ()


def test_a_source_of_the_lab_is_known_by_its_content_under_any_name(tmp_path):
    (tmp_path / "menu.js").write_bytes(SOURCE)
    check = CheckSpec("no-source", "no_source", "No sources ship", {"source": ("*.js",)})
    lab = a_lab(app=tmp_path, checks=(check,))
    assert source_digests(lab) == {content_digest(SOURCE)}
    found = image([file("etc/os-release")], [file("app/renamed", len(SOURCE), content_digest(SOURCE))])
    made = [Layer(n.diff_id, n.entries, n.created_by, 3 - 2 * at) for at, n in enumerate(found.layers)]
    seen = see(Image(found.id, tuple(made), {}), "yours", lab, FILE)
    assert [(i.category, seen.origin(i).text) for i in seen.items] == [
        (Category.BASE, "layer 0"),
        (Category.SOURCE, "line 5: COPY . /kitchen"),
    ]
    assert seen.items[1].why == "a file of the application, by its content"
