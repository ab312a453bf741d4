"""The commands; each imports what it needs, inside."""

from tutor.cli import (
    checking,
    dispute,
    engine,
    evidence,
    lab_lint,
    learning,
    machine,
    teaching,
    watching,
    xray,
)
from tutor.cli.group import main

__all__ = [
    "checking",
    "dispute",
    "engine",
    "evidence",
    "lab_lint",
    "learning",
    "machine",
    "main",
    "teaching",
    "watching",
    "xray",
]
