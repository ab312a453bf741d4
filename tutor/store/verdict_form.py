"""A verdict as JSON on disk; what another version wrote is read as far as this one knows it."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, TypeVar

from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict

T = TypeVar("T")


def verdict_form(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain values."""
    return asdict(verdict)


def verdict_of(text: str) -> Verdict | None:
    """Return the verdict that was written, or None if it cannot be understood."""
    try:
        form = json.loads(text)
        form["outcomes"] = tuple(map(_outcome, form["outcomes"]))
        form["diagnosis"] = _known(Diagnosis, form["diagnosis"]) if form["diagnosis"] else None
        form["sizes"] = _sizes(form["sizes"])
        form["stand_ins"] = tuple(form["stand_ins"])
        form["evidence"] = {phase: tuple(lines) for phase, lines in form.get("evidence", {}).items()}
        form["advice"] = tuple(map(_outcome, form.get("advice", ())))
        return _known(Verdict, form)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _sizes(form: dict[str, Any]) -> Sizes:
    lines = tuple((int(line), int(size)) for line, size in form.get("lines", ()))
    return _known(Sizes, {**form, "lines": lines})


def _outcome(form: dict[str, Any]) -> Outcome:
    return _known(Outcome, {**form, "status": Status(form["status"])})


def _known(kind: type[T], form: dict[str, Any]) -> T:
    names = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in form.items() if name in names})
