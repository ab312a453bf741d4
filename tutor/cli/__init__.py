"""The commands; each imports what it needs, inside."""

from tutor.cli import (
    checking,
    course,
    dispute,
    engine,
    evidence,
    lab_lint,
    lab_new,
    lab_preview,
    lab_stats,
    lab_verify,
    learning,
    machine,
    pack,
    pack_changes,
    teaching,
    watching,
    xray,
)
from tutor.cli.group import main

__all__ = [
    "checking",
    "course",
    "dispute",
    "engine",
    "evidence",
    "lab_lint",
    "lab_new",
    "lab_preview",
    "lab_stats",
    "lab_verify",
    "learning",
    "machine",
    "main",
    "pack",
    "pack_changes",
    "teaching",
    "watching",
    "xray",
]
