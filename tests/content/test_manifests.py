"""Each mistake in a manifest is named with its line."""

import pytest

from tests.content.authoring import MANIFEST, edited, line_of

# what is replaced, by what, a fragment of the line to be named, words of the sentence
VALUES = [
    ("port: 3000", "portt: 3000", "portt", ["`portt` is not a key of a lab", "Did you mean `port`?"]),
    ("title: The first lab\n", "", "format_version", ["`title` is missing in a lab"]),
    ("title: The first lab", "title: 5", "title: 5", ["`title` must be text, not a whole number", "quotes"]),
    ("title: The first lab", "title:", "title:\nsummary", ["`title` is empty"]),
    ("title: The first lab", 'title: "  "', 'title: "  "', ["`title` is empty"]),
    ("title: The first lab", "title: [a]", "title: [a]", ["`title` must be text, not a list"]),
    ("title: The first lab", 'title: "a\\nb"', 'title: "a', ["`title` must be one line"]),
    ("title: The first lab", 'title: "a\\e[31m"', 'title: "a', ["`title` holds a control character"]),
    ("minutes: 10", "minutes: soon", "minutes: soon", ["`minutes` must be a whole number, not text"]),
    ("minutes: 10", "minutes: 1.5", "minutes: 1.5", ["`minutes` must be a whole number, not a number"]),
    ("minutes: 10", "minutes: 0", "minutes: 0", ["`minutes` must be from 1 to 600, not `0`"]),
    ("difficulty: beginner", "difficulty: begginer", "begginer", ["cannot be `begginer`", "mean `beginner`"]),
    ("port: 3000", "port: 70000", "port: 70000", ["`port` must be from 1 to 65535, not `70000`"]),
    ("concepts: [stage]", "concepts: stage", "concepts: stage", ["`concepts` must be a list, not text"]),
    ("objectives: [one thing]", "objectives: []", "objectives", ["`objectives` is empty"]),
    ("concepts: [stage]", "concepts: [stage, true]", "concepts:", ["entry of `concepts`", "not yes or no"]),
    ('base_images: ["node:18-alpine"]', "base_images: []", "base_images", ["`base_images` is empty"]),
    ('["node:18-alpine"]', '["Node 18"]', "Node 18", ["`Node 18` is not the name of an image"]),
    (
        "  memory_mb: 256",
        "  memory: 256",
        "memory: 256",
        ["`memory` is not a key of the limits", "memory_mb"],
    ),
    ("  memory_mb: 256", "  memory_mb: 1", "memory_mb: 1", ["`memory_mb` must be from 32 to 65536"]),
    ("id: first-lab", "id: First Lab", "id: First", ["`id` is `First Lab`; an id has lower-case letters"]),
    ("id: first-lab", "id: other-lab", "id: other", ["the folder is called `first-lab`"]),
    ("format_version: 1", "format_version: 2", "format_version", ["is `2`; this program reads version 1"]),
    ("format_version: 1\n", "", "id: first-lab", ["`format_version` is missing", "reads version 1"]),
    ("format_version: 1", "format_version: new", "format_version", ["must be a whole number"]),
]
LISTS = [
    (
        "  - id: write\n",
        "  - id: read\n",
        "  - id: read\n    title: Write",
        ["two steps", "`read`", "line 18"],
    ),
    (
        "  - id: read\n    title: Read\n",
        "  - title: Read\n",
        "  - title: Read",
        ["`id` is missing in a step"],
    ),
    ("    kind: http", "    kind: htpp", "htpp", ["`htpp` is not a kind of check", "Did you mean `http`?"]),
    ("    kind: http\n", "", "id: serves", ["`kind` is missing in a check"]),
    ("      path: /\n", "", "status: 200", ["`path` is missing in the options of `http`"]),
    ("      status: 200", "      status: 99", "status: 99", ["`status` must be from 100 to 599, not `99`"]),
    (
        "      status: 200",
        "      status: fine",
        "status: fine",
        ["`status` must be a whole number, not text"],
    ),
    ("      status: 200", "      statsu: 200", "statsu", ["not a key of the options of `http`", "`status`?"]),
    ("      follow: true", "      follow: maybe", "maybe", ["`follow` must be `true` or `false`, not text"]),
    ("      headers: {accept: text/html}", "      headers: all", "headers: all", ["must be keys and values"]),
    ("{accept: text/html}", "{accept: 1}", "{accept: 1}", ["`accept` must be text, not a whole number"]),
    ('      paths: ["root/.npm/**"]', "      paths: all", "paths: all", ["`paths` must be a list, not text"]),
    ('      paths: ["root/.npm/**"]', "      paths: []", "paths: []", ["`paths` is empty"]),
    ("{share: 0.6}", "{share: 1.5}", "1.5", ["`share` must be from 0.001 to 1, not `1.5`"]),
    ("{share: 0.6}", "0.6", "options: 0.6", ["must be keys and values, not a number"]),
    ("    title: It builds", "    options: {x: 1}\n    title: It builds", "x: 1", ["`x` is not a key"]),
    ('hints: ["Where?", "How?", "FROM scratch"]', "hints: [a, b, c, d]", "hints:", ["at most 3 hints", "4"]),
    (
        "It answers\n    needs: [builds]",
        "It answers\n    needs: [bilds]",
        "bilds",
        ["not a check", "`builds`?"],
    ),
    ("It answers\n    needs: [builds]", "It answers\n    needs: [size]", "[size]", ["`size` stands below"]),
    (
        "It answers\n    needs: [builds]",
        "It answers\n    needs: [serves]",
        "[serves]",
        ["cannot need itself"],
    ),
    (
        "  - id: size",
        "  - id: builds",
        "  - id: builds\n    kind: image",
        ["two checks have the id `builds`"],
    ),
    ("    reference: true", "    reference: perhaps", "perhaps", ["must be `true` or `false`, not text"]),
    ("  - id: long", "  - reference: true\n    id: long", "  - reference", ["reference already; only one"]),
    ("  - id: long", "  - id: short", "  - id: short\n    title: The long", ["two solutions", "`short`"]),
    ("    check: serves", "    check: servs", "check: servs", ["`servs` is not a check", "`serves`?"]),
    ("    diagnosis: one-from", "    diagnosis: One!", "One!", ["`diagnosis` is `One!`"]),
    ("    diagnosis: one-from\n", "", "- id: empty", ["`diagnosis` is missing in a mistake"]),
    (
        "    build_seconds: 20",
        "    build_seconds: 0",
        "build_seconds: 0",
        ["must be from 1 to 3600, not `0`"],
    ),
    (
        "    build_seconds: 20",
        "    bild_seconds: 20",
        "bild_",
        ["not a key of a mistake", "`build_seconds`?"],
    ),
    ("  - id: read\n    title: Read\n    file: steps/read.md", "  - read", "- read", ["a step must be keys"]),
]


