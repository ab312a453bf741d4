"""What builds are known to make, and what a lesson says that its build makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_NAMED_FOLDER = re.compile(r"`(\.[a-z][\w-]*|[\w-]+/(?:[\w-]+/?)*)`")
_INSTALLS = re.compile(r"\b(?:npm (?:ci|i|install)|yarn(?: install)?(?=\s*$|\s*&)|pnpm (?:i|install))\b")
_BUILDS = re.compile(r"\b(?:(?:npm|pnpm|yarn) run build|(?:yarn|pnpm|next|nuxt|vite) build)\b")
_NAMED = re.compile(r"(?<!\S)-o[ \t=]+([^\s;&|$]+)")
_TOOLS = (
    (re.compile(r"\bmvnw?\b.*\bpackage\b"), ("target/",)),
    (re.compile(r"\bgradlew?\b.*\b(?:build|bootJar|assemble)\b"), ("build/libs/",)),
    (re.compile(r"\bcargo build\b.*--release"), ("target/release/",)),
    (re.compile(r"\bpython3? -m venv ([^\s;&|$]+)"), ()),
)
_NEXT = (".next/", ".next/static/", ".next/standalone/")


def outputs_named_in(lesson: str) -> tuple[str, ...]:
    """Return the folders that a lesson names, as in `.next` or `dist/`, relative to the working directory."""
    return tuple(dict.fromkeys(found.rstrip("/") + "/" for found in _NAMED_FOLDER.findall(lesson)))


def outputs_of(command: str, context: Sequence[str]) -> Iterator[str]:
    """Yield what a command makes as far as it is known: relative to where it runs, or from `/`; folders end with `/`."""
    command = " ".join(command.split())
    if _INSTALLS.search(command):
        yield "node_modules/"
    if _BUILDS.search(command):
        yield from _NEXT if any(p.startswith("next.config.") for p in context) else ("dist/", "build/")
    yield from _NAMED.findall(command)
    for tool, made in _TOOLS:
        found = tool.search(command)
        if found is not None:
            yield from made or (found[1].rstrip("/") + "/",)
