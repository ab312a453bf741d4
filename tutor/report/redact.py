"""Take out of a text what must not leave a machine: secrets of the environment, credentials in addresses, home folders."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

_TELLING = re.compile(r"token|secret|passw|pwd|key|auth|credential|cookie|session_?id|proxy", re.IGNORECASE)
_SHORTEST = 6
"""Characters of a value from which it is taken out; shorter ones stand in any text."""
_CREDENTIALS = re.compile(r"(?<=://)[^/\s:@]{1,200}(?::[^/\s@]{0,200})?@")


def redact(
    text: str,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    secrets: Mapping[str, str] | None = None,
) -> str:
    """Return the text without secrets, and with `~` for home.

    Names stand for the values of telling variables, and of the `secrets` that a lab gives its builds.
    """
    variables = os.environ if environment is None else environment
    known = {name: value for name, value in variables.items() if _is_secret(name, value)} | dict(
        secrets or {}
    )
    values = sorted(((value, name) for name, value in known.items()), key=lambda pair: -len(pair[0]))
    for value, name in values:
        text = text.replace(value, f"[{name}]")
    text = _CREDENTIALS.sub("[credentials]@", text)
    folder = str(_home() if home is None else home).rstrip("/")
    return re.sub(re.escape(folder) + r"(?=[/\s:.,;)\"'`]|$)", "~", text) if len(folder) > 1 else text


def _is_secret(name: str, value: str) -> bool:
    return len(value) >= _SHORTEST and bool(_TELLING.search(name)) and not value.startswith("/")


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user without an entry anywhere
        return Path("/")
