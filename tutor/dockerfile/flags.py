"""Read the flags of an instruction, and check them against what it takes."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator

from tutor.dockerfile.command import Command, bare
from tutor.dockerfile.keywords import FLAGS, FLAGS_UNCHECKED, MANY, SWITCH
from tutor.dockerfile.logical_line import LogicalLine
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Flag, Problem


def read_flags(line: LogicalLine, command: Command) -> tuple[Flag, ...]:
    """Return the flags, quotes taken away."""
    return tuple(_flag(line, start, end) for start, end in command.flags)


def _flag(line: LogicalLine, start: int, end: int) -> Flag:
    name, equals, value = bare(line.text[start:end]).removeprefix("--").partition("=")
    return Flag(name, value if equals else None, line.span(start, end))


def check_flags(command: Command, flags: tuple[Flag, ...]) -> Iterator[Problem]:
    """Yield what every engine refuses about the flags."""
    keyword = command.name
    if keyword in FLAGS_UNCHECKED or keyword not in FLAGS:
        return
    if keyword == "HEALTHCHECK" and command.arguments[:4].upper() == "NONE":
        return
    seen = set()
    for flag in flags:
        message = _trouble(keyword, flag, flag.name in seen, command.arguments)
        seen.add(flag.name)
        if message:
            yield Problem("bad-flag", message, flag.span)


def _trouble(keyword: str, flag: Flag, repeated: bool, arguments: str) -> str:
    """Return what is wrong with one flag, or nothing."""
    kind, name = FLAGS[keyword].get(flag.name), shown(f"--{flag.name}")
    if kind is None:
        return _unknown(keyword, flag.name)
    if repeated and kind != MANY:
        return f"{name} is there twice. Take one of them away."
    if kind == SWITCH:
        fine = flag.value is None or flag.value.lower() in ("true", "false")
        return "" if fine else f"{name} is on or off: write {name} alone, or {name[:-1]}=false`."
    if flag.value is None:
        value = arguments.lstrip("= ").split(maxsplit=1)[:1] or ["value"]
        return f"{name} needs `=` and a value, without blanks: {shown(f'--{flag.name}={value[0]}')}."
    return ""


@functools.lru_cache(256)
def _unknown(keyword: str, name: str) -> str:
    known = list(FLAGS[keyword])
    if not known:
        return f"`{keyword}` takes no flags, and {shown('--' + name)} is read as one. Put the command in front of it."
    close = difflib.get_close_matches(name.lower(), known, 1, 0.6) if len(name) < 30 else []
    advice = f"Did you mean `--{close[0]}`?" if close else f"It takes `--{'`, `--'.join(known[:6])}`."
    return f"`{keyword}` has no flag {shown('--' + name)}. {advice}"
