"""The messages between threads, widgets and screens; each carries a value that never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tutor.attempt import AttemptEvent
    from tutor.model.outcome import Verdict


class AttemptBegun(Message):
    """An attempt begins; `again` if it takes the place of one that was stopped for it."""

    def __init__(self, *, again: bool) -> None:
        super().__init__()
        self.again = again


class AttemptBatch(Message):
    """What happened in the running attempt since the last batch."""

    def __init__(self, events: tuple[AttemptEvent, ...]) -> None:
        super().__init__()
        self.events = events


class Judged(Message):
    """The attempt has its verdict; what is seen of the images may follow."""


class AttemptEnded(Message):
    """The attempt's thread is done; `verdict` is None if it broke, and `trouble` says how."""

    def __init__(self, verdict: Verdict | None, trouble: str = "") -> None:
        super().__init__()
        self.verdict = verdict
        self.trouble = trouble


class Edited(Message):
    """The text in the editor was changed."""


class EditorLeft(Message):
    """The editor has lost the focus."""


class SaveState(Message):
    """How the learner's text stands on disk: `label` for the title, `trouble` if it cannot be written."""

    def __init__(self, label: str, trouble: str = "") -> None:
        super().__init__()
        self.label = label
        self.trouble = trouble


class TakenOver(Message):
    """The file was changed outside; the editor now shows the merged text, and `readable` tells whether it is text."""

    def __init__(self, notice: str) -> None:
        super().__init__()
        self.notice = notice


class StepShown(Message):
    """Another step of the lesson is open; `step` counts from 0."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class TabChosen(Message):
    """A tab was clicked; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class FileShown(Message):
    """Another of the learner's files is shown; `name` is `editor` or `ignore`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class FileSeen(Message):
    """The file on disk holds something else than before, whoever wrote it."""


class SavedOutside(Message):
    """Another program has saved the learner's file; the editor holds that text by now."""


class ImagesSeen(Message):
    """More is known of the images than before."""


class EngineWanted(Message):
    """The app should ask again whether an engine answers."""


class LabLeft(Message):
    """A lab was saved and stopped; the course should be shown."""

    def __init__(self, lab_id: str) -> None:
        super().__init__()
        self.lab_id = lab_id


class LabChosen(Message):
    """A lab should be opened."""

    def __init__(self, lab_id: str) -> None:
        super().__init__()
        self.lab_id = lab_id
