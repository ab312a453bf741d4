"""A proof as plain values, for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutor.author.finding import Finding
from tutor.author.lab_proof import LabProof


def proofs_form(proofs: Sequence[LabProof]) -> dict[str, Any]:
    """Return what `tutor lab verify --json` prints, without its version; sizes in bytes, times in seconds."""
    return {
        "proven": all(p.is_proven for p in proofs),
        "engine": next((p.engine for p in proofs if p.engine), ""),
        "labs": [_lab(p) for p in proofs],
    }


def _lab(proof: LabProof) -> dict[str, Any]:
    return {
        "lab": proof.lab.id,
        "proven": proof.is_proven,
        "traditional": proof.traditional,
        "faults": list(proof.faults),
        "warnings": list(proof.gaps),
        "cases": [_case(f) for f in proof.findings],
    }


def _case(finding: Finding) -> dict[str, Any]:
    seen, first = finding.seen, finding.seen.first_failed
    return {
        "case": finding.case.name,
        "kind": finding.case.kind.value,
        "id": finding.case.id,
        "state": finding.state.value,
        "reasons": list(finding.reasons),
        "warnings": list(finding.warnings),
        "verdict": seen.status,
        "check": first.check_id if first else None,
        "diagnosis": seen.diagnosis,
        "line": seen.line,
        "size": seen.size,
        "margins": [
            {"check": m.check_id, "measured": m.measured, "allowed": m.allowed, "share": round(m.share, 4)}
            for m in finding.margins
        ],
        "seconds": seen.seconds,
        "proven_on": finding.proven_on or None,
    }
