"""What speaks for and against a verdict: every check with the evidence it looked at, and a report to send on."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tutor import __version__
from tutor.checks import FAMILIES
from tutor.checks.looked_at import other_key
from tutor.model.course import CheckSpec, Lab
from tutor.model.outcome import Outcome, Verdict
from tutor.model.written import written_digest
from tutor.report.redact import redact
from tutor.safe_text import clean, clean_line

_TEXT_LIMIT = 64_000
"""Characters of the Dockerfile in a report."""


@dataclass(frozen=True)
class Ruling:
    """One check, its answer, and what it looked at."""

    check_id: str
    kind: str
    title: str
    status: str
    expected: str = ""
    found: str = ""
    where: str = ""
    because: str = ""
    options: str = ""
    """As the lab declares them."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """A verdict with everything that it rests on."""

    lab: Lab
    verdict: Verdict
    dockerfile: str
    """The learner's file now."""
    ignore: str | None
    """The ignore file beside it; None if there is none."""
    rulings: tuple[Ruling, ...]

    @property
    def is_current(self) -> bool:
        """Return whether the files are still those that were judged."""
        data = self.dockerfile.encode("utf-8", "surrogateescape")
        return written_digest(data, self.ignore) == self.verdict.written_digest

    @property
    def files(self) -> Mapping[str, str]:
        """Return what the learner wrote, by the names of the files, with secrets taken out."""
        texts = {"Dockerfile": self.dockerfile, "Dockerfile.dockerignore": self.ignore}
        secrets = self.lab.build.secrets
        return {
            name: redact(clean(text, _TEXT_LIMIT), secrets=secrets)
            for name, text in texts.items()
            if text is not None
        }


def dispute(lab: Lab, verdict: Verdict, dockerfile: str, ignore: str | None = None) -> Dispute:
    """Return all that a verdict rests on, with secrets of this machine taken out."""
    specs = {spec.id: spec for spec in lab.checks}
    secrets = lab.build.secrets
    rulings = tuple(_ruling(o, specs.get(o.check_id), verdict, secrets) for o in verdict.outcomes)
    return Dispute(lab, verdict, dockerfile, ignore, rulings)


def dispute_form(about: Dispute) -> dict[str, Any]:
    """Return the dispute as plain values, for JSON."""
    verdict, sizes = about.verdict, about.verdict.sizes
    return {
        "lab": about.lab.id,
        "verdict": verdict.status,
        "checks": [
            {
                "id": r.check_id,
                "kind": r.kind,
                "title": r.title,
                "status": r.status,
                "expected": r.expected,
                "found": r.found,
                "where": r.where,
                "because": r.because,
                "options": r.options,
                "evidence": list(r.evidence),
            }
            for r in about.rulings
        ],
        "image_id": verdict.image_id,
        "sizes": {
            "traditional": sizes.traditional,
            "yours": sizes.yours,
            "target": sizes.target,
            "engine_reported": sizes.engine_reported,
        },
        "engine": verdict.engine,
        "stand_ins": list(verdict.stand_ins),
        "versions": dict(_versions()),
        "dockerfile_sha256": verdict.dockerfile_digest,
        "dockerfile_changed_since": not about.is_current,
        "dockerfile": about.files["Dockerfile"],
        "ignore_file": about.files.get("Dockerfile.dockerignore"),
    }


def dispute_markdown(about: Dispute) -> str:
    """Return the report, to be read by its sender before it is sent."""
    return "\n".join(_lines(about)) + "\n"


def _lines(about: Dispute) -> Iterator[str]:
    verdict, sizes = about.verdict, about.verdict.sizes
    yield f"# Disputed verdict: {clean_line(about.lab.title)}"
    yield ""
    yield "Written by `tutor dispute`. Please say below what you think is wrong, read the rest, and add it to an issue."
    yield ""
    yield "**What I expected, and why:**"
    yield ""
    yield f"- lab: {about.lab.id}, verdict: {verdict.status}"
    yield f"- image: {verdict.image_id or 'none'}"
    yield f"- sizes in bytes: traditional {sizes.traditional}, yours {sizes.yours}, at most {sizes.target}, by the engine {sizes.engine_reported}"
    yield f"- engine: {clean_line(verdict.engine) or 'none answered'}"
    yield f"- stand-in base images: {', '.join(map(clean_line, verdict.stand_ins)) or 'none'}"
    yield from (f"- {name}: {value}" for name, value in _versions())
    yield f"- Dockerfile, SHA-256: {verdict.dockerfile_digest}"
    if not about.is_current:
        yield "- what is below was changed after this verdict; check again, so that both belong together"
    yield ""
    yield "## Checks"
    for ruling in about.rulings:
        yield from _ruling_lines(ruling)
    for name, text in about.files.items():
        yield from ("", f"## {name}", "")
        yield from (f"    {line}" for line in text.split("\n"))


def _ruling_lines(ruling: Ruling) -> Iterator[str]:
    yield ""
    yield f"### {ruling.status}: {ruling.title} (`{ruling.check_id}`, kind `{ruling.kind}`)"
    yield ""
    told = {
        "options": ruling.options,
        "expected": ruling.expected,
        "found": ruling.found,
        "where": ruling.where,
        "because": ruling.because,
    }
    yield from (f"- {name}: {text}" for name, text in told.items() if text)
    if ruling.evidence:
        yield "- looked at:"
        yield ""
        yield from (f"      {line}" for line in ruling.evidence)


def _ruling(outcome: Outcome, spec: CheckSpec | None, verdict: Verdict, secrets: Mapping[str, str]) -> Ruling:
    kind = spec.kind if spec else ""
    family = FAMILIES.get(kind)
    image = family(spec).image if family and spec else None
    phase = other_key(image) if image else family.phase if family else ""
    lines = verdict.evidence.get(phase, ())
    options = "; ".join(f"{name} = {_value(value)}" for name, value in spec.options.items()) if spec else ""
    return Ruling(
        check_id=outcome.check_id,
        kind=kind,
        title=clean_line(outcome.title),
        status=outcome.status.value,
        expected=redact(clean_line(outcome.expected)),
        found=redact(clean_line(outcome.found)),
        where=redact(clean_line(outcome.where)),
        because=redact(clean_line(outcome.because)),
        options=redact(clean_line(options), secrets=secrets),
        evidence=tuple(redact(line) for line in lines),
    )


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _versions() -> Iterator[tuple[str, str]]:
    yield "tutor", __version__
    yield "Python", platform.python_version()
    yield "system", f"{platform.system()} {platform.machine()}"
    yield "written", time.strftime("%Y-%m-%d %H:%M:%S %z")
