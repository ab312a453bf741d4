"""What learners read after the mistakes of a lab, as far as a proof has found it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tutor.author.case import cases_of
from tutor.author.engines import Connect, Engines
from tutor.author.verify_key import content_digest, judge_of, key_of
from tutor.author.verify_record import VerifyRecord
from tutor.model.course import Lab


def known_words(lab: Lab, connect: Connect, cache: Path) -> Mapping[str, str]:
    """Return the words of the diagnosis by the id of the mistake; asks the engine who it is, and builds nothing."""
    with Engines(connect).lent() as (engine, _):
        judge = judge_of(engine, lab)
    if judge is None:
        return {}
    record, content = VerifyRecord(cache, lab), content_digest(lab)
    found = {c.id: record.find(key_of(c, lab, content, judge)) for c in cases_of(lab) if c.mistake}
    return {name: kept.seen.words for name, kept in found.items() if kept is not None}
