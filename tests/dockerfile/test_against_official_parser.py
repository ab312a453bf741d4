"""Our parser against BuildKit's own, by way of its Python bindings."""

import json

import dockerfile as official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dockerfile.corpus import corpus
from tutor.dockerfile import parse
from tutor.dockerfile.instruction import read_instruction
from tutor.dockerfile.lexer import read

CORPUS = corpus()

FRAGMENTS = st.sampled_from(
    [
        *("FROM x\n", "from y AS z\n", "RUN ", "COPY ", "CMD ", "ENV ", "ARG ", "LABEL ", "ADD ", "EXPOSE "),
        *("HEALTHCHECK ", "ONBUILD ", "ENTRYPOINT ", "VOLUME ", "SHELL ", "USER ", "WORKDIR ", "# comment\n"),
        *(
            "# escape=`\n",
            "--from=a ",
            "--mount=type=x,from='y z' ",
            "--link ",
            "-- ",
            "--",
            "a",
            "b c",
            "=1 ",
        ),
        *(
            '"',
            "'",
            '["a", "b"]',
            "[",
            "]",
            ",",
            '["x"]\n',
            "[1]",
            "\\\n",
            "\\",
            "`",
            "`\n",
            "\\ \n",
            "$x",
            "${y}",
        ),
        *(
            "<<EOF",
            "<<-EOF",
            "<<'E F'",
            "3<<A",
            "\nEOF\n",
            "\n\tEOF\n",
            "\nA\n",
            "E F\n",
            "\n",
            "\n\n",
            " ",
            "\t",
            "#",
        ),
        *("\n# inside\n", "CMD", "NONE", "\r\n", "x=y", "#z", "|| ", "&& ", ";", "$(", ")"),
    ]
)


@pytest.mark.parametrize("name", CORPUS)
def test_corpus_is_read_as_buildkit_reads_it(name):
    compare(CORPUS[name])


def test_corpus_is_wide():
    texts = set(CORPUS.values())
    assert len(texts) >= 300
    for feature in ("<<EOF", "# escape=`", "# syntax=", "\\\n", "ONBUILD", "\r\n", "AS build", '["'):
        assert len([t for t in texts if feature in t]) >= 10, feature


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_generated_files_are_read_as_buildkit_reads_them(text):
    compare("FROM base\n" + text)


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
@settings(max_examples=500, deadline=None, derandomize=True)
def test_files_without_a_head_are_read_as_buildkit_reads_them(text):
    compare(text)


def compare(text):
    """Assert that both parsers see the same instructions, or that both refuse the file."""
    try:
        theirs = official.parse_string(text)
    except official.GoParseError as error:
        list_with_text_behind = "comprised of strings only" in str(error)  # see json_with_text_behind
        assert parse(text).errors or list_with_text_behind
        return
    lexed = read(text)
    ours = [read_instruction(line, lexed.escape)[0] for line in lexed.lines]
    for mine, command in zip(ours, theirs, strict=False):
        if command.json and not mine.json_form:
            assert json_with_text_behind(mine, command)
            return  # here newer engines go other ways, down to the here-documents
        assert shape(mine) == official_shape(command)
        compare_arguments(mine, command)
    assert len(ours) == len(theirs)


def shape(instruction):
    flags = tuple(f"--{f.name}" if f.value is None else f"--{f.name}={f.value}" for f in instruction.flags)
    return (instruction.keyword, flags, instruction.span.line, instruction.span.end_line)


def official_shape(command):
    return ((command.cmd or "").upper(), command.flags, command.start_line, command.end_line)


def compare_arguments(mine, command):
    assert mine.json_form == command.json
    if command.cmd is None or command.value == ("",):
        return  # an unknown instruction: they drop its arguments
    words = mine.arguments
    if mine.keyword == "ONBUILD":
        assert words[:1] == ((command.sub_cmd.upper(),) if command.sub_cmd else ())
        if words[:1] == ("ONBUILD",):
            return  # refused by the next stage; they drop what follows
        words = flat(words[0], words[1:]) if words else ()
    else:
        assert [(h.name, h.content) for h in mine.heredocs] == [(h.name, h.content) for h in command.heredocs]
        words = flat(mine.keyword, words)
    if command.sub_cmd is None or words or command.value != ("",):
        assert words == command.value


def flat(keyword, words):
    """Return `NAME=value` words as names and values, as the official parser has them."""
    if keyword not in ("ENV", "LABEL") or not words or "=" not in words[0]:
        return words
    return tuple(part for word in words for part in word.split("=", 1))


def json_with_text_behind(mine, command):
    """Older engines take the list and drop what follows it; newer ones take all of it as text."""
    starts = (at for at, character in enumerate(mine.text) if character == "[")
    return any(decodes_with_rest(mine.text[at:], command.value) for at in starts)


def decodes_with_rest(text, value):
    try:
        items, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return tuple(items) == value[len(value) - len(items) :] and text[end:].strip() != ""
