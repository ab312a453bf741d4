"""Text files that a manifest names: inside its folder, of a sensible size, in UTF-8."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tutor.content.problems import Report, shown

FILE_LIMIT = 64_000
"""Bytes of a Dockerfile or a lesson step."""


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
            target = (self.path / parts).resolve()
        except (OSError, RuntimeError, ValueError):
            report.add(line, f"{shown(name)} cannot be followed to a file.")
            return None
        if target != self.path and not target.is_relative_to(self.path):
            report.add(line, f"{shown(name)} is a link that leads out of {self.name}.")
            return None
        return target

    def text(self, name: str, line: int, report: Report) -> str:
        """Return a file's text; what is wrong with it is reported at the line that names it."""
        path = self.inside(name, line, report) if name else None
        if path is None:
            return ""
        if not path.is_file():
            report.add(line, f"there is no file {shown(name)} in {self.name}.")
            return ""
        text, trouble = read_utf8(path, FILE_LIMIT)
        if trouble:
            report.add(line, f"{shown(name)} {trouble}.")
        elif "\0" in text:
            report.add(line, f"{shown(name)} holds a NUL character, so it is not text.")
        elif not text.strip():
            report.add(line, f"{shown(name)} is empty.")
        return text


def read_utf8(path: Path, limit: int) -> tuple[str, str]:
    """Return (text, "") of a file, or ("", what is wrong with it)."""
    try:
        if path.stat().st_size > limit:
            return "", f"is larger than {limit:,} bytes"
        data = path.read_bytes()
    except OSError as e:
        return "", f"cannot be read ({e.strerror})"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as e:
        return "", f"is not UTF-8 text (byte {e.start + 1})"
