"""Certificates as Java keeps them: a key store of the kind JKS, which has no secrets and the usual password."""

from __future__ import annotations

import hashlib
import ssl
import struct
from collections.abc import Mapping
from contextlib import suppress

_PASSWORD = "changeit"  # noqa: S105 - the one that every Java has; it only guards against damage
_MAGIC, _VERSION, _TRUSTED = 0xFEEDFEED, 2, 2
_TIME = 315_532_800_000  # 1980-01-01 in milliseconds, so that the same certificates give the same bytes


def key_store(certificates: Mapping[str, bytes]) -> bytes:
    """Return a key store that trusts these certificates, in PEM by name."""
    entries = []
    for name, pem in sorted(certificates.items()):
        with suppress(ValueError):  # what is no certificate is left out, as Java's own tool does
            entries.append(_entry(name, pem))
    body = struct.pack(">III", _MAGIC, _VERSION, len(entries)) + b"".join(entries)
    # JKS ends with a checksum over password, these two words, and all that goes before.
    digest = hashlib.sha1(_PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + body)  # noqa: S324
    return body + digest.digest()


def _entry(name: str, pem: bytes) -> bytes:
    der = ssl.PEM_cert_to_DER_cert(pem.decode("ascii").strip())
    alias = name.rpartition("/")[2].removesuffix(".crt").lower()
    return (
        struct.pack(">I", _TRUSTED)
        + _text(alias)
        + struct.pack(">Q", _TIME)
        + _text("X.509")
        + struct.pack(">I", len(der))
        + der
    )


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack(">H", len(data)) + data
