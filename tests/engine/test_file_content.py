"""One file of an image is shown as far as it is asked for, and what is none is told."""

import io
from contextlib import contextmanager

import pytest

from tests.engine.tars import header, member, pax
from tutor.engine.bad_archive import BadArchive
from tutor.engine.file_content import file_content
from tutor.errors import TutorError


class Engine:
    """An engine that gives an archive for each path; it notes what was closed."""

    def __init__(self, **archives):
        self.archives, self.open = archives, []

    def files(self, image_id):
        return self._noted(image_id, self)

    def archive(self, path):
        found = self.archives.get(path)
        return self._noted(path, None if found is None else io.BytesIO(found))

    @contextmanager
    def _noted(self, name, given):
        self.open.append(name)
        try:
            yield given
        finally:
            self.open.remove(name)


def content(archive, most=100):
    engine = Engine(path=archive)
    try:
        return file_content(engine, "id", "path", most)
    finally:
        assert engine.open == []


def test_the_first_bytes_of_a_file_are_returned():
    data = member("path", b"0123456789") + bytes(1024)
    assert content(data) == b"0123456789"
    assert content(data, 4) == b"0123"
    assert content(data, 0) == b""


def test_a_file_with_a_long_name_is_one():
    assert content(pax((b"path", b"n" * 300)) + member("short", b"x" * 3) + bytes(1024)) == b"xxx"


@pytest.mark.parametrize(
    "archive",
    [
        None,
        bytes(1024),
        b"",
        member("path", kind=b"5") + member("path/x", b"inside"),
        member("path", kind=b"2", link=b"elsewhere"),
        member("path", kind=b"3"),
    ],
)
def test_what_is_no_file_is_told_with_what_to_do(archive):
    with pytest.raises(TutorError, match="/path is no file"):
        content(archive)


def test_a_path_is_told_without_what_a_terminal_would_obey():
    with pytest.raises(TutorError) as told:
        file_content(Engine(), "id", "\x1b[31mred", 10)
    assert "\x1b" not in str(told.value)


@pytest.mark.parametrize("archive", [b"nonsense" * 64, header("path", 100), member("path", b"x" * 600)[:550]])
def test_a_broken_answer_is_told(archive):
    with pytest.raises(BadArchive):
        content(archive)
