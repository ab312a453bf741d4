"""A proof as a JSON document that carries the digest of its own content, and back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tutor.errors import TutorError, UsageProblem
from tutor.model.proof import Proof

VERSION = 1
"""Grows when a field changes its meaning or goes."""
LIMIT = 1_000_000
"""Bytes of an evidence file."""
_SEAL = "content_sha256"
_MOST_CHECKS = 200
_MOST_WORDS = 4_000
_MOST_BYTES = 2**53
_MOST_SECONDS = 10**9
_STATUSES = ("passed", "failed", "could_not_run", "cancelled", "skipped", "advice")
_AGAIN = "Ask for the file again, as `tutor evidence` wrote it."


def proof_form(proof: Proof) -> dict[str, Any]:
    """Return the document; sizes in bytes."""
    form = {
        "evidence_version": VERSION,
        "written": proof.written,
        "tutor": proof.tutor,
        "lab": {"id": proof.lab, "digest": proof.lab_digest},
        "dockerfile": _dockerfile(proof.dockerfile),
        "ignore": proof.ignore,
        "engine": dict(proof.engine),
        "image_id": proof.image_id,
        "sizes": {"yours": proof.size, "traditional": proof.traditional, "target": proof.target},
        "verdict": proof.status,
        "checks": [
            {"id": check, "status": status, "expected": expected, "found": found}
            for check, status, expected, found in proof.checks
        ],
        "stand_ins": list(proof.stand_ins),
        "seconds": proof.seconds,
    }
    return {**form, _SEAL: _seal(form)}


def read_proof(data: bytes, name: str) -> Proof:
    """Return what an evidence file holds; raises `UsageProblem` if it is none, `ChangedProof` if it was changed."""
    form = _document(data, name)
    if form.get("evidence_version") != VERSION:
        raise UsageProblem(
            f"{name} is no evidence file that this version reads.",
            f"It reads version {VERSION}; a newer `tutor` may have written it: update this one.",
        )
    if form.get(_SEAL) != _seal({k: v for k, v in form.items() if k != _SEAL}):
        raise ChangedProof(
            f"{name} was changed after it was written: its content does not fit its digest.", _AGAIN
        )
    try:
        return _proof(form)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageProblem(f"{name} lacks parts of an evidence file.", _AGAIN) from None


class ChangedProof(TutorError):
    """Somebody has changed an evidence file: exit code 1, because it proves nothing."""

    exit_code = 1


def _document(data: bytes, name: str) -> Mapping[str, Any]:
    if len(data) > LIMIT:
        raise UsageProblem(f"{name} is larger than any evidence file.", _AGAIN)
    try:
        form = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        form = None
    if not isinstance(form, dict):
        raise UsageProblem(f"{name} is no evidence file: it is not one JSON object.", _AGAIN)
    return form


def _seal(form: Mapping[str, Any]) -> str:
    """Return the digest of a document, however it is laid out."""
    plain = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _dockerfile(data: bytes) -> dict[str, str]:
    """Return the file as text, or in base64 if it is none; either way byte by byte."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _proof(form: Mapping[str, Any]) -> Proof:
    sizes, lab = form["sizes"], form["lab"]
    return Proof(
        written=_words(form["written"]),
        tutor=_words(form["tutor"]),
        lab=_words(lab["id"]),
        lab_digest=_words(lab["digest"]),
        dockerfile=_bytes(form["dockerfile"]),
        ignore=_ignore(form["ignore"]),
        engine={_words(k): _words(v) for k, v in form["engine"].items()},
        image_id=_words(form["image_id"]),
        size=_size(sizes["yours"]),
        traditional=_size(sizes["traditional"]),
        target=_size(sizes["target"]),
        status=_status(form["verdict"]),
        checks=tuple(_check(c) for c in form["checks"][:_MOST_CHECKS]),
        stand_ins=tuple(_words(s) for s in form["stand_ins"][:_MOST_CHECKS]),
        seconds=_seconds(form["seconds"]),
    )


def _bytes(form: Mapping[str, Any]) -> bytes:
    if "text" in form:
        return str(form["text"]).encode("utf-8")
    try:
        return base64.b64decode(form["base64"], validate=True)
    except binascii.Error as e:
        raise ValueError from e


def _check(form: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return _words(form["id"]), _status(form["status"]), _words(form["expected"]), _words(form["found"])


def _words(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_WORDS:
        raise TypeError
    return value


def _status(value: object) -> str:
    if value not in _STATUSES:
        raise ValueError
    return str(value)


def _size(value: object) -> int | None:
    if value is not None and (
        not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST_BYTES
    ):
        raise TypeError
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _MOST_SECONDS:
        raise TypeError
    return float(value)


def _ignore(value: object) -> str | None:
    """Return the ignore file's text, of which bytes that are not UTF-8 are surrogates; no others are allowed."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    value.encode("utf-8", "surrogateescape")
    return value
