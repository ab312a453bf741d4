"""The learner's copy of a lab: a folder with a plain Dockerfile, in some labs an ignore file; nothing written there is ever lost."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from tutor.errors import TutorError
from tutor.model.course import Lab

READ_LIMIT = 2 << 20
"""Bytes read of a Dockerfile; a longer one is refused by the reader of the text."""


@dataclass(frozen=True)
class Stamp:
    """A file's identity at one moment; another one means that somebody wrote it."""

    inode: int
    modified_ns: int
    size: int


@dataclass(frozen=True)
class MergeResult:
    """Two changes of one text brought together."""

    text: str
    conflicts: int
    """Places that both had changed; there both versions stand, one after the other."""


def own_ignore_name(dockerfile: Path) -> str:
    """Return how the ignore file is called that belongs to one Dockerfile, as in `Dockerfile.dockerignore`."""
    return f"{dockerfile.name}.dockerignore"


def own_ignore(dockerfile: Path) -> str | None:
    """Return the text of the ignore file that belongs to one Dockerfile, or None."""
    beside = dockerfile.with_name(own_ignore_name(dockerfile))
    if not beside.is_file():
        return None
    try:
        with beside.open("rb") as stream:
            return stream.read(READ_LIMIT).decode("utf-8", "surrogateescape")
    except OSError:
        return None


class LearnerFile:
    """One file that the learner writes."""

    def __init__(self, path: Path, draft: str) -> None:
        """`draft` is the name under which unsaved text outlives a crash."""
        self.path, self.folder = path, path.parent
        self._draft = path.with_name(draft)

    def read(self) -> bytes:
        """Return the file's bytes; empty if it is gone."""
        with _told(self.path):
            try:
                with self.path.open("rb") as stream:
                    return stream.read(READ_LIMIT)
            except FileNotFoundError:
                return b""

    def save(self, text: str) -> None:
        """Write the file at once or not at all; a link stays a link."""
        _write(Path(os.path.realpath(self.path)), text)

    def stamp(self) -> Stamp | None:
        """Return the file's identity now, or None if it is gone."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return Stamp(found.st_ino, found.st_mtime_ns, found.st_size)

    def changed_since(self, stamp: Stamp | None) -> bool:
        """Return whether the file was written, removed or made since."""
        return self.stamp() != stamp

    def keep(self, text: str | bytes, label: str) -> Path:
        """Keep a copy beside the file under a name of its own; return where."""
        stem = f"{self.path.name}.{label}-{time.strftime('%Y%m%d-%H%M%S')}"
        number = 1
        while (path := self.folder / (stem if number == 1 else f"{stem}-{number}")).exists():
            number += 1
        _write(path, text)
        return path

    def put(self, text: str) -> Path:
        """Put another text in place; return where the learner's own is kept, whole, and a draft beside it."""
        draft = self.draft()
        if draft is not None:
            self.keep(draft, "draft")
        with _told(self.path):
            kept = self.keep(self.path.read_bytes() if self.path.exists() else b"", "kept")
        self.save(text)
        self.drop_draft()
        return kept

    def save_draft(self, text: str) -> None:
        """Keep unsaved text for the next start."""
        _write(self._draft, text)

    def draft(self) -> str | None:
        """Return unsaved text that an earlier run left, or None."""
        try:
            return self._draft.read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    def drop_draft(self) -> None:
        """Forget the unsaved text: it is in the file now."""
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)

    def create(self, text: str) -> None:
        """Make the file unless it is there, or another copy of the program is faster."""
        if self.path.exists():
            return
        temporary = _temporary(self.folder, text.encode())
        try:
            os.link(temporary, self.path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not self.path.exists():
                temporary.replace(self.path)
        finally:
            temporary.unlink(missing_ok=True)


class Workspace(LearnerFile):
    """The folder of one lab, by its Dockerfile."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "Dockerfile", ".draft")
        self.dockerfile = self.path
        self.ignore_file = LearnerFile(folder / own_ignore_name(self.path), ".draft-ignore")
        """The ignore file beside it; on disk only where a lab, or the learner, has one."""

    @classmethod
    def open(cls, root: Path, lab: Lab) -> Workspace:
        """Return the workspace of a lab; a file of the lab that is not there, or gone, is made as the lab begins with it."""
        workspace = cls(root / lab.id)
        with _told(workspace.folder):
            workspace.folder.mkdir(parents=True, exist_ok=True)
            workspace.create(lab.start)
            if lab.ignore is not None:
                workspace.ignore_file.create(lab.ignore)
        return workspace

    def put_both(self, text: str, ignore: str | None) -> tuple[Path, ...]:
        """Put another Dockerfile in place, and another ignore file unless that is None; return where the own ones are kept.

        An ignore file that holds just that already stays as it is.
        """
        kept = (self.put(text),)
        if ignore is None or self.ignore_file.read() == ignore.encode():
            return kept
        return (*kept, self.ignore_file.put(ignore))

    def reset(self, lab: Lab) -> tuple[Path, ...]:
        """Put back what the lab begins with; return where the learner's own files are kept."""
        return self.put_both(lab.start, lab.ignore)

    def report(self, text: str) -> Path:
        """Write a report beside the file under a name of its own; return where."""
        stem = f"dispute-{time.strftime('%Y%m%d-%H%M%S')}"
        number = 1
        while (path := self.folder / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")).exists():
            number += 1
        _write(path, text)
        return path


def merge(base: str, mine: str, theirs: str) -> MergeResult:
    """Bring two changes of `base` together line by line; where both changed the same lines, both versions stay."""
    lines, a, b = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    merged: list[str] = []
    conflicts, at = 0, (0, 0, 0)
    for sync in _sync_points(lines, a, b):
        parts = (lines[at[0] : sync[0]], a[at[1] : sync[1]], b[at[2] : sync[2]])
        chosen, clash = _choose(*parts)
        merged += chosen
        conflicts += clash
        merged += lines[sync[0] : sync[0] + sync[3]]
        at = (sync[0] + sync[3], sync[1] + sync[3], sync[2] + sync[3])
    return MergeResult("".join(merged), conflicts)


def _choose(base: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], int]:
    if mine in (base, theirs):
        return theirs, 0
    if theirs == base:
        return mine, 0
    ended = [line if line.endswith("\n") else line + "\n" for line in theirs]
    return ended + mine, 1


def _sync_points(base: list[str], a: list[str], b: list[str]) -> list[tuple[int, int, int, int]]:
    """Return (base, a, b, length) of the runs of lines that all three share, and a last empty one at the ends."""
    in_a = {
        i + k: j + k
        for i, j, n in SequenceMatcher(None, base, a, False).get_matching_blocks()
        for k in range(n)
    }
    in_b = {
        i + k: j + k
        for i, j, n in SequenceMatcher(None, base, b, False).get_matching_blocks()
        for k in range(n)
    }
    points = [(i, in_a[i], in_b[i], 1) for i in range(len(base)) if i in in_a and i in in_b]
    return [*points, (len(base), len(a), len(b), 0)]


def _write(path: Path, text: str | bytes) -> None:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    with _told(path):
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        temporary = _temporary(path.parent, data)
        try:
            temporary.chmod(mode)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _temporary(folder: Path, data: bytes) -> Path:
    """Write `data` to a new file in `folder`, down to the disk, and return its path."""
    handle, name = tempfile.mkstemp(prefix=".saving-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn a failure of the disk into a sentence."""
    try:
        yield
    except OSError as e:
        raise TutorError(
            f"{e.strerror or e}: {path}.",
            "Check free space and permissions there; what the editor holds is not lost.",
        ) from None
