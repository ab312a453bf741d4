"""Compressed layers are unpacked in bounded pieces, and bombs are refused."""

import bz2
import gzip
import lzma
import os
import time
import tracemalloc
import zlib

import pytest
import zstandard

from tests.engine.tars import header, member, scanned
from tutor.engine import allowance, unpacking
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_sources import open_source
from tutor.engine.saved_layers import read_streamed
from tutor.engine.tar_source import NOTHING


def zeros(kind, size):
    """Return a compressed layer of one file of `size` MiB of zeros."""
    packer = zstandard.ZstdCompressor().compressobj() if kind == "zstd" else zlib.compressobj(wbits=31)
    data = [packer.compress(header("zeros", size << 20))]
    data += [packer.compress(bytes(1 << 20)) for _ in range(size)]
    return b"".join([*data, packer.compress(bytes(1024)), packer.flush()])


def read(data, *, verify=False):
    """Read a compressed layer as it comes out of an archive."""
    pieces = iter([memoryview(data)[512:]])
    return read_streamed(lambda: next(pieces, NOTHING), data[:512], allowance.Allowance(), verify=verify)[0]


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_a_large_file_of_zeros_is_read_in_little_memory(kind):
    data = zeros(kind, 64)
    tracemalloc.start()
    try:
        assert read(data).entries.content_size == 64 << 20
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_what_grows_beyond_reason_is_refused(kind, monkeypatch):
    data = zeros(kind, 32)
    monkeypatch.setattr(allowance, "FREE_OF_RATIO", 8 << 20)
    with pytest.raises(BadArchive, match="grows more than 200 times"):
        read(data)
    monkeypatch.setattr(allowance, "MOST_UNPACKED", 4 << 20)
    with pytest.raises(BadArchive, match="unpacks to more than"):
        read(data)


def test_a_zstd_stream_that_asks_for_much_memory_is_refused():
    window = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=window).compressobj()
    data = packer.compress(member("a", b"x" * 3000)) + packer.flush()
    with pytest.raises(BadArchive, match="broken"):
        read(data)


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_compressed_layer_that_ends_early_is_told(compress):
    data = compress(member("a", b"x" * 3000) + member("b") + bytes(1024))
    assert len(read(data).entries) == 2
    for cut in range(5, len(data)):
        with pytest.raises(BadArchive):
            read(data[:cut])


def test_zeros_behind_a_gzip_stream_are_padding():
    data = gzip.compress(member("a", b"x") + bytes(1024))
    assert len(read(data + bytes(1000)).entries) == 1
    with pytest.raises(BadArchive, match="broken"):
        read(data + b"rubbish")


def test_many_empty_gzip_members_take_no_longer_than_their_bytes():
    empty = gzip.compress(b"")
    data = empty * 200_000 + gzip.compress(member("a", b"x") + bytes(1024)) + empty * 200_000
    pieces = iter([memoryview(data)[512:]])
    fill = unpacking.unpacked(lambda: next(pieces, NOTHING), data[:512], allowance.Allowance())
    begin = time.process_time()
    buffer = memoryview(bytearray(1 << 20))
    assert fill(buffer) == 2048
    assert fill(buffer) == 0
    assert time.process_time() - begin < 20, "quadratic, it is minutes"


def test_more_gzip_members_than_a_layer_has_entries_are_refused(monkeypatch):
    monkeypatch.setattr(unpacking, "_MOST_MEMBERS", 10)
    assert len(read(gzip.compress(b"") * 9 + gzip.compress(member("a") + bytes(1024))).entries) == 1
    with pytest.raises(BadArchive, match="more parts"):
        read(gzip.compress(b"") * 11 + gzip.compress(member("a") + bytes(1024)))


@pytest.mark.parametrize("size", [700, 16 << 10, (16 << 10) + 1, 70_000])
def test_gzip_members_of_any_size_and_padding_between_them_are_one_stream(size):
    layer = member("a", os.urandom(200_000)) + bytes(1024)
    pieces = [layer[at : at + size] for at in range(0, len(layer), size)]
    data = b"".join(gzip.compress(piece) + bytes(n * 5000 % 40_000) for n, piece in enumerate(pieces))
    assert read(data).entries[0] == scanned(layer).entries[0]


SKIPPABLE = b"\x50\x2a\x4d\x18\4\0\0\0abcd"


def test_zstd_frames_may_be_empty_or_there_to_be_skipped():
    pack = zstandard.ZstdCompressor().compress
    data = member("a", b"x" * 2000) + bytes(1024)
    first, last = pack(data[:700]), pack(data[700:])
    for frames in (SKIPPABLE + first + last, first + SKIPPABLE + last, pack(b"") + first + pack(b"") + last):
        assert len(read(frames).entries) == 1


def test_a_zstd_layer_without_its_end_is_refused_only_where_no_digest_decides():
    data = zstandard.ZstdCompressor().compress(member("a", b"x"))
    assert len(read(data, verify=True).entries) == 1
    with pytest.raises(BadArchive, match="too early"):
        read(data)


@pytest.mark.parametrize(("pack", "name"), [(lzma.compress, "xz"), (bz2.compress, "bzip2")])
def test_other_formats_are_called_by_their_names(tmp_path, pack, name):
    layer = pack(member("a", b"x") + bytes(1024))
    with pytest.raises(BadArchive, match=f"with {name}"):
        unpacking.unpacked(lambda: NOTHING, layer, allowance.Allowance())
    (tmp_path / "image").write_bytes(layer)
    with pytest.raises(BadArchive, match=f"with {name}"):
        open_source(str(tmp_path / "image"), None)
