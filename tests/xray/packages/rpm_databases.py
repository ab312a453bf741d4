"""RPM databases as rpm writes them, made by hand."""

import sqlite3
import struct


def header(name, version="1.0", release="1.el9", folders=(), files=()):
    """Return a package header; `files` are (number of the folder, name)."""
    tags = [
        (1000, 6, 1, text(name)),
        (1001, 6, 1, text(version)),
        (1002, 6, 1, text(release)),
        (1116, 4, len(files), b"".join(struct.pack(">I", n) for n, _ in files)),
        (1117, 8, len(files), b"".join(text(f) for _, f in files)),
        (1118, 8, len(folders), b"".join(text(f) for f in folders)),
    ]
    index, data = b"", b""
    for tag, kind, count, value in tags:
        data += bytes(-len(data) % 4)
        index += struct.pack(">IIII", tag, kind, len(data), count)
        data += value
    return struct.pack(">II", len(tags), len(data)) + index + data


def text(value):
    return value.encode() + b"\0"


def database(*blobs, schema="CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)"):
    """Return the bytes of a database with these headers, marked as one with a write-ahead log, as rpm's are."""
    made = sqlite3.connect(":memory:")
    made.execute(schema)
    for blob in blobs:
        made.execute("INSERT INTO Packages (blob) VALUES (?)", (blob,))
    made.commit()
    data = made.serialize()
    made.close()
    return data[:18] + b"\x02\x02" + data[20:]
