"""A layer from a source that only claims to be it: its digest proves it."""

from __future__ import annotations

from typing import IO, cast

from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.saved_layers import read_streamed
from tutor.engine.tar_source import BLOCK, Fill, chunks_of


def proven_layer(archive: IO[bytes], diff_id: str) -> LayerFiles | None:
    """Return what an uncompressed layer archive holds, or None if it is not the layer with this digest."""
    head = archive.read(BLOCK)
    fill = cast("Fill", archive.readinto)  # type: ignore[attr-defined]  # all streams here have it; `IO` leaves it out
    try:
        files, found = read_streamed(chunks_of(fill), head, Allowance(), verify=True)
    except BadArchive:
        return None
    return files if found == diff_id else None
