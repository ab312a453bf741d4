"""The options that a family of checks takes, declared so that labs can be validated against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class OptionSpec:
    """One option of a check."""

    type: str
    """`string`, `integer`, `number`, `boolean`, `strings` (a list) or `mapping` (of strings)."""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    sentence: str = ""
    """What it is for, for authors."""


@dataclass(frozen=True)
class CheckOptions:
    """All options of one family, by name."""

    options: Mapping[str, OptionSpec]
