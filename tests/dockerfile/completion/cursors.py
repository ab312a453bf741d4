"""Texts in which `|` is the cursor, and what is offered there."""

from tutor.dockerfile import Surroundings
from tutor.dockerfile.completion import complete

CONTEXT = (
    "app/",
    "app/page.tsx",
    "next.config.mjs",
    "package-lock.json",
    "package.json",
    "public/",
    "public/logo.svg",
)
KNOWN = Surroundings(("node:18-alpine",), CONTEXT, (".next/",))
BUILD = "FROM node:18-alpine AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n"


def at(marked, *, known=KNOWN, asked=True):
    """Return the completion at the cursor, or None."""
    before = marked[: marked.index("|")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
    return complete(marked.replace("|", "", 1), line, column, known, asked=asked)


def offered(marked, **options):
    """Return the texts that are offered, or None."""
    found = at(marked, **options)
    return None if found is None else [c.text for c in found.candidates]


def accepted(marked, choice, **options):
    """Return the text after `choice` was taken."""
    found = at(marked, **options)
    lines = marked.replace("|", "", 1).split("\n")
    assert choice in [c.text for c in found.candidates]
    line = lines[found.line - 1]
    lines[found.line - 1] = line[: found.start] + choice + line[found.end :]
    return "\n".join(lines)
