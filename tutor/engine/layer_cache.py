"""What layers hold, kept on disk by digest, so that an unchanged image is never read twice."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tutor.model.image import Entry

_FORMAT = 1
_MOST_BYTES = 200_000_000
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")


class LayerCache:
    """A folder of compressed JSON files; a file that is missing or broken is a cache miss, never an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def layer(self, diff_id: str) -> tuple[Entry, ...] | None:
        """Return the entries of a layer, or None if they are not kept."""
        rows = self._load("layer", diff_id)
        try:
            return None if rows is None else tuple(Entry(*row) for row in rows)
        except TypeError:
            return None

    def keep_layer(self, diff_id: str, entries: Sequence[Entry]) -> None:
        """Keep the entries of a layer."""
        self._save("layer", diff_id, [[e.path, e.kind, e.size, e.mode, e.link, e.digest] for e in entries])

    def history(self, image_id: str) -> list[dict[str, Any]] | None:
        """Return the history in an image's configuration, or None if it is not kept."""
        rows = self._load("image", image_id)
        return rows if isinstance(rows, list) and all(isinstance(r, dict) for r in rows) else None

    def keep_history(self, image_id: str, history: list[dict[str, Any]]) -> None:
        """Keep the history of an image."""
        self._save("image", image_id, history)

    def _path(self, kind: str, digest: str) -> Path | None:
        if not _DIGEST.fullmatch(digest):
            return None
        return self._folder / f"{kind}-{digest.rpartition(':')[2]}.v{_FORMAT}"

    def _load(self, kind: str, digest: str) -> Any:
        path = self._path(kind, digest)
        if path is None:
            return None
        try:
            value = json.loads(zlib.decompress(path.read_bytes()))
            os.utime(path)
        except (OSError, ValueError, zlib.error):
            return None
        return value

    def _save(self, kind: str, digest: str, value: Any) -> None:
        path = self._path(kind, digest)
        if path is None:
            return
        data = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix="new-", delete=False) as file:
                file.write(data)
            Path(file.name).replace(path)
            self._prune()
        except OSError:
            return  # a full disk costs speed, not the verdict

    def _prune(self) -> None:
        files = sorted(
            ((p.stat().st_mtime, p.stat().st_size, p) for p in self._folder.iterdir()), reverse=True
        )
        total = 0
        for _, size, path in files:
            total += size
            if total > _MOST_BYTES:
                path.unlink(missing_ok=True)
