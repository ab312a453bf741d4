"""What the screens work with, passed in by the app: the course, the learner's files, the engine, the attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.model.course import Course, Lab
from tutor.tui.engine_link import EngineLink
from tutor.workspace import own_ignore

if TYPE_CHECKING:
    from tutor.engine.port import Cancel
    from tutor.store import Store


@dataclass(frozen=True)
class Services:
    """One for the whole app."""

    course: Course
    store: Store
    workspaces: Path
    downloads: Path
    link: EngineLink
    attempt: Callable[..., Iterator[Any]] | None = None
    """`tutor.attempt.attempt` if None; it is imported late, because the first frame does not need it."""

    @property
    def crash_log(self) -> Path:
        """Return where faults of the tutor are written down."""
        return self.workspaces.parent / "faults.log"

    def attempt_on(self, lab: Lab, data: bytes) -> Callable[[Cancel], Iterator[Any]]:
        """Return what runs an attempt on `data`; it looks for an engine first if none is known."""

        def start(cancel: Cancel) -> Iterator[Any]:
            engine, found = self.link.for_attempt()
            why = {"no_engine": f"{found.message} {found.fix}".strip()} if engine is None and found else {}
            ignore = own_ignore(self.workspaces / lab.id / "Dockerfile")
            return self._attempt()(
                lab,
                data,
                engine,
                store=self.store,
                cancel=cancel,
                downloads=self.downloads,
                ignore=ignore,
                **why,
            )

        return start

    def _attempt(self) -> Callable[..., Iterator[Any]]:
        if self.attempt is not None:
            return self.attempt
        from tutor.attempt import attempt

        return attempt
