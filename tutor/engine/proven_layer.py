"""A layer from a source that only claims to be it: its digest proves it."""

from __future__ import annotations

from typing import IO, cast

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.cancel import Cancel
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.saved_layers import read_claimed
from tutor.engine.tar_source import Fill


def proven_layer(archive: IO[bytes], diff_id: str, cancel: Cancel | None = None) -> LayerFiles | None:
    """Return what a layer archive holds, or None if it is not the layer with this digest."""
    fill = cast("Fill", archive.readinto)  # type: ignore[attr-defined]  # all streams here have it; `IO` leaves it out
    try:
        return read_claimed(fill, diff_id, Allowance(), cancel or Cancel())
    except BadArchive:
        return None
