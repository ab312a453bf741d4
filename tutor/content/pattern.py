"""Whether a text of a manifest is a regular expression."""

from __future__ import annotations

from tutor.safe_pattern import PATTERN_LIMIT, trouble


def pattern_trouble(text: str) -> str:
    """Return what is wrong with a regular expression; empty if nothing is."""
    if len(text) > PATTERN_LIMIT:
        return f"it is longer than {PATTERN_LIMIT:,} characters"
    return trouble(text)
