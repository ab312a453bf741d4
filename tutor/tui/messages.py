"""The messages between threads, widgets and screens; each carries a value that never changes."""

from __future__ import annotations

from textual.message import Message

from tutor.attempt import AttemptEvent
from tutor.model.outcome import Verdict


class AttemptBatch(Message):
    """What happened in the running attempt since the last batch."""

    def __init__(self, events: tuple[AttemptEvent, ...]) -> None:
        super().__init__()
        self.events = events


class AttemptEnded(Message):
    """The attempt's thread is done; `verdict` is None if it broke, and `trouble` says how."""

    def __init__(self, verdict: Verdict | None, trouble: str = "") -> None:
        super().__init__()
        self.verdict = verdict
        self.trouble = trouble


class SaveState(Message):
    """How the learner's text stands on disk: `label` for the title, `trouble` if it cannot be written."""

    def __init__(self, label: str, trouble: str = "") -> None:
        super().__init__()
        self.label = label
        self.trouble = trouble


class TakenOver(Message):
    """The file was changed outside; the editor now shows the merged text."""

    def __init__(self, notice: str) -> None:
        super().__init__()
        self.notice = notice
