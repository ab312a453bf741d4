"""Copy a stranger's folder: plain files, folders, and links that stay inside; bounded, and nothing is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tutor.packs.bounds import Bounds, Budget, refused

_LEFT_OUT = (".git", "__pycache__")
_CHUNK = 1 << 20


def copy_pack(source: Path, target: Path, bounds: Bounds) -> None:
    """Copy a pack's files to the new folder `target`; raises `ContentProblem` for what is no data, or too much."""
    budget = Budget(bounds)
    target.mkdir()
    links: list[str] = []
    for path, status in _walk(source, ""):
        budget.add(path, status.st_size if stat.S_ISREG(status.st_mode) else 0)
        if stat.S_ISDIR(status.st_mode):
            (target / path).mkdir()
        elif stat.S_ISREG(status.st_mode):
            _copy_file(source / path, target / path, path, bounds.file)
        elif stat.S_ISLNK(status.st_mode):
            links.append(path)
        else:
            raise refused(path, "is neither a file nor a folder")
    # Links come last, so that nothing is ever written through one.
    for path in links:
        (target / path).symlink_to(_inner(source / path, path))
    for path in links:
        _stays(target, path)


def _walk(root: Path, below: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield (path in the pack, what it is) of all, folders before what is in them."""
    with os.scandir(root / below) as entries:
        names = sorted(e.name for e in entries if e.name not in _LEFT_OUT)
    for name in names:
        path = f"{below}/{name}" if below else name
        status = (root / path).lstat()
        yield path, status
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(root, path)


def _copy_file(source: Path, target: Path, path: str, most: int) -> None:
    """Copy a file that may change meanwhile into something else, or grow."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as e:
        raise refused(path, f"cannot be read ({e.strerror})") from None
    with os.fdopen(handle, "rb") as reading, target.open("xb") as writing:
        status = os.fstat(reading.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise refused(path, "is neither a file nor a folder")
        left = most
        while chunk := reading.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise refused(path, f"is larger than {most:,} bytes")
            writing.write(chunk)
    target.chmod(0o755 if status.st_mode & 0o100 else 0o644)


def _inner(link: Path, path: str) -> Path:
    to = link.readlink()
    if to.is_absolute():
        raise refused(path, "is a link that leads out of the pack")
    return to


def _stays(root: Path, path: str) -> None:
    """Refuse a link that leads out of the pack, by whatever way, or in a circle."""
    try:
        if not (root / path).resolve().is_relative_to(root.resolve()):
            raise refused(path, "is a link that leads out of the pack")
        (root / path).stat()
    except FileNotFoundError:
        raise refused(path, "is a link that leads nowhere") from None
    except (OSError, RuntimeError):
        raise refused(path, "is a link that leads in a circle") from None
