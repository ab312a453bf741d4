"""The commands; each imports what it needs, inside."""

from tutor.cli import learning, machine
from tutor.cli.group import main

__all__ = ["learning", "machine", "main"]
