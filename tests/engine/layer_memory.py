"""A program that reads a layer of many files, keeps it, reads it back, and prints the most memory that this took.

python -m tests.engine.layer_memory KIND COUNT FOLDER
"""

import random
import sys
from pathlib import Path

from tests.engine.tars import header, member
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import scan
from tutor.engine.tar_source import CHUNK, Source

DIGEST = "sha256:" + "1" * 64


def files(count):
    """Yield the headers of files in ordinary folders; made from one header, because checksums take their time."""
    block = bytearray(header("x" * 99))
    base = int(block[148:154], 8) - sum(block[:100])
    for number in range(count):
        name = b"app/node_modules/package-%d/dist/component-%d.js" % (number // 30, number)
        block[:100] = name.ljust(100, b"\0")
        block[148:156] = b"%06o\0 " % (base + sum(name))
        yield bytes(block)


def texts(count):
    """Yield files of which each is kept."""
    for number in range(count):
        yield member(f"{number:x}/package.json", b"1")


def database(size):
    """Yield one database that cannot be compressed."""
    noise = random.Random(1)
    yield header("var/lib/rpm/rpmdb.sqlite", size)
    for _ in range(0, size, CHUNK):
        yield noise.randbytes(CHUNK)


def chunks(blocks):
    """Return the blocks as a `Pull`."""
    gathered = bytearray()
    for block in blocks:
        gathered += block
        while len(gathered) >= CHUNK:
            yield memoryview(bytes(gathered[:CHUNK]))
            del gathered[:CHUNK]
    yield memoryview(bytes(gathered) + bytes(1024))


def memory(kind):
    """Return a line of the process's status, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(kind)).split()[1]) << 10


def main(kind, count, folder):
    """Print how much more memory than before was taken at the most, in bytes."""
    pieces = chunks({"files": files, "texts": texts, "database": database}[kind](int(count)))
    cache = LayerCache(Path(folder))
    Path("/proc/self/clear_refs").write_text("5")  # forget the most memory that starting has taken
    before = memory("VmRSS")
    found = scan(Source(lambda: next(pieces, memoryview(b""))))
    cache.keep_layer(DIGEST, found)
    entries = len(found.entries)
    del found
    again = cache.layer(DIGEST)
    assert again is not None
    assert len(again.entries) == entries
    print(memory("VmHWM") - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
