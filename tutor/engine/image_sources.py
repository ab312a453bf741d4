"""Find out where an image is: in a file, in a folder, or in an engine."""

from __future__ import annotations

from pathlib import Path

from tutor.engine.allowance import Allowance
from tutor.engine.compressed_source import CompressedSource
from tutor.engine.engine_source import EngineSource
from tutor.engine.image_source import ImageSource, told
from tutor.engine.port import Cancel, Engine
from tutor.engine.sections import FolderSections, TarSections
from tutor.engine.stored_source import StoredSource
from tutor.engine.unpacking import is_packed, refuse_others
from tutor.errors import NoEngine, UsageProblem
from tutor.safe_text import clean_line

_MOST_COLONS = 8
_MAGIC = 16
"""Bytes that tell a format."""
_LAYOUT_FILES = ("index.json", "manifest.json")


def open_source(text: str, engine: Engine | None, cancel: Cancel | None = None) -> ImageSource:
    """Return the source of an image.

    `text` is the path of a `docker save` archive (plain, gzip or zstd), of an OCI layout (a folder or a tar file), each
    with `:NAME` behind it if it holds several images; anything else is a reference in the engine.
    """
    if not text.strip() or "\0" in text:
        raise UsageProblem("No image is named.", "Name an image, an archive or the folder of an OCI layout.")
    path, tag = _path_and_tag(text)
    if path is not None:
        return _file_source(path, tag, cancel or Cancel())
    if engine is None:
        raise NoEngine(
            f"There is no archive or layout called {clean_line(text, 200)}, and no container engine to ask.",
            "Start the engine, or name an archive that `docker save` wrote.",
        )
    return EngineSource(engine, text)


def _file_source(path: Path, tag: str, cancel: Cancel) -> ImageSource:
    with told(str(path)):
        if path.is_dir():
            return StoredSource(str(path), FolderSections(path), tag)
        with path.open("rb") as file:
            head = file.read(_MAGIC)
        refuse_others(head)
        if is_packed(head):
            return CompressedSource(path, tag, cancel)
        return StoredSource(str(path), TarSections(path, allowance := Allowance()), tag, allowance)


def _path_and_tag(text: str) -> tuple[Path | None, str]:
    """Return (path, image in it) if the text, or what stands before one of its colons, is a file or a layout."""
    ends = [len(text), *(i for i, c in enumerate(text) if c == ":")]
    for end in ends[:_MOST_COLONS]:
        path = Path(text[:end])
        if end and _is_image(path):
            return path, text[end + 1 :]
    return None, ""


def _is_image(path: Path) -> bool:
    """Return whether a path may be an image; a folder that is no layout may have the name of an image in the engine."""
    try:
        return path.is_file() or any((path / name).is_file() for name in _LAYOUT_FILES)
    except OSError:
        return False  # longer than a path can be
