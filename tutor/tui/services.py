"""What the screens work with, passed in by the app: the course, the learner's files, the engine, the attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError
from tutor.model.course import Course, Lab
from tutor.tui.engine_link import EngineLink
from tutor.workspace import own_ignore

if TYPE_CHECKING:
    from tutor.engine.port import Cancel
    from tutor.model.ladder import Ladder
    from tutor.model.xray import Difference, XRay
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
    compare: Callable[[XRay, XRay], Difference] | None = None
    """`tutor.xray.compare` if None; it is imported late, because only the X-ray needs it."""
    read_file: Callable[[str, str], bytes] | None = None
    """(image id, path) -> the content, of a large file its start; raises `TutorError`."""

    @property
    def crash_log(self) -> Path:
        """Return where faults of the tutor are written down."""
        return self.workspaces.parent / "faults.log"

    def attempt_on(
        self, lab: Lab, data: bytes, ignore: str | None = None
    ) -> Callable[[Cancel], Iterator[Any]]:
        """Return what runs an attempt on `data`; it looks for an engine first if none is known.

        `ignore` is the text of the ignore file; that on disk if it is left out.
        """

        def start(cancel: Cancel) -> Iterator[Any]:
            engine, found = self.link.for_attempt()
            why = {"no_engine": f"{found.message} {found.fix}".strip()} if engine is None and found else {}
            on_disk = own_ignore(self.workspaces / lab.id / "Dockerfile") if ignore is None else ignore
            return self._attempt()(
                lab,
                data,
                engine,
                store=self.store,
                cancel=cancel,
                downloads=self.downloads,
                ignore=on_disk,
                answered=self.store.answers.given(lab.id),
                see_through=True,
                **why,
            )

        return start

    def difference(self, before: XRay, after: XRay) -> Difference:
        """Return what two images differ in; may take long."""
        if self.compare is not None:
            return self.compare(before, after)
        from tutor.xray import compare

        return compare(before, after)

    def content(self, image_id: str, path: str) -> bytes:
        """Return what is in a file of an image, of a large one its start; may take long, raises `TutorError`."""
        if self.read_file is None:
            raise TutorError(
                "The content of this file cannot be read here.",
                "`docker run --rm --entrypoint cat IMAGE PATH` shows it.",
            )
        return self.read_file(image_id, path)

    def ladder(self, lab: Lab) -> Ladder:
        """Return the learner's attempts at a lab; raises `TutorError`."""
        from tutor.checks import size_target
        from tutor.model.ladder import ladder

        return ladder(self.store.attempts(lab.id), lambda size: size_target(lab, size))

    def _attempt(self) -> Callable[..., Iterator[Any]]:
        if self.attempt is not None:
            return self.attempt
        from tutor.attempt import attempt

        return attempt
