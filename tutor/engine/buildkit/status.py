"""BuildKit's progress messages (`moby.buildkit.v1.StatusResponse`), decoded without trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.engine.buildkit.wire import Field, fields

_TEXT = 65_536
"""Bytes of a text that are decoded."""
_ITEMS = 64
"""Inputs, lines of detail or ranges that are kept of one message."""
_LAST_SECOND = 1 << 38
"""Later times are nonsense."""


@dataclass(frozen=True)
class Vertex:
    """One step of the engine's graph, as it is now; it is sent again at each change."""

    digest: str = ""
    inputs: tuple[str, ...] = ()
    """Digests of the vertices that it needs; they give the true graph."""
    name: str = ""
    cached: bool = False
    started: float | None = None
    """Seconds since 1970 by the engine's clock, as all times here."""
    completed: float | None = None
    error: str = ""


@dataclass(frozen=True)
class VertexStatus:
    """Something that a vertex moves or does: a layer, the context."""

    id: str = ""
    vertex: str = ""
    name: str = ""
    """What is done with it: `downloading`, `extracting`, `done`; often empty."""
    current: int = 0
    total: int = 0
    completed: float | None = None


@dataclass(frozen=True)
class VertexLog:
    """Bytes that a vertex printed, split anywhere."""

    vertex: str = ""
    stream: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class VertexWarning:
    """Advice about the file."""

    vertex: str = ""
    short: str = ""
    detail: tuple[str, ...] = ()
    url: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    """(first line, last line) of what it speaks of."""


@dataclass(frozen=True)
class Status:
    """One progress message."""

    vertices: tuple[Vertex, ...] = ()
    statuses: tuple[VertexStatus, ...] = ()
    logs: tuple[VertexLog, ...] = ()
    warnings: tuple[VertexWarning, ...] = ()

    @property
    def time(self) -> float | None:
        """Return the latest time that it tells of."""
        times = [t for v in self.vertices for t in (v.started, v.completed) if t is not None]
        return max(times, default=None)


def decode_status(data: bytes) -> Status:
    """Return the message in `data`; what cannot be read is left out, and nothing is raised."""
    parts: dict[int, list[bytes]] = {1: [], 2: [], 3: [], 4: []}
    for key, value in fields(data):
        if key in parts and isinstance(value, bytes):
            parts[key].append(value)
    return Status(
        tuple(_vertex(part) for part in parts[1]),
        tuple(_status(part) for part in parts[2]),
        tuple(_log(part) for part in parts[3]),
        tuple(_warning(part) for part in parts[4]),
    )


def _vertex(data: bytes) -> Vertex:
    last, inputs = dict(fields(data)), _all(data, 2)
    return Vertex(
        digest=_text(last.get(1)),
        inputs=tuple(_text(value) for value in inputs),
        name=_text(last.get(3)),
        cached=_number(last.get(4)) != 0,
        started=_time(last.get(5)),
        completed=_time(last.get(6)),
        error=_text(last.get(7)),
    )


def _status(data: bytes) -> VertexStatus:
    last = dict(fields(data))
    return VertexStatus(
        id=_text(last.get(1)),
        vertex=_text(last.get(2)),
        name=_text(last.get(3)),
        current=max(0, _number(last.get(4))),
        total=max(0, _number(last.get(5))),
        completed=_time(last.get(8)),
    )


def _log(data: bytes) -> VertexLog:
    last = dict(fields(data))
    message = last.get(4)
    return VertexLog(_text(last.get(1)), _number(last.get(3)), message if isinstance(message, bytes) else b"")


def _warning(data: bytes) -> VertexWarning:
    last = dict(fields(data))
    return VertexWarning(
        vertex=_text(last.get(1)),
        short=_text(last.get(3)),
        detail=tuple(_text(value) for value in _all(data, 4)),
        url=_text(last.get(5)),
        ranges=tuple(_range(value) for value in _all(data, 7)),
    )


def _range(data: bytes) -> tuple[int, int]:
    """Return the lines of a range; an end that is missing is the start."""
    first, last = (_line(dict(fields(data)).get(key)) for key in (1, 2))
    return first, max(first, last)


def _line(position: Field | None) -> int:
    return _number(dict(fields(position)).get(1)) if isinstance(position, bytes) else 0


def _all(data: bytes, key: int) -> list[bytes]:
    return list(_repeated(data, key))[:_ITEMS]


def _repeated(data: bytes, key: int) -> Iterator[bytes]:
    return (value for number, value in fields(data) if number == key and isinstance(value, bytes))


def _text(value: Field | None) -> str:
    return value[:_TEXT].decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _number(value: Field | None) -> int:
    """Return a signed number; what is none counts as 0."""
    if not isinstance(value, int):
        return 0
    return value - (1 << 64) if value >> 63 else value


def _time(value: Field | None) -> float | None:
    """Return a Timestamp message in seconds, None if there is none, 0 if it is nonsense."""
    if not isinstance(value, bytes):
        return None
    parts = dict(fields(value))
    seconds, nanoseconds = _number(parts.get(1)), _number(parts.get(2))
    if not 0 < seconds < _LAST_SECOND or not 0 <= nanoseconds < 1_000_000_000:
        return 0.0
    return seconds + nanoseconds / 1e9
