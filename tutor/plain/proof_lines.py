"""What comes of the check of an evidence file, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.model.proof import TELLING, Comparison, Proof
from tutor.plain.json_form import JSON_VERSION
from tutor.safe_text import clean_line, megabytes


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield what was written, what came out now, and whether that is the same."""
    written, now = found.written, found.repeated
    yield f"{'':<14}{'written':<34}now"
    yield _row("verdict", _verdict(written), _verdict(now))
    yield _row("image size", _size(written.size), _size(now.size))
    yield _row("traditional", _size(written.traditional), _size(now.traditional))
    yield _row("engine", _engine(written), _engine(now))
    yield _row("when", written.written, now.written)
    for check, before, after in found.changed_checks:
        yield _row(clean_line(check, 40), before or "no such check", after or "no such check")
    yield from (f"  ! {note}" for note in _notes(found))
    yield _end(found)


def _end(found: Comparison) -> str:
    """Return the last line: what all that comes to, with the numbers of now."""
    now = f"{_verdict(found.repeated)}, {_size(found.repeated.size)}"
    if not found.comparable:
        return f"?    Not comparable: only sizes are judged differently, and the base images are others. Now: {now}."
    if not found.confirmed:
        return f"FAIL Not confirmed: the same Dockerfile came out differently. Now: {now}."
    if found.repeated.status != "passed":
        return f"ok   Confirmed: this Dockerfile failed, as written. Now: {now}."
    return f"ok   Confirmed: the verdict and every check came out as written. Now: {now}."


def comparison_form(found: Comparison) -> dict[str, Any]:
    """Return the comparison as `tutor evidence verify --json` prints it; sizes in bytes."""
    return {
        "json_version": JSON_VERSION,
        "lab": found.written.lab,
        "confirmed": found.confirmed,
        "comparable": found.comparable,
        "same_lab": found.same_lab,
        "written": _side(found.written),
        "now": _side(found.repeated),
        "changed_checks": [
            {"id": check, "written": before or None, "now": after or None}
            for check, before, after in found.changed_checks
        ],
        "notes": list(_notes(found)),
    }


def _notes(found: Comparison) -> Iterator[str]:
    if not found.same_lab:
        yield "The lab here is not the one of then: its checks, its limits, its app or its traditional file differ."
    if found.size_change is not None and abs(found.size_change) > TELLING:
        yield f"The image's size differs by {found.size_change:+.0%}: base image or packages are others than then."
    if found.written.stand_ins != found.repeated.stand_ins:
        yield "One of the two used a stand-in for a base image, and the other did not."


def _row(what: str, written: str, now: str) -> str:
    return f"{what:<14}{clean_line(written, 60):<34}{clean_line(now, 60)}"


def _verdict(proof: Proof) -> str:
    passed = sum(status == "passed" for _, status, _, _ in proof.checks)
    return f"{proof.status.replace('_', ' ')}, {passed} of {len(proof.checks)} checks"


def _size(size: int | None) -> str:
    return "no image" if size is None else megabytes(size)


def _engine(proof: Proof) -> str:
    return f"{proof.engine.get('name', '')} {proof.engine.get('version', '')}".strip() or "none"


def _side(proof: Proof) -> dict[str, Any]:
    return {
        "verdict": proof.status,
        "size": proof.size,
        "engine": dict(proof.engine),
        "when": proof.written,
        "stand_ins": list(proof.stand_ins),
    }
