"""Headers are written as Go writes them: an archive that Docker made comes back byte for byte."""

import gzip
import io
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine import tars
from tests.engine.tars import member, pax
from tutor.engine.go_tar import END, NotGoTar, padding, read_members

RECORDED = gzip.decompress((Path(__file__).parents[1] / "fixtures/go-tar/layer.tar.gz").read_bytes())
"""A layer of Docker 20.10: long names that can and cannot be split, names beyond ASCII, links of both kinds."""


def written(archive, move=lambda path: path):
    """Return the archive written again with every path moved."""
    out = []
    for header, content in read_members(io.BytesIO(archive)):
        data = b"".join(content)
        link = move(header.link) if header.kind == "hardlink" else header.link
        out += [header.written(move(header.path), link), data, padding(len(data))]
    return b"".join([*out, END])


def paths(archive):
    return [header.path for header, _ in read_members(io.BytesIO(archive))]


def test_a_layer_that_docker_made_comes_back_byte_for_byte():
    assert written(RECORDED) == RECORDED
    assert max(map(len, paths(RECORDED))) > 256
    assert any(not path.isascii() for path in paths(RECORDED))


@pytest.mark.parametrize("folder", [b"a", b"x" * 40, b"x" * 160, "ü".encode()])
def test_names_that_were_moved_away_and_back_are_as_before(folder):
    moved = written(RECORDED, lambda path: folder + b"/" + path)
    assert paths(moved) == [folder + b"/" + path for path in paths(RECORDED)]
    assert written(moved, lambda path: path[len(folder) + 1 :]) == RECORDED


def test_names_that_become_short_need_no_extended_header():
    moved = written(RECORDED, lambda path: path.replace(b"d" * 60, b"d").replace(b"app/", b""))
    assert written(moved, lambda path: b"app/" + path.replace(b"d/", b"d" * 60 + b"/")) == RECORDED


def test_a_header_tells_what_it_is():
    found = {header.path: header for header, _ in read_members(io.BytesIO(RECORDED))}
    assert found[b"app/links/g"].kind == "hardlink"
    assert found[b"app/links/g"].link == b"app/links/f"
    assert found[b"app/links/s"].kind == "symlink"
    assert (found[b"app/"].kind, found[b"app/"].size) == ("dir", 0)
    assert found["app/ünï/ñ".encode()].size == 513
    assert found[b"app/" + b"d" * 60 + b"/p/"].mode == 0o1777
    assert found[b"app/links/f"].owner == (0, 0)


def test_time_and_names_can_be_changed_and_nothing_else_is():
    header = next(read_members(io.BytesIO(RECORDED)))[0]
    other = header.with_time(1).with_names("", "ann")
    assert other != header
    assert other.with_time(_time(header)).with_names("root", "root") == header


def _time(header):
    return int(header.block[136:147], 8)


@pytest.mark.parametrize("cut", [0, 100, 600, 5000, len(RECORDED) - 1024])
def test_an_archive_that_ends_too_early_is_told(cut):
    with pytest.raises(NotGoTar):
        written(RECORDED[:cut])


def test_a_number_that_is_none_is_told():
    broken = RECORDED[:124] + b"hello world\0" + RECORDED[136:]
    with pytest.raises(NotGoTar):
        written(broken.replace(b"app/\0", b"app\0\0", 1)[:156] + b"0" + broken[157:])


def hostile(*blocks):
    return list(read_members(io.BytesIO(b"".join(blocks) + END)))


@pytest.mark.parametrize(
    "size", [b"abc", b"-5", b"+5", b"1_0", b" 5", b"1" * 5000, b"1" * 20, "\u0665".encode()]
)
def test_a_size_that_is_none_is_told(size):
    with pytest.raises(NotGoTar, match="decimal"):
        hostile(pax((b"size", size)), member("a", b"x"))


@pytest.mark.parametrize("field", [b"-0000000001\0", b"0o000000001\0", b"0000000_001\0", b"00000000009\0"])
def test_a_size_in_a_header_that_is_none_is_told(field):
    with pytest.raises(NotGoTar, match="octal"):
        hostile(tars.header("a", field))


@pytest.mark.parametrize(
    "records",
    [
        b"1" * 5000 + b" a=b\n",
        b"99 a=b\n",
        b"0 a=b\n",
        b"-6 a=b\n",
        b"2 a=b\n",
        b"a=b\n",
        b" a=b\n",
        b"7",
        b"7 a=b\n\n8 ",
    ],
)
def test_broken_records_are_told(records):
    with pytest.raises(NotGoTar):
        hostile(member("p", records, b"x"), member("a", b"x"))


def test_many_records_are_read_in_one_pass_and_too_many_are_told():
    begin = time.process_time()
    (((found, _)),) = hostile(member("p", b"6 a=b\n" * 170_000, b"x"), member("a"))
    assert found.records == {b"a": b"b"}
    assert time.process_time() - begin < 20
    with pytest.raises(NotGoTar, match="too large"):
        hostile(tars.header("p", (1 << 20) + 1, b"x"))


@given(st.binary(max_size=2000))
def test_any_bytes_are_an_archive_or_told(data):
    with suppress(NotGoTar):
        for found, content in read_members(io.BytesIO(tars.header("p", len(data), b"x") + data)):
            found.written(found.path, found.link)
            list(content)
