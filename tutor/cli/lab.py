"""The commands for those who write labs; each imports what it needs, inside."""

from __future__ import annotations

from tutor.cli.group import main


@main.group()
def lab() -> None:
    """For those who write labs: make one, check it, prove it."""
