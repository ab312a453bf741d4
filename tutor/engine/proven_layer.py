"""A layer from a source that only claims to be it: its digest proves it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from copy import copy
from typing import IO

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.cancel import Cancel
from tutor.engine.engine_stream import readable
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.read_ahead import unless_cancelled
from tutor.engine.saved_layers import read_claimed


def proven_layer(
    opened: AbstractContextManager[IO[bytes]],
    diff_id: str,
    cancel: Cancel | None = None,
    allowance: Allowance | None = None,
) -> LayerFiles | None:
    """Return what a layer archive holds, or None if it is not the layer with this digest; the archive is closed.

    Only what is returned is counted against the allowance.
    """
    cancel, allowance = cancel or Cancel(), allowance or Allowance()
    trial = copy(allowance)
    try:
        files = read_claimed(readable(lambda: opened, cancel), diff_id, trial, cancel)
    except BadArchive:
        unless_cancelled(cancel)  # what was broken off is broken
        return None
    allowance.take(trial)
    return files
