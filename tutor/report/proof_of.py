"""Write down an attempt so that others can repeat it."""

from __future__ import annotations

from datetime import UTC, datetime

from tutor import __version__
from tutor.engine.port import EngineInfo
from tutor.model.course import Lab
from tutor.model.outcome import Verdict
from tutor.model.proof import Proof
from tutor.report.lab_digest import lab_digest


def proof_of(
    lab: Lab, data: bytes, ignore: str | None, verdict: Verdict, engine: EngineInfo | None, when: float
) -> Proof:
    """Return the proof of an attempt with `data` as the Dockerfile; `when` in seconds since 1970."""
    return Proof(
        written=datetime.fromtimestamp(when, UTC).isoformat(timespec="seconds"),
        tutor=__version__,
        lab=lab.id,
        lab_digest=lab_digest(lab),
        dockerfile=data,
        ignore=ignore,
        engine=_engine(engine),
        image_id=verdict.image_id,
        size=verdict.sizes.yours,
        traditional=verdict.sizes.traditional,
        target=verdict.sizes.target,
        status=verdict.status,
        checks=tuple((o.check_id, o.status.value, o.expected, o.found) for o in verdict.outcomes),
        stand_ins=verdict.stand_ins,
        seconds=round(verdict.seconds, 2),
    )


def _engine(info: EngineInfo | None) -> dict[str, str]:
    """Return what is known of the engine; not its address, which may name somebody's machine."""
    if info is None:
        return {}
    return {
        "name": info.name,
        "version": info.version,
        "storage": info.storage,
        "architecture": info.architecture,
    }
