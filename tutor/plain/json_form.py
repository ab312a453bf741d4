"""The JSON of every command; documented in README, changed only together with `JSON_VERSION`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tutor.engine.port import EngineInfo
from tutor.model.course import Course
from tutor.model.outcome import Diagnosis, Outcome, Verdict
from tutor.model.progress import LabProgress

JSON_VERSION = 1
"""Grows when a field changes its meaning or goes; new fields do not change it."""


def verdict_form(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as `tutor check --json` and `tutor demo --json` print it; sizes in bytes."""
    return {
        "json_version": JSON_VERSION,
        "lab": verdict.lab_id,
        "verdict": verdict.status,
        "checks": [_outcome(o) for o in verdict.outcomes],
        "advice": [_outcome(o) for o in verdict.advice],
        "diagnosis": _diagnosis(verdict.diagnosis),
        "sizes": {
            "traditional": verdict.sizes.traditional,
            "yours": verdict.sizes.yours,
            "target": verdict.sizes.target,
            "engine_reported": verdict.sizes.engine_reported,
            "reference": verdict.sizes.reference,
        },
        "image_id": verdict.image_id,
        "dockerfile_sha256": verdict.dockerfile_digest,
        "stand_ins": list(verdict.stand_ins),
        "notice": verdict.notice,
        "seconds": round(verdict.seconds, 2),
    }


def course_form(course: Course, progress: Mapping[str, LabProgress]) -> list[dict[str, Any]]:
    """Return the labs as `tutor list --json` prints them."""
    return [
        {
            "json_version": JSON_VERSION,
            "id": lab.id,
            "pack": lab.pack or None,
            "part_of": lab.part_of or None,
            "title": lab.title,
            "state": (progress.get(lab.id) or LabProgress(lab.id)).state,
            "summary": lab.summary,
            "minutes": lab.minutes,
            "difficulty": lab.difficulty,
            "attempts": (progress.get(lab.id) or LabProgress(lab.id)).attempts,
            "best_size": (progress.get(lab.id) or LabProgress(lab.id)).best_size,
        }
        for lab in course.labs
    ]


def findings_form(findings: Iterable[tuple[str, str, str, str]]) -> dict[str, Any]:
    """Return what `tutor doctor --json` and `tutor bases --json` print: state, subject, what is so, and the fix."""
    rows = [
        {"state": s, "subject": subject, "found": found, "fix": fix} for s, subject, found, fix in findings
    ]
    return {"json_version": JSON_VERSION, "findings": rows}


def engine_form(info: EngineInfo, *, private: bool) -> dict[str, Any]:
    """Return what `tutor engine status --json` prints."""
    return {
        "json_version": JSON_VERSION,
        "name": info.name,
        "version": info.version,
        "address": info.address,
        "storage": info.storage,
        "private": private,
    }


def _outcome(outcome: Outcome) -> dict[str, str]:
    return {
        "id": outcome.check_id,
        "title": outcome.title,
        "status": outcome.status.value,
        "expected": outcome.expected,
        "found": outcome.found,
        "where": outcome.where,
        "because": outcome.because,
    }


def _diagnosis(diagnosis: Diagnosis | None) -> dict[str, Any] | None:
    if diagnosis is None:
        return None
    return {
        "id": diagnosis.id,
        "see": diagnosis.see,
        "why": diagnosis.why,
        "try": diagnosis.try_,
        "line": diagnosis.line,
        "engine_words": diagnosis.engine_words,
    }
