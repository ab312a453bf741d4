"""From evidence to one message: what is seen, why, what to try."""

from __future__ import annotations

from dataclasses import replace

from tutor.checks import rank_of
from tutor.checks.evidence import Evidence
from tutor.diagnosis import (
    build_copies,
    build_names,
    build_runs,
    command,
    container,
    contents,
    copied,
    dev_packages,
    health,
    java,
    reading,
    shell_form,
    standalone,
    start,
    start_files,
    stopping,
    structure,
    text,
    users,
    writing,
)
from tutor.diagnosis.general import in_own_words
from tutor.model.outcome import Diagnosis, Outcome, Status
from tutor.safe_text import clean_line

_CONTAINER = (
    *command.RULES,
    *start.RULES,
    *java.RULES,
    *standalone.RULES,
    *start_files.RULES,
    *container.RULES,
)
_CONTENTS = (*copied.RULES, *contents.RULES)
_RULES = {
    "file": text.RULES,
    "parses": text.RULES,
    "builds": (*build_names.RULES, *build_copies.RULES, *build_runs.RULES),
    "multi_stage": structure.RULES,
    "starts": _CONTAINER,
    "http": _CONTAINER,
    "page_assets": _CONTAINER,
    "production_mode": _CONTAINER,
    "no_source": _CONTENTS,
    "absent": _CONTENTS,
    "no_package": dev_packages.RULES,
    "healthy": health.RULES,
    "not_root": users.RULES,
    "command": writing.RULES,
    "stops_in": stopping.RULES,
    "config": shell_form.RULES,
    "image_size": _CONTENTS,
    "changed_lines": reading.CHANGED,
    "lines_read": reading.LINES,
    "answered": reading.QUESTION,
}


def diagnose(outcomes: tuple[Outcome, ...], evidence: Evidence) -> Diagnosis | None:
    """Return the explanation of the failed check with the lowest rank, or None if none failed.

    A rule speaks only if its evidence holds; where none does, the check's own words are the honest answer.
    """
    failed = [o for o in outcomes if o.status is Status.FAILED]
    first = min(failed, key=lambda o: rank_of(evidence.lab, o.check_id), default=None)
    if first is None:
        return None
    kind = next((c.kind for c in evidence.lab.checks if c.id == first.check_id), "")
    for rule in _RULES.get(kind, ()):
        found = rule(first, evidence)
        if found is not None:
            return _harmless(found)
    return _harmless(in_own_words(kind, first, evidence))


def _harmless(found: Diagnosis) -> Diagnosis:
    """Return a diagnosis whose sentences, which quote the Dockerfile and the image, hold no control characters."""
    return replace(
        found,
        see=clean_line(found.see, 800),
        why=clean_line(found.why, 800),
        try_=clean_line(found.try_, 800),
    )
