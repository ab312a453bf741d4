"""Dockerfiles in which the place of the expected problem is marked with « and »."""

from tutor.dockerfile import parse, quick_check
from tutor.model.dockerfile import Span

BUILD = "FROM node:18-alpine AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\n"
"""A build stage, for files whose second stage matters."""


def unmark(marked):
    """Return the text without marks, and the span between them."""
    start, rest = marked.index("«"), marked.replace("«", "")
    end, text = rest.index("»"), rest.replace("»", "")
    return text, Span(*place(text, start), *place(text, end))


def place(text, offset):
    """Return line and column of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1)


def cut(text, span):
    """Return the text of a span."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def assert_warning(code, marked):
    """Assert that the quick check warns of `code` at the mark, once and in a short sentence, and finds no error."""
    text, span = unmark(marked)
    found = quick_check(parse(text))
    assert [p.span for p in found if p.code == code] == [span]
    assert not any(p.severity == "error" for p in found)
    message = next(p.message for p in found if p.code == code)
    assert message.endswith((".", "?"))
    assert len(message) < 200


def codes(text):
    """Return the codes of all that the quick check says of a text."""
    return [p.code for p in quick_check(parse(text))]
