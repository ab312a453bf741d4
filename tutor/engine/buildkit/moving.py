"""What a step moves: layers, the context; from the engine's words to progress that people can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.engine.build_events import Progress
from tutor.engine.buildkit.status import VertexStatus
from tutor.safe_text import clean_line

_MOST = 5000
_LAYER = re.compile(r"(?:(\w+) )?sha256:([0-9a-f]{12})[0-9a-f]*")
_SENT = (
    (".dockerignore", "loading .dockerignore"),
    ("load build definition", "loading the Dockerfile"),
    ("", "sending the context"),
)
_SAID = (
    ("exporting layers", "exporting layers"),
    ("unpacking to ", "unpacking the image"),
    ("writing image ", "writing the image"),
)


class Moving:
    """The progress of all that the steps of one build move."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Progress] = {}

    def progress(self, status: VertexStatus, step_id: str, step_name: str) -> Iterator[Progress]:
        """Yield what a status tells, unless it has been told."""
        label = label_of(status, step_name)
        key = (step_id, label)
        if not label or (key not in self._last and len(self._last) >= _MOST):
            return
        done = status.completed is not None
        told = Progress(label, status.current, status.total or None, step_id, done)
        last = self._last.get(key)
        if told != last and not (last and last.done):
            self._last[key] = told
            yield told


def label_of(status: VertexStatus, step_name: str) -> str:
    """Return what people call it, empty for what they need not know."""
    layer = _LAYER.fullmatch(status.id)
    if layer:
        is_extracting = "extracting" in (layer[1], status.name)
        return f"{'extracting' if is_extracting else 'downloading'} {layer[2]}"
    if status.id.startswith("transferring "):
        return next(label for word, label in _SENT if word in step_name)
    said = next((label for words, label in _SAID if status.id.startswith(words)), "")
    return said or (clean_line(status.id, 80) if status.current else "")
