"""The certificates that this host trusts beyond the usual ones, if it says that it needs any."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 4_000_000
_WHOLE = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "PIP_CERT",
    "npm_config_cafile",
    "NPM_CONFIG_CAFILE",
)
"""Variables that name a bundle to use in place of the usual one."""
_EXTRA = "NODE_EXTRA_CA_CERTS"
"""The variable that names certificates to use beside the usual ones."""
SYSTEM_ADDITIONS = (
    (Path("/usr/local/share/ca-certificates"), Path("/etc/ssl/certs/ca-certificates.crt")),
    (Path("/etc/pki/ca-trust/source/anchors"), Path("/etc/pki/tls/certs/ca-bundle.crt")),
)
"""Folders where administrators add certificates, each with the bundle that then holds them."""


@dataclass(frozen=True)
class Authority:
    """Certificates to hand over, in PEM."""

    certificates: bytes
    complete: bool
    """Whether they can stand in place of the usual ones; else they only add to them."""


def find_authority(environment: Mapping[str, str], clients: Iterable[Callable[[], str]]) -> Authority | None:
    """Return what the environment names, else what administrators added, else what a client is set to; None if nothing.

    `clients` return a path or nothing; each is asked only if none before it knew.
    """
    whole = _first(environment.get(name, "") for name in _WHOLE)
    extra = _read(environment.get(_EXTRA, ""))
    if whole or extra:
        parts = dict.fromkeys(part for part in (whole, extra) if part)
        return Authority(b"\n".join(parts), complete=bool(whole))
    found = _first(_system()) or _first(ask() for ask in clients)
    return Authority(found, complete=True) if found else None


def _system() -> Iterable[str]:
    for folder, bundle in SYSTEM_ADDITIONS:
        if folder.is_dir() and any(p.suffix in (".crt", ".pem") for p in folder.rglob("*")):
            yield str(bundle)


def _first(paths: Iterable[str]) -> bytes:
    return next((content for content in map(_read, paths) if content), b"")


def _read(path: str) -> bytes:
    """Return the file's certificates; empty if it is no sensible bundle."""
    if not path:
        return b""
    try:
        if os.path.getsize(path) > _LARGEST:  # noqa: PTH202 - the path is a setting, and may be anything
            return b""
        content = Path(path).read_bytes()
    except (OSError, ValueError):
        return b""
    return content if b"-----BEGIN CERTIFICATE-----" in content else b""
