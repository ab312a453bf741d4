"""Layers from an engine's own store: byte for byte, or not at all; nothing in it is trusted."""

import base64
import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from tests.engine.archives import digest, layer
from tests.engine.tars import scanned
from tutor.engine.layer_store import open_layer
from tutor.engine.proven_layer import proven_layer

BASE = "sha256:" + "b" * 64
FILES = (
    ("app", None),
    ("app/page.tsx", b"source"),
    ("app/large.bin", bytes(range(256)) * 9000),
    ("app/empty", b""),
    ("app/sub", None),
    ("app/sub/ünder", b"deeper"),
    ("app/link", "../etc/passwd"),
    ("top", b"again at the top"),
)


@pytest.fixture
def store(tmp_path):
    return FakeStore(tmp_path / "data")


class FakeStore:
    """A data folder as Docker's overlay2 has it, with one layer on top of `BASE`."""

    def __init__(self, root):
        self.root, self.diff = root, root / "overlay2/x1y2z3x1y2z3/diff"
        self.diff.mkdir(parents=True)

    def keep(self, archive):
        """Keep a layer; return its digests from the base up."""
        records, at = [], 0
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                records.append({"type": 2, "payload": plain(archive[at : member.offset_data])})
                records.append(
                    {"type": 1, "name": member.name, **({"size": member.size} if member.size else {})}
                )
                at = member.offset_data + member.size
                self.put(tar, member)
        records.append({"type": 2, "payload": plain(archive[at:])})
        self.note(digest(archive), records)
        return BASE, digest(archive)

    def put(self, tar, member):
        path = self.diff / member.name
        if member.isdir():
            path.mkdir(exist_ok=True)
        elif member.isfile():
            path.write_bytes(tar.extractfile(member).read())

    def note(self, diff_id, records):
        chain = hashlib.sha256(f"{BASE} {diff_id}".encode()).hexdigest()
        record = self.root / "image/overlay2/layerdb/sha256" / chain
        record.mkdir(parents=True)
        (record / "cache-id").write_text("x1y2z3x1y2z3")
        self.headers = record / "tar-split.json.gz"
        self.headers.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def plain(data):
    return base64.b64encode(data).decode()


def read(store, diff_ids):
    opened = open_layer(store.root, diff_ids)
    assert opened is not None
    with opened as stream:
        return stream.read()


def proven(store, diff_ids):
    with open_layer(store.root, diff_ids) as stream:
        return proven_layer(stream, diff_ids[-1])


def test_the_archive_comes_back_byte_for_byte_and_is_proven(store):
    archive = layer(*FILES)
    diff_ids = store.keep(archive)
    assert read(store, diff_ids) == archive
    assert proven(store, diff_ids) == scanned(archive)


def test_no_descriptor_stays_open(store):
    diff_ids = store.keep(layer(*FILES))
    before = descriptors()
    proven(store, diff_ids)
    with open_layer(store.root, diff_ids) as stream:
        stream.read(600)
    assert descriptors() == before


def test_a_store_without_the_layer_is_no_error(store, tmp_path):
    assert open_layer(tmp_path / "nowhere", (BASE,)) is None
    store.keep(layer(*FILES))
    assert open_layer(store.root, (BASE, "sha256:" + "1" * 64)) is None
    assert open_layer(store.root, ()) is None


def test_a_file_that_has_changed_is_noticed(store):
    diff_ids = store.keep(layer(*FILES))
    (store.diff / "app/page.tsx").write_bytes(b"SOURCE")
    assert proven(store, diff_ids) is None


def test_a_file_that_is_longer_or_gone_is_noticed(store):
    diff_ids = store.keep(layer(*FILES))
    (store.diff / "top").write_bytes(b"longer than it was before")
    assert proven(store, diff_ids) is None
    (store.diff / "top").unlink()
    assert proven(store, diff_ids) is None


def test_no_link_is_followed(store, tmp_path):
    diff_ids = store.keep(layer(*FILES))
    (tmp_path / "elsewhere").write_bytes(b"source")
    (store.diff / "app/page.tsx").unlink()
    (store.diff / "app/page.tsx").symlink_to(tmp_path / "elsewhere")
    assert proven(store, diff_ids) is None


def test_no_folder_that_is_a_link_is_entered(store):
    diff_ids = store.keep(layer(*FILES))
    (store.diff / "app").rename(store.diff.parent / "app")
    (store.diff / "app").symlink_to(store.diff.parent / "app")
    assert proven(store, diff_ids) is None


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/../secret", "..", "."])
def test_no_name_leads_out(store, name):
    (store.diff.parent / "secret").write_bytes(b"secret")
    store.note("sha256:" + "2" * 64, [{"type": 1, "name": name, "size": 6}])
    assert read(store, (BASE, "sha256:" + "2" * 64)) == b""


def test_a_pipe_is_not_waited_for(store):
    os.mkfifo(store.diff / "pipe")
    store.note("sha256:" + "2" * 64, [{"type": 1, "name": "pipe", "size": 6}])
    assert read(store, (BASE, "sha256:" + "2" * 64)) == b""


@pytest.mark.parametrize(
    "damage",
    [b"", b"\x1f\x8b", gzip.compress(b"[1]\n{}", mtime=0), gzip.compress(b"nonsense\n", mtime=0)],
)
def test_damaged_records_are_no_error(store, damage):
    diff_ids = store.keep(layer(*FILES))
    store.headers.write_bytes(damage)
    assert proven(store, diff_ids) is None


def test_a_strange_place_is_not_opened(store):
    diff_ids = store.keep(layer(*FILES))
    (store.headers.parent / "cache-id").write_text("../../elsewhere")
    assert open_layer(store.root, diff_ids) is None


def test_names_that_are_not_utf_8_are_found(store):
    (store.diff / os.fsdecode(b"\xff")).write_bytes(b"odd")
    store.note("sha256:" + "2" * 64, [{"type": 1, "name_raw": plain(b"\xff"), "size": 3}])
    assert read(store, (BASE, "sha256:" + "2" * 64)) == b"odd"
