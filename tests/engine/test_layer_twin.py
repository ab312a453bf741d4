"""Two layers by the records of an engine's store: the same but for times, or not."""

import base64
import gzip
import hashlib
import json

import pytest

from tests.engine.tars import header, padded
from tutor.engine.layer_twin import differ_in_times_only

BASE, ONE, OTHER = (f"sha256:{letter * 64}" for letter in "abc")


def segment(data):
    return {"type": 2, "payload": base64.b64encode(data).decode()}


def content(name, size=3, crc="AAAAAAAAAAA="):
    return {"type": 1, "name": name, "size": size, "payload": crc}


def timed(name="app", time=b"14000000000\0", **fields):
    """Return a header that was written at a time."""
    return header(name, raw=((136, time),), **fields)


def records(*found):
    """Return lines as tar-split writes them."""
    rows = [{**record, "position": number} for number, record in enumerate(found)]
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


@pytest.fixture
def store(tmp_path):
    """Note two layers on one base; return whether they differ in times only."""

    def note(diff_id, lines, noted=None):
        chain = hashlib.sha256(f"{BASE} {diff_id}".encode()).hexdigest()
        folder = tmp_path / "image/overlay2/layerdb/sha256" / chain
        folder.mkdir(parents=True)
        (folder / "diff").write_text(noted or diff_id)
        (folder / "tar-split.json.gz").write_bytes(
            lines if lines[:2] == b"\x1f\x8b" else gzip.compress(lines)
        )

    def compare(one, other, noted=None):
        note(ONE, one)
        note(OTHER, other, noted)
        return differ_in_times_only(tmp_path, (BASE, ONE), (BASE, OTHER))

    return compare


LINES = (segment(timed()), content("app/x"), segment(padded(b"abc")[3:] + timed("app/y")), content("app/y"))
LATER = timed(time=b"15111111111\0")


def test_the_same_records_are_the_same_layer(store):
    assert store(records(*LINES), records(*LINES))


def test_another_time_is_no_other_layer(store):
    assert store(records(*LINES), records(segment(LATER), *LINES[1:]))


@pytest.mark.parametrize(
    "other",
    [
        records(segment(timed(mode=b"0000600\0")), *LINES[1:]),
        records(segment(timed(uid=b"0000007\0")), *LINES[1:]),
        records(segment(timed("app2")), *LINES[1:]),
        records(LINES[0], content("app/x", crc="BBBBBBBBBBB="), *LINES[2:]),
        records(LINES[0], content("app/x", size=4), *LINES[2:]),
        records(LINES[0], content("app/z"), *LINES[2:]),
        records(*LINES[:-1]),
        records(*LINES, segment(timed("more"))),
        records(segment(b"x" + LATER), *LINES[1:]),
        records(segment(b"x" * 200), *LINES[1:]),
        records({"type": 2, "payload": "?"}, *LINES[1:]),
        records(),
        b"not gzip",
        gzip.compress(records(*LINES), mtime=0)[:-9],
    ],
)
def test_anything_else_is(store, other):
    assert not store(records(*LINES), other)


def test_a_record_of_another_layer_proves_nothing(store):
    assert not store(records(*LINES), records(*LINES), noted=ONE)


def test_a_store_that_is_not_there_proves_nothing(tmp_path):
    assert not differ_in_times_only(tmp_path, (BASE, ONE), (BASE, OTHER))
    assert not differ_in_times_only(tmp_path, ("odd",), ("odd",))
    assert not differ_in_times_only(tmp_path, (), ())
