"""What is done once all of a lab is on the screen and nobody waits for anything."""

from __future__ import annotations

import gc

SETTLED_SECONDS = 1.0
"""After which all of a lab is on the screen."""


def keep_loaded() -> None:
    """Take what is loaded from the garbage collector, once: looking through it now and then would hold up a key for 50 ms."""
    if not gc.get_freeze_count():
        gc.freeze()
