"""Explain a program that does not trust the server that it asks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import made, words
from tutor.model.dockerfile import Instruction
from tutor.model.links import resolved
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_REFUSED = re.compile(r"x509: certificate signed by unknown authority")
"""What programs in Go say of a certificate whose authority they do not know."""
_BUNDLES = (
    "etc/ssl/certs/ca-certificates.crt",
    "etc/pki/tls/certs/ca-bundle.crt",
    "etc/ssl/ca-bundle.pem",
    "etc/pki/tls/cacert.pem",
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "etc/ssl/cert.pem",
)
_FOLDERS = ("etc/ssl/certs", "etc/pki/tls/certs")
"""Where a program in Go looks on Linux (Go's own list, `crypto/x509/root_linux.go`)."""
_LIST = f"/{_BUNDLES[0]}"
_NAMED = re.compile(r".*\.(?:crt|pem|cer)")
_MOST = 20
"""How many files with such a name are looked into."""


def certificates_elsewhere(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Certificates are in the image, but not where the program looks."""
    if not _is_refused(outcome, evidence) or _lists(evidence):
        return None
    found = next(_own_certificates(evidence), None)
    if found is None:
        return None
    path, maker = found
    return made(
        "certificates-elsewhere",
        evidence,
        f"Line {maker.span.line} puts certificates at `/{clean_line(path, 80)}`, and the program does not look there.",
        f"It looks for the list of authorities at `{_LIST}`, unless `SSL_CERT_FILE` names another file.",
        "Copy the list to that path.",
        maker.span.line,
    )


def certificates_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image has no list of authorities at all."""
    if not _is_refused(outcome, evidence) or _lists(evidence):
        return None
    last = evidence.dockerfile.final if evidence.dockerfile else None
    return made(
        "certificates-missing",
        evidence,
        "The program refuses the other server: its certificate is “signed by unknown authority”.",
        f"The image has no list of certificate authorities, so the program trusts nobody. It looks for `{_LIST}`.",
        "Copy that file from the stage that builds, to the same path.",
        last.span.line if last else None,
    )


def authority_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image has a list of authorities, and the one that is needed is not on it."""
    lists = _lists(evidence) if _is_refused(outcome, evidence) else []
    if not lists:
        return None
    return made(
        "authority-missing",
        evidence,
        f"The image has a list of authorities, `/{clean_line(lists[0], 80)}`, and the one that signed the other server's certificate is not on it.",
        "`update-ca-certificates` puts on the list what lies in `/usr/local/share/ca-certificates` when it runs.",
        "Let it run behind the `COPY` of the certificate, and copy the list from that stage.",
        _bringer(lists[0], evidence),
    )


def _is_refused(outcome: Outcome, evidence: Evidence) -> bool:
    """Return whether the program told of it: in its answer to what was asked, or in its log."""
    answers = evidence.probe.answers if evidence.probe else ()
    bodies = (answer.body[:4000] for answer in answers if answer.path == outcome.where)
    return any(map(_REFUSED.search, (words(evidence), *bodies)))


def _lists(evidence: Evidence) -> list[str]:
    """Return the files of certificates that the program has read, by their places."""
    visible = evidence.visible()
    named = [value.strip("/") for value in _variables(evidence, "SSL_CERT_FILE") if value]
    folders = [f for value in _variables(evidence, "SSL_CERT_DIR") for f in value.split(":") if f] or _FOLDERS
    places = [path for path in named or _BUNDLES if resolved(path, visible) in visible]
    below = [p for p in sorted(visible) if posixpath.dirname(p) in {f.strip("/") for f in folders}]
    return [p for p in dict.fromkeys((*places, *below)) if visible[resolved(p, visible)][1].kind == "file"]


def _variables(evidence: Evidence, name: str) -> list[str]:
    """Return the value of a variable of the image, if it is set."""
    entries = evidence.info.config.get("Env") if evidence.info else None
    found = [str(e) for e in entries if str(e).startswith(f"{name}=")] if isinstance(entries, list) else []
    return [entry.partition("=")[2] for entry in found[-1:]]


def _own_certificates(evidence: Evidence) -> Iterator[tuple[str, Instruction]]:
    """Yield (path, line) of files with certificates that the learner's own lines brought."""
    candidates = [
        (path, maker)
        for path, (layer, entry) in evidence.visible().items()
        if entry.kind == "file" and _NAMED.fullmatch(path)
        if (maker := evidence.maker(layer)) is not None
    ]
    for path, maker in candidates[:_MOST]:
        if b"-----BEGIN CERTIFICATE-----" in (evidence.content(path) or b""):
            yield path, maker


def _bringer(path: str, evidence: Evidence) -> int | None:
    """Return the line of the learner's that brought a file, or None for the base image."""
    found = evidence.visible().get(resolved(path, evidence.visible()))
    maker = evidence.maker(found[0]) if found else None
    return maker.span.line if maker else None


RULES: tuple[Rule, ...] = (certificates_elsewhere, certificates_missing, authority_missing)
