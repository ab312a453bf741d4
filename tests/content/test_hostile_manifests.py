"""Manifests that are broken, tricky or meant to harm are refused in plain words, quickly."""

import time

import pytest

from tests.content.authoring import MANIFEST, edited, line_of
from tutor.content import yaml_tree

TRICKS = [
    ("summary: What it is about.", "summary: &a What it is about.", "&a", "anchors (`&`) are not supported"),
    ("objectives: [one thing]", "objectives: *a", "*a", "aliases (`*`) are not supported"),
    ("port: 3000", "port: !!int 3000", "!!int", "tags, as in `tag:yaml.org,2002:int`"),
    ("title: Read\n", "title: !!python/object/apply:os.system [id]\n", "!!python", "python/object/apply"),
    ("title: Read\n", "title: !shout Read\n", "!shout", "tags, as in `!shout`, are not supported"),
    (
        "minutes: 10",
        "minutes: 10\nminutes: 20",
        "minutes: 20",
        "`minutes` stands twice; the first is in line 5",
    ),
    ("minutes: 10", "minutes: 10\n<<: {port: 1}", "<<", "merge keys (`<<`) are not supported"),
    ("minutes: 10", "minutes: 10\n? [a, b]\n: c", "? [a", "a key must be a word, not a list"),
    ("port: 3000", "port: 3000\n---\nport: 3000", "---", "a second document begins here"),
    ("minutes: 10", "minutes: 1\x000", "minutes", "there is a control character (U+0000)"),
]
UNREADABLE = [
    ("title: The first lab", "title: [The first lab", "this is not valid YAML"),
    ("title: The first lab", "title: The: first: lab", "this is not valid YAML"),
    ("title: The first lab", "\ttitle: The first lab", "this is not valid YAML"),
    ("title: The first lab", 'title: "The first lab', "this is not valid YAML"),
    ("title: The first lab", "title: The\x1b]0;owned\x07 lab", "there is a control character (U+001B)"),
    ("title: The first lab", "title: The\u2028lab", "there is a control character (U+2028)"),
]


@pytest.mark.parametrize(("old", "new", "at", "words"), TRICKS)
def test_a_trick_is_named_with_its_line(authored, old, new, at, words):
    broken = edited(old, new)
    authored.write(broken)
    expected = f"first-lab/lab.yaml:{line_of(broken, at)}: "
    assert [m for m in authored.mistakes() if m.startswith(expected) and words in m] != []


@pytest.mark.parametrize(("old", "new", "words"), UNREADABLE)
def test_what_is_no_yaml_is_named_with_file_and_line(authored, old, new, words):
    authored.write(edited(old, new))
    (mistake,) = authored.mistakes()
    file, line, sentence = mistake.split(":", 2)
    assert (file, words in sentence) == ("first-lab/lab.yaml", True)
    # a parser notices an open bracket or quote where the next token does not fit
    assert int(line) >= line_of(MANIFEST, "title: The first lab")


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "- a\n- b\n", "just words\n"])
def test_a_manifest_must_be_a_mapping(authored, text):
    authored.write(text)
    assert authored.mistakes() == [
        "first-lab/lab.yaml:1: the file must hold keys and values, as in `title: Two stages`."
    ]


@pytest.mark.parametrize("text", ["[" * 90_000, "{a: " * 40_000, "- " * 5_000 + "a"])
def test_deep_nesting_ends_at_once(authored, text):
    authored.write(text)
    began = time.process_time()
    mistakes = authored.mistakes()
    assert mistakes == [
        "first-lab/lab.yaml:1: lists and mappings stand more than 12 levels deep in each other. Write it flatter."
    ]
    assert time.process_time() - began < 1


def test_a_bomb_of_aliases_is_never_expanded(authored):
    levels = ["a: &a [x, x]\n"] + [
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
    ]
    authored.write("".join(levels) + MANIFEST)
    began = time.process_time()
    mistakes = authored.mistakes()
    assert time.process_time() - began < 1
    assert "first-lab/lab.yaml:1: anchors (`&`) are not supported. Take the anchor away." in mistakes
    assert "first-lab/lab.yaml:21: aliases (`*`) are not supported. Write the value out." in mistakes


def test_a_flood_of_mistakes_is_cut(authored):
    authored.write(MANIFEST + "".join(f"key{n}: 1\n" for n in range(5_000)) + "key1: 1\n" * 5_000)
    began = time.process_time()
    lines = authored_lines(authored)
    assert time.process_time() - began < 2
    assert len(lines) == 201
    assert lines[-1].startswith("And ")


def authored_lines(authored):
    from tutor.errors import ContentProblem

    with pytest.raises(ContentProblem) as caught:
        authored.load()
    return caught.value.message.split("\n")


def test_a_manifest_has_a_size_limit(authored):
    authored.write(MANIFEST + "#" * 200_000)
    assert authored.mistakes() == [
        "first-lab/lab.yaml:1: this file is larger than 200,000 bytes; make it smaller."
    ]


@pytest.mark.parametrize("data", [b"\xff\xfei\x00d\x00", b"title: caf\xe9\n"])
def test_a_manifest_is_utf8(authored, data):
    authored.write(data)
    (mistake,) = authored.mistakes()
    assert mistake.startswith("first-lab/lab.yaml:1: this file is not UTF-8 text (byte ")


def test_names_from_a_file_cannot_colour_the_terminal(authored):
    authored.write(edited("port: 3000", 'port: 3000\n"\\e[31mred\\u202e": 1'))
    (mistake,) = authored.mistakes()
    assert "`red` is not a key of a lab" in mistake
    assert mistake.isprintable()


def test_the_parser_without_libyaml_reads_the_same(authored, monkeypatch):
    import yaml

    fast = authored.load()
    monkeypatch.setattr(yaml_tree, "LOADER", yaml.SafeLoader)
    assert authored.load() == fast
    authored.write("[" * 90_000)
    assert len(authored.mistakes()) == 1
