"""Compressed layers are unpacked in bounded pieces, and bombs are refused."""

import gzip
import tracemalloc
import zlib

import pytest
import zstandard

from tests.engine.tars import header, member
from tutor.engine import allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.saved_layers import read_streamed
from tutor.engine.tar_source import NOTHING


def zeros(kind, size):
    """Return a compressed layer of one file of `size` MiB of zeros."""
    packer = zstandard.ZstdCompressor().compressobj() if kind == "zstd" else zlib.compressobj(wbits=31)
    data = [packer.compress(header("zeros", size << 20))]
    data += [packer.compress(bytes(1 << 20)) for _ in range(size)]
    return b"".join([*data, packer.compress(bytes(1024)), packer.flush()])


def read(data):
    """Read a compressed layer as it comes out of an archive."""
    pieces = iter([memoryview(data)[512:]])
    return read_streamed(lambda: next(pieces, NOTHING), data[:512], allowance.Allowance(), verify=True)[0]


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
