"""What made a layer, in words that people write."""

import pytest

from tests.xray.images import file, image
from tutor.dockerfile import parse
from tutor.model.dockerfile import maker
from tutor.model.image import Image, Layer
from tutor.model.xray import Origin
from tutor.xray import base_layer_count, instruction_words, origins_of, shared_layers


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("RUN /bin/sh -c npm ci # buildkit", "RUN npm ci"),
        ("RUN |2 A=b C=d e /bin/sh -c npm ci && sh -c x # buildkit", "RUN npm ci && sh -c x"),
        ("RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh"),
        ("RUN /bin/ash -eo pipefail -c apk add git # buildkit", "RUN apk add git"),
        ("RUN npm ci # buildkit", "RUN npm ci"),
        ("COPY /app/node_modules ./node_modules # buildkit", "COPY /app/node_modules ./node_modules"),
        ("/bin/sh -c npm ci", "RUN npm ci"),
        ("|1 A=b /bin/sh -c npm ci", "RUN npm ci"),
        ("/bin/sh -c #(nop)  WORKDIR /app", "WORKDIR /app"),
        ("/bin/sh -c #(nop) COPY dir:0123456789abcdef0123456789abcdef in /app ", "COPY dir in /app"),
        ("/bin/sh -c #(nop) ADD file:0123456789abcdef0123456789abcdef in / ", "ADD file in /"),
        ("bazel build @bookworm//tzdata", "bazel build @bookworm//tzdata"),
        ("echo \x1b[31mred", "echo red"),
        ("", ""),
    ],
)
def test_the_engines_noise_is_left_out(kept, words):
    assert instruction_words(kept) == words


def test_the_lowest_layers_belong_to_the_base_image():
    found = image([file("a")], [file("b")], words=("ADD x /", "COPY . ."))
    assert origins_of(found, 1) == (Origin(0, "ADD x /", base=True), Origin(1, "COPY . ."))


def built(*from_end):
    return Image(
        "", tuple(Layer(f"{n}", (), "engine's words", after) for n, after in enumerate(from_end)), {}
    )


INSTRUCTIONS = parse("FROM node:18\nWORKDIR /app\nCOPY . .\nENV A=b\nRUN npm ci\n").stages[0].instructions[1:]


def test_the_learners_line_is_found_by_what_follows_it():
    found = origins_of(built(6, 3, 2, 0), 1, INSTRUCTIONS)
    assert [o.text for o in found] == [
        "base image: engine's words",
        "line 2: WORKDIR /app",
        "line 3: COPY . .",
        "line 5: RUN npm ci",
    ]


def test_layers_that_no_line_made_belong_to_the_base_image():
    assert [o.base for o in origins_of(built(9, 4, 0), 0, INSTRUCTIONS)] == [True, True, False]


def test_a_layer_of_which_nothing_is_known_keeps_the_engines_words():
    assert origins_of(built(None), 0, INSTRUCTIONS) == (Origin(0, "engine's words"),)


def test_the_maker_is_counted_from_the_end():
    assert maker(INSTRUCTIONS, 0).text == "RUN npm ci"
    assert maker(INSTRUCTIONS, 3).text == "WORKDIR /app"
    assert maker(INSTRUCTIONS, 4) is maker(INSTRUCTIONS, None) is maker((), 0) is None


def test_the_base_is_the_largest_image_that_this_one_begins_with():
    candidates = [["a"], ["a", "b"], ["a", "x", "y"], ["a", "b", "c"], ["a", "b", "c", "d"], []]
    assert shared_layers(["a", "b", "c"], candidates) == 2
    assert shared_layers(["z"], candidates) == 0


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["/bin/sh -c #(nop) ADD file:0123456789abcdef01 in / ", "RUN /bin/sh -c npm ci # buildkit"], 1),
        (["ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit", "COPY . . # buildkit"], 1),
        (["# debian.sh --arch 'amd64' out/ 'bookworm' '@1'", "RUN x"], 1),
        (["bazel build a", "bazel build b", "COPY server /"], 2),
        (["COPY / / # buildkit"], 0),
        (["COPY app.tar.gz /srv # buildkit"], 0),
        ([""], 0),
        ([], 0),
    ],
)
def test_without_a_local_base_image_the_root_file_system_is_known_by_its_words(words, count):
    assert base_layer_count(image(*([] for _ in words), words=words)) == count


def test_local_images_are_believed_before_words():
    found = image([], [], [], words=("ADD rootfs.tar / # buildkit", "RUN x", "RUN y"))
    assert base_layer_count(found) == 1
    assert base_layer_count(found, [["sha256:0", "sha256:1"]]) == 2
