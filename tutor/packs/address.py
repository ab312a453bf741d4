"""Addresses as they may be shown: without passwords and tokens."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"://(?:[^\s'\"/?#]*@)?([^\s'\"?]*)(?:\?[^\s'\"]*)?")
"""An address behind its scheme: who asks, which may hold a password; host and path; a query, which may be a token."""


def without_secrets(text: str) -> str:
    """Return a text in which every address has only its scheme, host and path."""
    return _ADDRESS.sub(r"://\1", text)
