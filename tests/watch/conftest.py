"""A Dockerfile in a folder, and what a watch on it has told."""

import threading
import time

import pytest

from tutor.watch import FileWatch, file_watch

LIMIT = 1 << 20


class Told:
    """Collects sights, and waits for them."""

    def __init__(self):
        self.sights = []
        self._condition = threading.Condition()

    def __call__(self, sight):
        with self._condition:
            self.sights.append(sight)
            self._condition.notify_all()

    @property
    def texts(self):
        """Return what was told, as text; of a file that cannot be read, what the problem is."""
        return [s.problem if s.data is None else s.data.decode() for s in self.sights]

    def until(self, *texts, seconds=10.0):
        """Wait until exactly this was told, in this order; return the seconds that took."""
        began = time.monotonic()
        with self._condition:
            came = self._condition.wait_for(lambda: len(self.sights) >= len(texts), seconds)
        assert came, f"told only {self.texts}"
        assert self.texts == list(texts)
        return time.monotonic() - began


@pytest.fixture
def file(tmp_path):
    folder = tmp_path / "lab"
    folder.mkdir()
    made = folder / "Dockerfile"
    made.write_text("one")
    return made


@pytest.fixture(params=[True, False], ids=["events", "polling"])
def told(request, file, monkeypatch):
    """A running watch on `file` that has told of its first content, with and without the system's events."""
    if not request.param:
        monkeypatch.setattr(file_watch, "POLL_SECONDS", 0.2)
    told = Told()
    with FileWatch(file, told, limit=LIMIT, with_events=request.param):
        told.until("one")
        yield told
