"""Check that an application's source is in no layer: deleted files ship, too."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.image import Entry, Image, content_digest, glob
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

_TELLING_SIZE = 32
"""Bytes below which equal content says nothing about where a file came from."""
_BUILD_MARK = "BUILD_ID"
"""The file that marks the folder of a build, whatever that folder is called."""


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
        if evidence.image is None:
            return []
        sources = source_files(evidence.lab.app, tuple(self.values["source"]))
        digests = {source.digest for source in sources if source.digest}
        likeness = _Likeness(sources, evidence.image)
        return [
            (n, e)
            for n, layer in enumerate(evidence.image.layers)
            for e in layer.entries
            if e.digest in digests or (e.kind == "file" and likeness.names(e))
        ]


class _Likeness:
    """Files that lie and are called like a source file, with a content that may have been one with some lines changed."""

    def __init__(self, sources: AbstractSet[Source], image: Image) -> None:
        self._sizes = {source.path: source.size for source in sources}
        self._builds = {e.path.rpartition("/")[0] for _, e in image.find(f"**/{_BUILD_MARK}")}

    def names(self, entry: Entry) -> bool:
        """Return whether an entry ends like a source file's path, below any folder that is no package's and no build's."""
        parts = entry.path.split("/")
        if "node_modules" in parts or any(part.startswith(".") for part in parts):
            return False
        return any(
            self._is_like("/".join(parts[i:]), entry.size) and not self._is_made(parts[:i])
            for i in range(len(parts) - 1)
        )

    def _is_like(self, path: str, size: int) -> bool:
        """Return whether a source has this path and about this size."""
        known = self._sizes.get(path)
        return known is not None and known <= 2 * size and size <= 2 * known

    def _is_made(self, above: list[str]) -> bool:
        """Return whether a build made what lies below this folder: builds repeat the names of what they were made from."""
        folders = ("/".join(above[:i]) for i in range(1, len(above) + 1))
        return above[-1:] == ["types"] or any(folder in self._builds for folder in folders)


def counted(number: int, what: str = "file") -> str:
    """Return `1 file` or `12 files`."""
    return f"{number} {what}" if number == 1 else f"{number:,} {what}s"


@dataclass(frozen=True)
class Source:
    """A source file of an app."""

    path: str
    """Relative to the app's folder."""
    size: int
    digest: str
    """Of its content; empty for one too small to be known by it."""


@lru_cache(maxsize=16)
def source_files(app: Path, patterns: tuple[str, ...]) -> frozenset[Source]:
    """Return the app's source files."""
    matchers = [glob(p) for p in patterns]
    found = set()
    for path in app.rglob("*"):
        name = path.relative_to(app).as_posix()
        if path.is_file() and "node_modules" not in path.parts and any(m.fullmatch(name) for m in matchers):
            content = path.read_bytes()
            telling = len(content) >= _TELLING_SIZE
            found.add(Source(name, len(content), content_digest(content) if telling else ""))
    return frozenset(found)
