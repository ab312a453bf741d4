"""`.dockerignore` as text -> its patterns, read as BuildKit and the Docker CLI read it."""

from __future__ import annotations

from tutor.engine.go_paths import WHITE_SPACE, clean
from tutor.errors import TutorError

_LONGEST = 65_535
"""Bytes of a line; Docker refuses files with longer ones."""


class BadIgnoreFile(TutorError, ValueError):
    """The file cannot be read as a list of patterns."""


def read_ignore(text: str | bytes) -> tuple[str, ...]:
    """Return the patterns in order, exceptions with their "!"; bytes that are not UTF-8 survive as surrogates.

    Raises `BadIgnoreFile` if a line is longer than Docker takes.
    """
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(line) > _LONGEST:
            raise BadIgnoreFile(
                f".dockerignore: line {number} is longer than {_LONGEST} bytes.",
                "Split it into shorter patterns.",
            )
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    patterns = (_pattern(line.decode("utf-8", "surrogateescape")) for line in lines)
    return tuple(pattern for pattern in patterns if pattern)


def _pattern(line: str) -> str:
    """Return the pattern of a line; empty for a comment or an empty line."""
    if line.startswith("#"):  # only in the first column
        return ""
    pattern = line.strip(WHITE_SPACE)
    sign = "!" if pattern.startswith("!") else ""
    pattern = pattern.removeprefix("!").strip(WHITE_SPACE)
    if pattern:
        pattern = clean(pattern)
        if len(pattern) > 1:
            pattern = pattern.removeprefix("/")
    return sign + pattern
