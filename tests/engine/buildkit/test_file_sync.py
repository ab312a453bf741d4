"""The file sync of a session, asked as an engine asks."""

import io
import os
import stat
from pathlib import Path

import pytest

from tests.engine.buildkit.client import Client
from tutor.engine.buildkit import file_sync
from tutor.engine.buildkit.file_sync import METHOD, FileSync, Folder, go_mode
from tutor.engine.buildkit.session import Served, Texts, dockerfile_texts
from tutor.engine.buildkit.wire import fields, message
from tutor.engine.context_files import UnreadableContext

STAT, REQ, DATA, FIN, ERR = range(5)


@pytest.fixture
def context(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.txt").write_text("hello")
    (tmp_path / "big.bin").write_bytes(b"x" * 100_000)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "link").symlink_to("src/a.txt")
    (tmp_path / "run.sh").write_text("#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o755)
    return tmp_path


def syncing(source, name="context"):
    return Client({METHOD: FileSync({name: source})})


def begin(client, headers=(), name="context"):
    return client.call(METHOD, [("dir-name", name), *headers])


def listing(client, number):
    """Return path -> (number, mode, size, link), in the order sent."""
    found, index = {}, 0
    while (packet := dict(fields(client.receive(number)))) and 2 in packet:
        entry = dict(fields(packet[2]))
        found[entry[1].decode()] = (index, entry[2], entry.get(5, 0), entry.get(7, b"").decode())
        index += 1
    return found


def content(client, number, file):
    """Ask for one file and return its bytes."""
    client.send(number, message((1, REQ), (3, file)))
    data = b""
    while piece := dict(fields(client.receive(number))).get(4, b""):
        data += piece
    return data


def test_a_folder_is_listed_and_its_files_are_sent_when_asked_for(context):
    with syncing(Folder(context)) as client:
        number = begin(client)
        found = listing(client, number)
        assert list(found) == ["big.bin", "empty", "link", "run.sh", "src", "src/a.txt"]
        assert found["src"][1] == 1 << 31 | 0o755
        assert found["link"][1] & 1 << 27
        assert found["link"][3] == "src/a.txt"
        assert found["run.sh"][1] == 0o755
        assert found["big.bin"][2] == 100_000
        assert content(client, number, found["src/a.txt"][0]) == b"hello"
        assert content(client, number, found["big.bin"][0]) == b"x" * 100_000
        assert content(client, number, found["empty"][0]) == b""
        client.send(number, message((1, FIN)))
        assert dict(fields(client.receive(number))) == {1: FIN}
        assert client.status(number) == 0


def test_patterns_of_the_engine_are_applied(context):
    with syncing(Folder(context)) as client:
        number = begin(client, [("exclude-patterns", "*.bin"), ("exclude-patterns", "src")])
        assert list(listing(client, number)) == ["empty", "link", "run.sh"]
        number = begin(client, [("followpaths", "link")])
        assert list(listing(client, number)) == ["link", "src", "src/a.txt"]


def test_patterns_in_percent_form_are_read(tmp_path):
    (tmp_path / "grün +1").write_text("x")
    (tmp_path / "other").write_text("x")
    with syncing(Folder(tmp_path)) as client:
        headers = [("exclude-patterns", "gr%C3%BCn+%2B1"), ("exclude-patterns-encoded", "1")]
        assert list(listing(client, begin(client, headers))) == ["other"]


def test_a_name_that_is_no_text_survives(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9")).write_text("x")
    with syncing(Folder(tmp_path)) as client:
        number = begin(client)
        entry = dict(fields(dict(fields(client.receive(number)))[2]))
        assert entry[1] == b"caf\xe9"


def test_an_unknown_folder_and_a_file_that_was_not_listed_are_refused(context):
    with syncing(Folder(context)) as client:
        number = begin(client, name="elsewhere")
        assert client.receive(number) is None
        assert client.status(number) == 2
        number = begin(client)
        found = listing(client, number)
        client.send(number, message((1, REQ), (3, found["src"][0])))
        assert dict(fields(client.receive(number)))[1] == ERR
        assert client.status(number) == 2


def test_a_file_that_has_gone_is_empty_and_the_others_are_sent(context):
    with syncing(Folder(context)) as client:
        number = begin(client)
        found = listing(client, number)
        (context / "run.sh").unlink()
        assert content(client, number, found["run.sh"][0]) == b""
        assert content(client, number, found["src/a.txt"][0]) == b"hello"
        client.send(number, message((1, FIN)))
        assert dict(fields(client.receive(number))) == {1: FIN}
        assert client.status(number) == 0


@pytest.mark.parametrize("when", ["opened", "read"])
def test_a_file_that_cannot_be_read_is_named_and_ends_this_call_alone(context, monkeypatch, when):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "/a/path/of/this/machine")

    class Closed(io.BytesIO):
        read = refuse

    with syncing(Folder(context)) as client:
        number = begin(client)
        found = listing(client, number)
        monkeypatch.setattr(file_sync, "open_file", refuse if when == "opened" else lambda *_: Closed())
        client.send(number, message((1, REQ), (3, found["run.sh"][0])))
        packet = dict(fields(client.receive(number)))
        assert packet[1] == ERR
        assert packet[4].decode() == (
            "The build context cannot be read: run.sh: Permission denied."
            " Mend its permissions, or exclude it in .dockerignore."
        )
        assert client.status(number) == 2
        assert list(listing(client, begin(client))) == [
            "big.bin",
            "empty",
            "link",
            "run.sh",
            "src",
            "src/a.txt",
        ]


def test_the_dockerfile_is_a_folder_of_texts_and_its_time_is_its_content(tmp_path):
    (tmp_path / "Dockerfile.dockerignore").write_text("from the context\n")
    texts = dockerfile_texts(Served(tmp_path, "FROM a\n"))
    assert texts == {"Dockerfile": b"FROM a\n", "Dockerfile.dockerignore": b"from the context\n"}
    assert (
        dockerfile_texts(Served(tmp_path, "FROM a\n", ignore="own\n"))["Dockerfile.dockerignore"] == b"own\n"
    )
    times = {
        text: [f.mtime_ns for f in Texts({"Dockerfile": text}).files(None)]
        for text in (b"FROM a\n", b"FROM b\n")
    }
    assert times[b"FROM a\n"] != times[b"FROM b\n"]  # the same size: only the time tells them apart
    assert all(0 <= t < 2**31 * 10**9 for (t,) in times.values())


def test_an_ignore_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "Dockerfile.dockerignore").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableContext, match=r"Dockerfile\.dockerignore: Permission denied"):
        dockerfile_texts(Served(tmp_path, "FROM a\n"))


@pytest.mark.parametrize(
    ("posix", "go"),
    [
        (stat.S_IFREG | 0o644, 0o644),
        (stat.S_IFDIR | 0o1777, 1 << 31 | 1 << 20 | 0o777),
        (stat.S_IFREG | 0o4755, 1 << 23 | 0o755),
        (stat.S_IFREG | 0o2755, 1 << 22 | 0o755),
        (stat.S_IFLNK | 0o777, 1 << 27 | 0o777),
        (stat.S_IFIFO | 0o600, 1 << 25 | 0o600),
        (stat.S_IFCHR | 0o600, 1 << 26 | 1 << 21 | 0o600),
        (stat.S_IFBLK | 0o600, 1 << 26 | 0o600),
    ],
)
def test_modes_are_those_of_go(posix, go):
    assert go_mode(posix) == go
