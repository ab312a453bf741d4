"""Bytes to text: what is refused, and with which words."""

import pytest

from tutor.dockerfile import decode
from tutor.dockerfile.source import LINE_LIMIT, SIZE_LIMIT
from tutor.errors import FileProblem

REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t\r\n ", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "a NUL": (b"FROM x\nRUN a\x00b\n", "binary"),
    "a control byte": (b"FROM x\x01\n", "binary"),
    "an ELF file": (b"\x7fELF\x02\x01\x01" + bytes(20), "binary"),
    "UTF-16 with a mark": ("FROM node\n".encode("utf-16"), "utf16"),
    "UTF-16, big end first": (b"\xfe\xff" + "FROM node\n".encode("utf-16-be"), "utf16"),
    "UTF-16 without a mark": ("FROM node\n".encode("utf-16-le"), "utf16"),
    "UTF-16 without a mark, big end first": ("FROM node\n".encode("utf-16-be"), "utf16"),
    "Latin-1": (b"FROM x\n# caf\xe9\n", "encoding"),
    "cut in a character": ("FROM x # é".encode()[:-1], "encoding"),
    "too large": (b"#" * 80 + b"\n" * SIZE_LIMIT, "too_large"),
    "a long line": (b"FROM x\nRUN " + b"a" * LINE_LIMIT + b"\n", "long_line"),
}


@pytest.mark.parametrize(("data", "kind"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(data, kind):
    with pytest.raises(FileProblem) as caught:
        decode(data)
    assert caught.value.kind == kind
    assert caught.value.message.endswith(".")
    assert caught.value.fix.endswith(".")


def test_encoding_names_line_and_byte():
    with pytest.raises(FileProblem, match=r"Line 2 .* 0xE9"):
        decode(b"FROM x\n# caf\xe9\n")


def test_long_line_names_the_line():
    with pytest.raises(FileProblem, match=r"Line 2 "):
        decode(b"FROM x\nRUN " + b"a" * LINE_LIMIT)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfFROM x\n", "FROM x\n"),
        (b"FROM x\r\nRUN a\r\n", "FROM x\nRUN a\n"),
        ("FROM x\n# größer — ✓\n".encode(), "FROM x\n# größer — ✓\n"),
        (b"# only a comment\n", "# only a comment\n"),
        (b"FROM x\nRUN printf '\x1b[1m'\n", "FROM x\nRUN printf '\x1b[1m'\n"),
        (b"a" * LINE_LIMIT, "a" * LINE_LIMIT),
        (b"\n" * (SIZE_LIMIT - 1) + b"a", "\n" * (SIZE_LIMIT - 1) + "a"),
        (b"x", "x"),
    ],
    ids=[
        "mark",
        "CRLF",
        "UTF-8",
        "comments are the parser's",
        "escape codes",
        "longest line",
        "largest file",
        "one byte",
    ],
)
def test_reads(data, text):
    assert decode(data) == text
