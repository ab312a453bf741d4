"""What is in one file of an image."""

from __future__ import annotations

from typing import cast

from tutor.engine.port import Engine
from tutor.engine.tar_headers import FILE, members
from tutor.engine.tar_source import Fill, Source, chunks_of
from tutor.errors import TutorError
from tutor.safe_text import clean_line


def file_content(engine: Engine, image_id: str, path: str, most: int) -> bytes:
    """Return the first `most` bytes of a file, as a container of the image sees it; `path` is relative to the root.

    Raises `TutorError` if there is no such file, and `EngineTrouble`.
    """
    with engine.files(image_id) as files, files.archive(path) as stream:
        if stream is not None:
            fill = cast("Fill", stream.readinto)  # type: ignore[attr-defined]  # the streams of engines have it
            for member, window in members(Source(chunks_of(fill))):
                if member.kind == FILE:
                    return window.take(most)
                break
    raise TutorError(
        f"/{clean_line(path, 200)} is no file that a container of this image sees.", "Choose another one."
    )
