"""Turn the bytes of a file into the text of a Dockerfile, or say why that cannot be."""

from __future__ import annotations

import codecs

from tutor.errors import FileProblem

SIZE_LIMIT = 2_000_000
"""Bytes of a file that is still read."""
LINE_LIMIT = 100_000
"""Characters of a line that is still read."""

_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_SAMPLE = 2000


def decode(data: bytes) -> str:
    """Return the text, without a byte order mark and with line feeds only; raises `FileProblem`."""
    if len(data) > SIZE_LIMIT:
        raise FileProblem(
            "too_large",
            f"The file has {len(data):,} bytes; a Dockerfile has a few thousand at most.",
            "Check that this is the right file.",
        )
    _refuse_other_kinds(data)
    text = _text(data.removeprefix(codecs.BOM_UTF8)).replace("\r\n", "\n")
    if not text.strip():
        raise FileProblem("empty", "The file is empty.", "Begin with a `FROM` line and an image.")
    _refuse_long_lines(text)
    return text


def _refuse_other_kinds(data: bytes) -> None:
    if _is_utf16(data):
        raise FileProblem(
            "utf16",
            "The file is written in UTF-16, and engines read UTF-8 only.",
            "Save it again with the encoding UTF-8.",
        )
    if len(data.translate(None, _CONTROLS)) != len(data):
        raise FileProblem(
            "binary",
            "The file holds bytes that no text has, so it is not a Dockerfile.",
            "Check that this is the right file.",
        )


def _is_utf16(data: bytes) -> bool:
    """Return whether there is a UTF-16 mark, or every other byte is a NUL as in English text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    sample = data[:_SAMPLE]
    halves = sample[::2], sample[1::2]
    fewest, most = sorted(half.count(0) for half in halves)
    return len(sample) >= 4 and fewest == 0 and most * 5 >= len(sample) // 2 * 4


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileProblem(
            "encoding",
            f"Line {line} is not UTF-8: it holds the byte 0x{data[error.start]:02X}, which is no character there.",
            "Save the file again with the encoding UTF-8, or type that line again.",
        ) from None


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_LIMIT:
            raise FileProblem(
                "long_line",
                f"Line {number} has {len(line):,} characters, and engines read about 65,000 a line.",
                "Break it into several lines with a backslash at the end of each.",
            )