@pytest.mark.parametrize(("old", "new", "at", "words"), VALUES + LISTS)
def test_one_mistake_gives_one_line(authored, old, new, at, words):
    broken = edited(old, new)
    authored.write(broken)
    mistakes = authored.mistakes()
    assert len(mistakes) == 1
    assert mistakes[0].startswith(f"first-lab/lab.yaml:{line_of(broken, at)}: ")
    assert [w for w in words if w not in mistakes[0]] == []


def test_a_lab_needs_a_solution(authored):
    start, end = MANIFEST.index("solutions:"), MANIFEST.index("mistakes:")
    authored.write(MANIFEST[:start] + "solutions: []\n" + MANIFEST[end:])
    line = line_of(MANIFEST, "solutions:")
    assert authored.mistakes() == [
        f"first-lab/lab.yaml:{line}: `solutions` is empty; it needs at least one entry."
    ]


def test_all_mistakes_of_all_labs_come_at_once_and_sorted(authored):
    broken = edited("port: 3000", "port: 0").replace("kind: absent", "kind: absend")
    authored.write(broken.replace("minutes: 10", "minutes: ten"))
    authored.write("format_version: 9\n", "../another/lab.yaml")
    authored.course("format_version: 1\nlabs:\n  - first-lab\n  - another\n  - gone\nextra: 1\n")
    mistakes = authored.mistakes()
    assert [m.split(": ")[0] for m in mistakes] == [
        "another/lab.yaml:1",
        "course.yaml:5",
        "course.yaml:6",
        "first-lab/lab.yaml:5",
        "first-lab/lab.yaml:11",
        f"first-lab/lab.yaml:{line_of(broken, 'absend')}",
    ]


def test_another_format_version_stops_the_reading_of_that_lab_only(authored):
    authored.write(edited("format_version: 1", "format_version: 2") + "new_key: 1\n")
    assert authored.mistakes() == [
        "first-lab/lab.yaml:1: `format_version` is `2`; this program reads version 1. Get a newer tutor."
    ]


def test_the_error_tells_what_to_do_and_returns_wrong_usage(authored):
    from tutor.errors import ContentProblem

    authored.write(edited("port: 3000", "port: 0"))
    with pytest.raises(ContentProblem) as caught:
        authored.load()
    assert caught.value.exit_code == 2
    assert caught.value.fix.endswith(".")
