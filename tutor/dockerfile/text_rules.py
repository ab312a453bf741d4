"""Rules about the writing: lists that are no JSON, comments that are none, backslashes too many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tutor.dockerfile.command import Command
from tutor.dockerfile.keywords import FLAGS, JSON_FORM
from tutor.dockerfile.swallowed import swallowed
from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import json_list, plain_places, quoted_places, shown
from tutor.model.dockerfile import Instruction, Problem

_MARKS = "'\"`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_QUOTED_LIST = re.compile(rf"\[[ \t]*[{_MARKS}]")
_RUN_LIST = re.compile(rf"\[[{_MARKS}]|\[[ \t]*[{_MARKS}][^{_MARKS}]*[{_MARKS}][ \t]*,")
_SHELL_TEST = re.compile(r"\[\[?[ \t]")
_WORDS_ONLY = frozenset({"COPY", "ADD", "EXPOSE", "VOLUME", "WORKDIR", "USER", "STOPSIGNAL"})
_LISTS = frozenset({"CMD", "ENTRYPOINT", "RUN", "SHELL"})


def from_swallowed(view: View) -> Iterator[Problem]:
    """Yield each backslash that makes the next instruction part of the one before."""
    for line in view.lexed.lines:
        for found in swallowed(line):
            yield found.problem("warning")


def single_dash(view: View) -> Iterator[Problem]:
    """Yield each flag that is written with one dash and so taken for a path, a command or an image."""
    for instruction in view.instructions:
        word = (instruction.rest.split(maxsplit=1) or [""])[0]
        name = word.removeprefix("-").partition("=")[0]
        if word.startswith("-") and not instruction.json_form and name in FLAGS.get(instruction.keyword, {}):
            message = f"A flag begins with two dashes. Write {shown('-' + word)}."
            yield warning("single-dash", message, view.at.word(instruction, 0))


def json_quotes(view: View) -> Iterator[Problem]:
    """Yield each list that was meant as JSON form but is read as text."""
    for instruction in view.instructions:
        text = _maybe_list(instruction)
        if text and _meant_as_list(instruction.keyword, text) and not _has_comment(view, instruction):
            message = _list_message(instruction.keyword, text)
            yield warning("json-quotes", message, view.at.rest(instruction))


def _maybe_list(instruction: Instruction) -> str:
    """Return the text that could have been a list, or nothing."""
    if instruction.json_form or instruction.keyword not in {*JSON_FORM, "HEALTHCHECK"}:
        return ""
    words = instruction.arguments
    text = " ".join(words[1:] if instruction.keyword == "HEALTHCHECK" else words)
    return text if text.startswith("[") else ""


def _has_comment(view: View, instruction: Instruction) -> bool:
    return _behind_list(view.at.command(instruction)) is not None


def _meant_as_list(keyword: str, text: str) -> bool:
    if keyword in ("RUN", "HEALTHCHECK"):
        return _RUN_LIST.match(text) is not None
    if keyword in ("COPY", "ADD", "VOLUME"):
        return _QUOTED_LIST.match(text) is not None
    return not _SHELL_TEST.match(text) or _QUOTED_LIST.match(text) is not None


def _list_message(keyword: str, text: str) -> str:
    fixed = _fixed(text)
    if fixed is not None:
        return (
            f"This list needs double straight quotes to be read as one. Write {shown(f'{keyword} {fixed}')}."
        )
    return (
        "This looks like a list in JSON form but is not one, so it is read as plain text."
        " Check the double quotes, the commas and the brackets."
    )


def _fixed(text: str) -> str | None:
    """Return the list as it was meant, or None if that is not plain to see."""
    items = [item.strip(" \t" + _MARKS) for item in text.strip("[] \t").split(",")]
    if len(text) > 60 or any(not item or any(c in item for c in _MARKS + "[]\\") for item in items):
        return None
    return json.dumps(items, ensure_ascii=False)


def trailing_comment(view: View) -> Iterator[Problem]:
    """Yield each `#` behind the arguments of an instruction that knows no comments there."""
    for instruction in view.instructions:
        line = view.at.line(instruction)
        start = _comment_start(view, instruction) if "#" in line.text else None
        if start is not None:
            end = len(line.text.rstrip())
            yield warning(
                "trailing-comment",
                "`#` begins a comment only at the start of a line; here it is read as a part of the instruction."
                " Put the comment on a line of its own.",
                line.span(start, end),
            )


def _comment_start(view: View, instruction: Instruction) -> int | None:
    """Return the offset of the `#` in the logical line, or None."""
    command = view.at.command(instruction)
    if instruction.keyword in _LISTS:
        return _behind_list(command)
    if instruction.keyword in ("ARG", "ENV", "LABEL"):
        places = quoted_places(command.arguments, view.lexed.escape)
    elif instruction.keyword in _WORDS_ONLY and not instruction.json_form:
        places = plain_places(command.arguments)
    else:
        return None
    hashes = (start for start, _ in places[1:] if command.arguments[start] == "#")
    first = next(hashes, None)
    return None if first is None else command.rest[0] + first


def _behind_list(command: Command) -> int | None:
    """Return where a `#` follows a list in JSON form: part of the command for some engines."""
    text = command.arguments
    found = re.search(r"\][ \t]+#[^\]\"]*$", text)
    if found is None or json_list(text[: found.start() + 1]) is None:
        return None
    return command.rest[0] + found.start() + found.group().index("#")
