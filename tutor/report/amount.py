"""Amounts as people write them: `150MB`, `150 MiB`, `1.2GB`, `5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*(?:([kmgt]?)(i?)b?|(%))", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of bytes, or a share of something."""

    text: str
    """As the user wrote it."""
    size: int | None = None
    percent: float | None = None

    def bytes_of(self, whole: int) -> int:
        """Return the bytes that are meant; `whole` is what a percentage is of."""
        return self.size if self.size is not None else int(whole * (self.percent or 0) / 100)


def parse_amount(text: str) -> Amount | None:
    """Return the amount, or None if the text is none; without an `i` the units are decimal, as Docker prints them."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or (found[3] and not found[2]):
        return None
    if found[4]:
        return Amount(text.strip(), percent=float(found[1]))
    base = 1024 if found[3] else 1000
    return Amount(text.strip(), size=int(Decimal(found[1]) * base ** _POWERS[found[2].lower()]))
