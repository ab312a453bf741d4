"""What goes wrong on our side of a build: nothing of it is the engine's fault."""

import errno
import tarfile
import tempfile
from pathlib import Path

import pytest

from tests.engine.small_engine import PODMAN, small_engine
from tutor.dockerfile import parse
from tutor.engine import context as packing
from tutor.engine.build_events import BuildFailed, ImageBuilt
from tutor.engine.port import BuildRequest, Cancel


@pytest.fixture(params=[{}, PODMAN], ids=["classic", "podman"])
def end(request, tmp_path):
    """Build in a folder `app`; return (last event, what the engine was asked to build)."""
    (tmp_path / "app").mkdir()

    def run():
        with small_engine(tmp_path, **request.param) as (server, engine):
            asked = BuildRequest(
                parse("FROM scratch\n"), tmp_path / "app", "multistage-tutor/x:1", "test", 60
            )
            return list(engine.build(asked, Cancel()))[-1], server.builds

    return run


def failure_of(end):
    last, builds = end()
    assert isinstance(last, BuildFailed), last
    assert not builds
    return last.failure


def test_the_small_engine_builds(end):
    last, builds = end()
    assert isinstance(last, ImageBuilt)
    assert len(builds) == 1


@pytest.mark.parametrize("name", [".dockerignore", "Dockerfile.dockerignore"])
@pytest.mark.parametrize(
    ("text", "words"), [("[\n", "Close every ["), ("x" * 70_000, "Split it into shorter")]
)
def test_a_bad_ignore_file_is_the_learners_and_told_with_its_mending(end, tmp_path, name, text, words):
    (tmp_path / "app" / name).write_text(text)
    failure = failure_of(end)
    assert failure.kind == "parse"
    assert words in failure.message
    assert "\n" not in failure.message


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EROFS, "engine_trouble")],
)
def test_a_context_that_cannot_be_packed_is_trouble_of_this_machine(end, monkeypatch, number, kind):
    def refuse(*_):
        raise OSError(number, "No space left on device" if number != errno.EROFS else "Read-only file system")

    monkeypatch.setattr(tarfile.TarFile, "addfile", refuse)
    failure = failure_of(end)
    assert failure.kind == kind
    assert "cannot be packed" in failure.message
    assert "TMPDIR" in failure.message


def test_no_temporary_folder_is_told(end, monkeypatch):
    def refuse():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", refuse)
    assert "No usable temporary directory" in failure_of(end).message


def test_a_file_that_cannot_be_read_is_the_learners_to_mend(end, tmp_path, monkeypatch):
    def refuse(root, path):
        raise PermissionError(errno.EACCES, "Permission denied", path)

    (tmp_path / "app" / "dial tcp").touch()
    monkeypatch.setattr(packing, "open_file", refuse)
    failure = failure_of(end)
    assert failure.kind == "other"
    assert "dial tcp: Permission denied. Mend its permissions" in failure.message


def test_an_ignore_file_that_cannot_be_read_is_the_learners_to_mend(end, tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    (tmp_path / "app" / "Dockerfile.dockerignore").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    failure = failure_of(end)
    assert failure.kind == "other"
    assert "Dockerfile.dockerignore: Permission denied" in failure.message
