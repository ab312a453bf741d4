"""What a key of a manifest is declared to hold: for the reader, the JSON Schema and the documentation alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT, LINES, ID, FILE = "text", "lines", "id", "file"
INTEGER, NUMBER, BOOLEAN = "integer", "number", "boolean"
TEXTS, LINES_LIST, VALUE, OPTIONS, WORDS = "texts", "lines list", "value", "options", "words"
TABLE, TABLES = "table", "tables"
ANY = "any"


@dataclass(frozen=True)
class FieldSpec:
    """One key of a mapping."""

    type: str
    """One of the constants above; `FILE` is a path inside the lab's folder, `VALUE` a text or a number, `WORDS` are names with a text each,
    `ANY` what the same key of a lab holds."""
    sentence: str
    """What it is for, for authors."""
    required: bool = False
    low: float | None = None
    """Of a number, the smallest."""
    high: float | None = None
    most: int | None = None
    """Entries that a list may have."""
    longest: int | None = None
    """Characters of a text, where that is less than any text may have."""
    choices: tuple[str, ...] = ()
    """The only texts that it, or an entry of it, may have."""
    like: str = ""
    """A regular expression that a text must match as a whole; of `WORDS`, each name."""
    usual: str = ""
    """What holds if it is left out, in words."""
    table: Table | None = None
    """What the mapping, or each mapping of the list, holds."""
    only_if: tuple[str, tuple[str, ...]] | None = None
    """(another key, its values): it is out of place beside other values."""
    needed_if: tuple[str, tuple[str, ...]] | None = None
    """(another key, its values): it is required beside those."""


@dataclass(frozen=True)
class Table:
    """A kind of mapping in a manifest."""

    what: str
    """As messages name it: `a step`."""
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
