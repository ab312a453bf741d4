"""Understand a Dockerfile without an engine: read, parse, check, follow its stages, colour it."""

from tutor.dockerfile.graph import (
    ancestry,
    closest_stage,
    copy_sources,
    named_images,
    shipped_instructions,
    stage_graph,
    target_stage,
    up_to_target,
    used_stages,
)
from tutor.dockerfile.highlight import tokens
from tutor.dockerfile.parser import parse
from tutor.dockerfile.rules import quick_check
from tutor.dockerfile.source import decode
from tutor.dockerfile.surroundings import Surroundings
from tutor.dockerfile.unfinished import is_unfinished

__all__ = [
    "Surroundings",
    "ancestry",
    "closest_stage",
    "copy_sources",
    "decode",
    "is_unfinished",
    "named_images",
    "parse",
    "quick_check",
    "shipped_instructions",
    "stage_graph",
    "target_stage",
    "tokens",
    "up_to_target",
    "used_stages",
]
