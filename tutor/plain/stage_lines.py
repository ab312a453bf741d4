"""The stages of a Dockerfile as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.dockerfile.diagram import BLOCKS, PLAIN, draw, text_of
from tutor.model.stage_map import Source, StageBox, StageMap, Supply
from tutor.plain.json_form import JSON_VERSION

_WIDEST = 80
"""Columns beyond which a drawing is no better for more room."""


def stage_lines(found: StageMap, width: int = 80, *, ascii_only: bool = False) -> Iterator[str]:
    """Yield the drawing, with boxes of lines or in ASCII."""
    yield from map(text_of, draw(found, min(width, _WIDEST), PLAIN if ascii_only else BLOCKS))


def stage_form(found: StageMap) -> dict[str, Any]:
    """Return what `tutor stages --json` prints; sizes in bytes, null where nothing was measured."""
    return {
        "json_version": JSON_VERSION,
        "stages": [_stage(box) for box in found.boxes],
        "left_out": found.left_out,
        "image_size": found.image_size,
        "base_size": found.base_size,
        "notes": [{"line": line, "message": words} for line, words in found.notes],
    }


def _stage(box: StageBox) -> dict[str, Any]:
    return {
        "stage": box.index,
        "name": box.label,
        "line": box.line,
        "role": box.role,
        "why": box.why or None,
        "base": {**_source(box.base), "size": box.base_size},
        "brings": [_supply(supply) for supply in box.supplies],
    }


def _supply(supply: Supply) -> dict[str, Any]:
    return {
        "line": supply.line,
        "what": supply.words,
        "from": _source(supply.source) if supply.source else None,
        "size": supply.size,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"kind": source.kind, "name": source.name, "stage": source.stage}
