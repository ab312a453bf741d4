"""A small lab on disk, whose builds take a second, and ways to change one thing of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tutor import paths
from tutor.author.new_lab import plan, write_lab
from tutor.checks import known_checks
from tutor.content import load_labs


@dataclass(frozen=True)
class OnDisk:
    """The folder of a lab."""

    folder: Path

    def load(self):
        return load_labs(self.folder, paths.apps_dir(), known_checks())[0]

    def change(self, name, old, new):
        """Replace the one `old` in a file."""
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new))

    def manifest(self, old, new):
        self.change("lab.yaml", old, new)

    def put(self, name, other):
        """Put the content of one file into another."""
        (self.folder / name).write_bytes((self.folder / other).read_bytes())


@pytest.fixture
def on_disk(tmp_path):
    return OnDisk(write_lab(plan("tiny-lab", "", "node", paths.apps_dir()), tmp_path / "mine"))


@pytest.fixture
def lab(on_disk):
    return on_disk.load()
