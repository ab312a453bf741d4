"""What each instruction needs behind it, and what every engine refuses."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.dockerfile.arguments import Arguments
from tutor.dockerfile.command import Command, split
from tutor.dockerfile.keywords import FLAGS
from tutor.dockerfile.logical_line import LogicalLine
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Problem

_NEEDS = {
    "ADD": "a source and a target: `ADD app.tar.gz ./`",
    "ARG": "a name: `ARG VERSION=1`",
    "COPY": "a source and a target: `COPY package.json ./`",
    "ENV": "a name and a value: `ENV PORT=3000`",
    "EXPOSE": "a port: `EXPOSE 3000`",
    "FROM": "an image: `FROM node:18-alpine`",
    "HEALTHCHECK": "`CMD` and a command, or `NONE`",
    "LABEL": "a name and a value: `LABEL version=1`",
    "MAINTAINER": "a name",
    "ONBUILD": "another instruction: `ONBUILD RUN make`",
    "RUN": "a command: `RUN npm install`",
    "SHELL": 'a list: `SHELL ["/bin/sh", "-c"]`',
    "STOPSIGNAL": "a signal: `STOPSIGNAL SIGTERM`",
    "USER": "a user: `USER node`",
    "VOLUME": "a folder: `VOLUME /data`",
    "WORKDIR": "a folder: `WORKDIR /app`",
}


def check_arguments(line: LogicalLine, command: Command, arguments: Arguments) -> Iterator[Problem]:
    """Yield the first thing that is wrong with the arguments of any instruction but FROM."""
    name, words = command.name, arguments.words
    if arguments.mixed_list:
        yield _bad(
            line, command.rest, "A list in JSON form may hold texts only: put each item in double quotes."
        )
    elif _too_few(name, words):
        severity = "warning" if name == "RUN" else "error"
        yield Problem(
            "missing-arguments", f"`{name}` needs {_NEEDS[name]}.", line.span(*command.keyword), severity
        )
    elif name in ("ENV", "LABEL", "ARG"):
        yield from _check_pairs(line, command, words)
    elif name == "SHELL" and not arguments.json_form:
        yield _bad(line, command.rest, f"`SHELL` needs {_NEEDS['SHELL']}.")
    elif name in ("COPY", "ADD") and words[-1].startswith("<<") and not arguments.json_form:
        yield _bad(line, command.word(len(words) - 1), f"`{name}` needs a target behind the here-document.")
    elif name == "HEALTHCHECK":
        yield from _check_health(line, command, words)
    elif name == "ONBUILD":
        yield from _check_onbuild(line, command, arguments)


def _too_few(name: str, words: tuple[str, ...]) -> bool:
    if name in ("COPY", "ADD"):
        return len(words) < 2
    if name in ("ENV", "LABEL") and words and "=" not in words[0]:
        return len(words) < 2
    return not words and name in _NEEDS


def _check_pairs(line: LogicalLine, command: Command, words: tuple[str, ...]) -> Iterator[Problem]:
    """Yield what is wrong with `NAME=value` words."""
    name = command.name
    if name != "ARG" and "=" not in words[0]:
        return  # the old form, one name and one value
    at = command.rest[0]
    for number, word in enumerate(words):
        at = command.text.index(word, at)
        if word.startswith("="):
            yield _bad(line, (at, at + len(word)), f"There is no name before the `=` of {shown(word)}.")
            return
        if name != "ARG" and "=" not in word:
            yield _not_a_pair(line, (at, command.rest[1]), name, word, words[number - 1])
            return
        at += len(word)


def _not_a_pair(line: LogicalLine, place: tuple[int, int], name: str, word: str, before: str) -> Problem:
    if word.startswith("#"):
        return trailing_comment(line, place)
    where = (place[0], place[0] + len(word))
    advice = (
        f"Write {shown(before + word)} without blanks around `=`."
        if before.endswith("=")
        else "If it belongs to the value before it, put that value in double quotes."
    )
    return _bad(line, where, f"{shown(word)} has no `=`, and `{name}` takes `NAME=value`. {advice}")


def trailing_comment(line: LogicalLine, place: tuple[int, int]) -> Problem:
    """Return the error for a `#` behind arguments, where an engine refuses it."""
    return Problem(
        "trailing-comment",
        "`#` begins a comment only at the start of a line. Put the comment on a line of its own.",
        line.span(*place),
    )


def _check_health(line: LogicalLine, command: Command, words: tuple[str, ...]) -> Iterator[Problem]:
    kind = words[0].upper()
    if kind == "NONE" and len(words) > 1:
        yield _bad(line, command.rest, "`HEALTHCHECK NONE` takes nothing behind it.")
    elif kind == "CMD" and len(words) == 1:
        yield Problem("missing-arguments", "`HEALTHCHECK CMD` needs a command.", line.span(*command.word(0)))
    elif kind not in ("NONE", "CMD"):
        yield _bad(
            line,
            command.word(0),
            f"`HEALTHCHECK` needs `CMD` or `NONE` here, not {shown(words[0])}: `HEALTHCHECK CMD wget ...`.",
        )


def _check_onbuild(line: LogicalLine, command: Command, arguments: Arguments) -> Iterator[Problem]:
    inner = arguments.words[0]
    if inner in ("ONBUILD", "FROM", "MAINTAINER"):
        yield _bad(line, command.word(0), f"`{inner}` cannot follow `ONBUILD`.")
    elif inner not in FLAGS:
        message = f"`ONBUILD` needs an instruction, and {shown(inner)} is none."
        yield Problem("unknown-instruction", message, line.span(*command.word(0)), "warning")
    elif inner in ("ENV", "LABEL") and len(arguments.words) > 1:
        within = Arguments(arguments.words[1:])
        yield from check_arguments(line, split(command.text, command.rest[0]), within)


def _bad(line: LogicalLine, place: tuple[int, int], message: str) -> Problem:
    return Problem("bad-arguments", message, line.span(*place))
