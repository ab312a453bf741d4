"""Text files that a manifest names: inside its folder, of a sensible size, in UTF-8."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tutor.content.problems import Report, shown

FILE_LIMIT = 64_000
"""Bytes of a Dockerfile or a lesson step."""
_NAME_LIMIT = 255
"""Bytes that file systems take for one name of a path."""


@dataclass(frozen=True)
class Folder:
    """A folder that named paths must stay in."""

    path: Path
    """Resolved: no symbolic link on the way."""
    name: str
    """As in messages: `the lab's folder`."""

    def inside(self, name: str, line: int, report: Report) -> Path | None:
        """Return where a path relative to this folder leads, or None if it leads out of it."""
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or "\\" in name or "\0" in name:
            report.add(
                line, f"{shown(name)} must be a path inside {self.name}, without `..` or a leading `/`."
            )
            return None
        try:
            if any(len(part.encode()) > _NAME_LIMIT for part in parts.parts):
                raise ValueError(name)
            target = (self.path / parts).resolve()
        except (OSError, RuntimeError, ValueError):
            report.add(line, f"{shown(name)} cannot be followed to a file. Correct the name.")
            return None
        if target != self.path and not target.is_relative_to(self.path):
            report.add(
                line, f"{shown(name)} is a link that leads out of {self.name}. Put the file itself there."
            )
            return None
        return target

    def text(self, name: str, line: int, report: Report) -> str:
        """Return a file's text; what is wrong with it is reported at the line that names it."""
        return self.text_file(name, line, report).decode("utf-8-sig")

    def text_file(self, name: str, line: int, report: Report) -> bytes:
        """Return a file that must be text, as it lies on disk; nothing if there is something wrong with it."""
        data = self.data(name, line, report)
        if data is None:
            return b""
        text, trouble = _decoded(data)
        if trouble:
            report.add(line, f"{shown(name)} {trouble}.")
        elif "\0" in text:
            report.add(
                line, f"{shown(name)} holds a NUL character, so it is not text. Save it as text in UTF-8."
            )
        elif not text.strip():
            report.add(line, f"{shown(name)} is empty. Fill it in.")
        return data if not trouble else b""

    def ignore_file(self, name: str, line: int, report: Report) -> str | None:
        """Return the text of an ignore file, which may be empty; None if it cannot be had."""
        data = self.data(name, line, report)
        if data is None:
            return None
        text, trouble = _decoded(data)
        if not trouble and "\0" in text:
            trouble = "holds a NUL character, so it is not text. Save it as text in UTF-8"
        if trouble:
            report.add(line, f"{shown(name)} {trouble}.")
        return None if trouble else text

    def data(self, name: str, line: int, report: Report) -> bytes | None:
        """Return a file, whatever it holds; None if it cannot be had."""
        path = self.inside(name, line, report) if name else None
        if path is None:
            return None
        if not path.is_file():
            report.add(line, f"there is no file {shown(name)} in {self.name}. Make it, or correct the name.")
            return None
        data, trouble = _read(path, FILE_LIMIT)
        if trouble:
            report.add(line, f"{shown(name)} {trouble}.")
        return None if trouble else data


def holds_file(folder: Path, name: str) -> bool:
    """Return whether a folder has a file of that name; a name that no file can have is none."""
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def read_utf8(path: Path, limit: int) -> tuple[str, str]:
    """Return (text, "") of a file, or ("", what is wrong with it)."""
    data, trouble = _read(path, limit)
    return ("", trouble) if trouble else _decoded(data)


def _read(path: Path, limit: int) -> tuple[bytes, str]:
    try:
        if path.stat().st_size > limit:
            return b"", f"is larger than {limit:,} bytes; make it smaller"
        return path.read_bytes(), ""
    except OSError as e:
        return b"", f"cannot be read ({e.strerror})"


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as e:
        return "", f"is not UTF-8 text (byte {e.start + 1}); save it as UTF-8"
