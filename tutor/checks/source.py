"""Check that an application's source is in no layer: deleted files ship, too."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.image import Entry, content_digest, glob
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

_TELLING_SIZE = 32
"""Bytes below which equal content says nothing about where a file came from."""


class NoSourceCheck(Check):
    """No source file of the application is in any layer, under any name."""

    kind, phase, rank = "no_source", "image", Rank.CONTENTS
    options = CheckOptions(
        {
            "source": OptionSpec(
                "strings", required=True, sentence="Globs of source files, relative to the app's folder."
            )
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Compare contents by digest and places by name, so that neither a new name nor a changed line hides a source."""
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        found = self.find(evidence)
        if not found:
            return self.passed("no source file in any layer")
        layer, entry = found[0]
        gone = "" if evidence.shipped(entry.path) else " (deleted later, but its layer still ships)"
        return self.failed(
            "no application source in any layer",
            f"{counted(len(found))}, as /{clean_line(entry.path)}{gone}",
            evidence.brought_by(layer),
        )

    def find(self, evidence: Evidence) -> list[tuple[int, Entry]]:
        """Return (layer, entry) of each source file in the image: known by its content, or by its place and name."""
        sources = source_files(evidence.lab.app, tuple(self.values["source"]))
        digests = {digest for _, digest in sources if digest}
        names = {path for path, _ in sources}
        layers = evidence.image.layers if evidence.image else ()
        return [
            (n, e)
            for n, layer in enumerate(layers)
            for e in layer.entries
            if e.digest in digests or (e.kind == "file" and _is_named_like(e.path, names))
        ]


def _is_named_like(path: str, sources: AbstractSet[str]) -> bool:
    """Return whether a path ends like a source file's, below any folder; packages and builds have names of their own."""
    parts = path.split("/")
    if "node_modules" in parts or any(part.startswith(".") for part in parts):
        return False
    return any("/".join(parts[i:]) in sources for i in range(len(parts) - 1))


def counted(number: int, what: str = "file") -> str:
    """Return `1 file` or `12 files`."""
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"


@lru_cache(maxsize=16)
def source_files(app: Path, patterns: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Return (path, digest) of the app's source files; no digest for one too small to be known by it."""
    matchers = [glob(p) for p in patterns]
    found = set()
    for path in app.rglob("*"):
        name = path.relative_to(app).as_posix()
        if path.is_file() and "node_modules" not in path.parts and any(m.fullmatch(name) for m in matchers):
            content = path.read_bytes()
            telling = len(content) >= _TELLING_SIZE
            found.add((name, content_digest(content) if telling else ""))
    return frozenset(found)
