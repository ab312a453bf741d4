"""Make tar archives by hand, for what tarfile does not write."""

import io
import posixpath
import tarfile

from tutor.engine.layer_scan import scan
from tutor.engine.tar_source import Source, chunks_of


def header(name="file", size=0, kind=b"0", **fields):
    """Return a header block with a right checksum; `fields` are bytes by name, put in as they are."""
    block = bytearray(512)
    for at, length, value in (
        (0, 100, name.encode() if isinstance(name, str) else name),
        (100, 8, fields.get("mode", b"0000644\0")),
        (108, 8, fields.get("uid", b"0000000\0")),
        (116, 8, fields.get("gid", b"0000000\0")),
        (124, 12, size if isinstance(size, bytes) else b"%011o\0" % size),
        (136, 12, b"00000000000\0"),
        (156, 1, kind),
        (157, 100, fields.get("link", b"")),
        (257, 8, fields.get("magic", b"ustar\x0000")),
        (345, 155, fields.get("prefix", b"")),
    ):
        assert len(value) <= length
        block[at : at + len(value)] = value
    for at, value in fields.get("raw", ()):
        block[at : at + len(value)] = value
    return checked(block)


def checked(block):
    """Return a header block with the checksum that fits."""
    block = bytearray(block)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def member(name="file", content=b"", kind=b"0", **fields):
    """Return a header with its content."""
    return header(name, len(content), kind, **fields) + padded(content)


def padded(content):
    return content + bytes(-len(content) % 512)


def sparse_member(content=b"z" * 512, real=1 << 20, more=0):
    raw = [(386, b"%011o\0%011o\0" % (0, len(content))), (482, bytes([more])), (483, b"%011o\0" % real)]
    block = header("sparse", len(content), b"S", magic=b"ustar  \0", raw=raw)
    maps = b"".join(bytes(504) + bytes([n + 1 < more]) + bytes(7) for n in range(more))
    return block + maps + content


def pax(*records, kind=b"x"):
    """Return an extended header; a record is (key, value) in bytes."""
    return member("pax", b"".join(pax_record(*record) for record in records), kind)


def pax_record(key, value):
    """Return `LENGTH KEY=VALUE\\n`, where the length counts itself."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while length != len(rest) + len(b"%d" % length):
        length = len(rest) + len(b"%d" % length)
    return b"%d" % length + rest


def scanned(data, allowance=None):
    """Return what is kept of a layer archive."""
    return scan(Source(chunks_of(io.BytesIO(data).readinto)), allowance)


def entries_of(data):
    """Return the entries of a layer archive."""
    return list(scanned(data).entries)


def by_tarfile(data):
    """Return (path, kind, size, mode, uid, gid, link) of each member as Python's tarfile reads it."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [_row(m) for m in tar]


def _row(m):
    kind = (
        *(("file", m.isreg()), ("dir", m.isdir()), ("symlink", m.issym()), ("hardlink", m.islnk())),
        ("other", True),
    )
    name = next(name for name, applies in kind if applies)
    link = m.linkname if m.issym() else plain(m.linkname) if m.islnk() else ""
    return plain(m.name), name, m.size if m.isreg() else 0, m.mode & 0o7777, m.uid, m.gid, link


def plain(name):
    """Return a path of an archive from the root of the image."""
    return posixpath.normpath(f"/{name}").lstrip("/")


def row(entry):
    """Return an entry in the form of `by_tarfile`."""
    return entry.path, entry.kind, entry.size, entry.mode, entry.uid, entry.gid, entry.link
