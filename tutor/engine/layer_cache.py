"""What layers hold, kept on disk by digest, so that an unchanged image is never read twice."""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutor.engine import checked_file, layer_file
from tutor.engine.allowance import Allowance
from tutor.engine.layer_scan import LayerFiles

_SUFFIX = ".v3"
_MOST_BYTES = 200_000_000
_MOST_JSON = 8 << 20
_ABANDONED = 3600
"""Seconds after which a file that is still being written has lost its writer."""
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")


class LayerCache:
    """A folder of files that several copies of the tutor share; one that is missing or broken is a cache miss."""

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder, self._most = folder, most_bytes

    def layer(self, diff_id: str, allowance: Allowance | None = None) -> LayerFiles | None:
        """Return what a layer holds, or None if it is not kept. Raises `BadArchive` if it is more than the allowance has."""
        file = self._opened("layer", diff_id)
        if file is None:
            return None
        with file:
            try:
                return layer_file.read(file, allowance or Allowance())
            except layer_file.NOT_A_LAYER:
                return None

    def keep_layer(self, diff_id: str, files: LayerFiles) -> None:
        """Keep what a layer holds."""
        self._write("layer", diff_id, layer_file.pieces(files))

    def history(self, image_id: str) -> list[dict[str, Any]] | None:
        """Return the history in an image's configuration, or None if it is not kept."""
        file = self._opened("image", image_id)
        if file is None:
            return None
        with file:
            try:
                rows = json.loads(zlib.decompressobj().decompress(file.read(), _MOST_JSON))
            except (OSError, ValueError, RecursionError, zlib.error):
                return None
        return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None

    def keep_history(self, image_id: str, history: Sequence[Mapping[str, Any]]) -> None:
        """Keep the history of an image."""
        self._write("image", image_id, [zlib.compress(json.dumps(history).encode(), 1)])

    def _path(self, kind: str, digest: str) -> Path | None:
        if not _DIGEST.fullmatch(digest):
            return None
        return self._folder / f"{kind}-{digest.rpartition(':')[2]}{_SUFFIX}"

    def _opened(self, kind: str, digest: str) -> Any:
        path = self._path(kind, digest)
        return checked_file.opened(path) if path else None

    def _write(self, kind: str, digest: str, pieces: Iterable[bytes | memoryview]) -> None:
        path = self._path(kind, digest)
        if path is None:
            return
        with suppress(OSError):  # a full disk costs speed, not the verdict
            checked_file.write(path, pieces)
            self._prune()

    def _prune(self) -> None:
        """Remove what was not used for longest, what an older version wrote and what a crash left behind."""
        kept, total = [], 0
        with os.scandir(self._folder) as found:
            for item in found:
                with suppress(OSError):  # another copy was quicker
                    stat = item.stat(follow_symlinks=False)
                    kept.append((stat.st_mtime, stat.st_size, Path(item.path)))
        for used, size, path in sorted(kept, reverse=True):
            if path.name.startswith(checked_file.TEMPORARY):
                if used < time.time() - _ABANDONED:
                    path.unlink(missing_ok=True)
                continue
            total += size
            if total > self._most or path.suffix != _SUFFIX:
                path.unlink(missing_ok=True)
