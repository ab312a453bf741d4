"""Explain a command that may not write, because what it writes to belongs to root."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule, at_line
from tutor.diagnosis.running import user_of
from tutor.diagnosis.users import ROOT
from tutor.model.image import Entry
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_DENIED = re.compile(r"['\"]?(/?[\w.@/-]{1,300})['\"]?: Permission denied")
"""How programs say that they may not write a path."""


def may_not_write(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command of the image's user was denied a path below something that a line brought as root's."""
    found, user = _DENIED.search(outcome.found), user_of(evidence)
    if found is None or user in ROOT or evidence.image is None:
        return None
    path, entry, layer = _nearest(posixpath.join("/", evidence.workdir, found[1]).strip("/"), evidence)
    maker = evidence.maker(layer) if entry else None
    if entry is None or maker is None or entry.uid != 0:
        return None
    return at_line(
        "owned-by-root",
        f"`/{clean_line(path, 80)}` of line {maker.span.line} belongs to root; the server runs as `{clean_line(user, 40)}`"
        " and may not write there.",
        "A `USER` line does not change who owns what `COPY` brings; that is root, or the owner in the other stage."
        if maker.keyword in ("COPY", "ADD")
        else "What `RUN` makes belongs to the user who runs it, and above `USER` that is root.",
        "Give the files an owner while copying: `COPY --chown=`."
        if maker.keyword in ("COPY", "ADD")
        else "Change the owner in the same line, with `chown`.",
        maker,
    )


def _nearest(path: str, evidence: Evidence) -> tuple[str, Entry | None, int]:
    """Return (path, entry, layer) of a path in the image, or of the nearest folder above it that has an entry."""
    visible = evidence.visible()
    while path:
        if path in visible:
            layer, entry = visible[path]
            return path, entry, layer
        path = posixpath.dirname(path)
    return "", None, 0


RULES: tuple[Rule, ...] = (may_not_write,)
