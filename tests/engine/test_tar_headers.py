"""Headers are read as tarfile reads them, in all formats; what is broken or hostile is told, by one error only."""

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.tars import (
    by_tarfile,
    checked,
    entries_of,
    header,
    member,
    padded,
    pax,
    row,
    scanned,
    sparse_member,
)
from tutor.engine import allowance, tar_headers
from tutor.engine.bad_archive import BadArchive
from tutor.engine.go_info import GoInfoFinder
from tutor.engine.layer_scan import scan
from tutor.engine.tar_source import Source
from tutor.model import telling
from tutor.model.image import content_digest


@settings(max_examples=400)
@given(st.data())
def test_damage_never_ends_in_another_error(data):
    parts = [member("a", b"x" * 700), pax((b"path", b"long"), (b"size", b"3")), member("b", b"abc")]
    parts += [member("L", b"longname\0", b"L"), sparse_member(), member("c", b"\x7fELF" + b"y" * 600)]
    good = bytearray(b"".join(parts) + bytes(1024))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):  # let the damage get past the checksums
        for at in range(0, len(good), 512):
            if good[at + 257 : at + 262] == b"ustar":
                good[at : at + 512] = checked(good[at : at + 512])
    damaged = bytes(good[: data.draw(st.integers(0, len(good)))])
    with suppress(BadArchive):
        assert all(entry.size >= 0 for entry in entries_of(damaged))


@given(st.binary(max_size=3000))
def test_any_bytes_are_an_archive_or_a_bad_archive(data):
    with suppress(BadArchive):
        entries_of(data)


@pytest.mark.parametrize("more", [0, 1, 2])
def test_an_old_sparse_file_has_its_real_size_and_takes_its_stored_one(more):
    data = sparse_member(more=more) + member("next", b"content") + bytes(1024)
    found = entries_of(data)
    assert [(e.path, e.size) for e in found] == [("sparse", 1 << 20), ("next", 7)]
    assert found[0].digest == ""
    assert [row(e) for e in found] == by_tarfile(data)


REAL = (b"path", b"real/name")
MAP_IN_CONTENT = ((b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"))


@pytest.mark.parametrize(
    "records",
    [
        [(b"GNU.sparse.size", b"9000"), (b"GNU.sparse.offset", b"0"), (b"GNU.sparse.numbytes", b"512"), REAL],
        [(b"GNU.sparse.size", b"9000"), (b"GNU.sparse.name", b"real/name"), (b"GNU.sparse.map", b"0,512")],
        [*MAP_IN_CONTENT, (b"GNU.sparse.name", b"real/name"), (b"GNU.sparse.realsize", b"9000")],
    ],
)
def test_each_pax_sparse_format_gives_real_name_and_size(records):
    content = padded(b"1\n0\n512\n") + b"z" * 512
    data = pax(*records) + member("GNUSparseFile.0/name", content) + member("next", b"content") + bytes(1024)
    assert [(e.path, e.size) for e in entries_of(data)] == [("real/name", 9000), ("next", 7)]
    assert [row(e) for e in entries_of(data)] == by_tarfile(data)


def test_numbers_too_large_for_octal_are_read():
    data = member("a", b"", uid=b"\x80" + (2**31).to_bytes(7, "big"), gid=b"\xff" * 8)
    data += pax((b"uid", b"4294967295")) + member("b")
    assert [(e.uid, e.gid) for e in entries_of(data)] == [(2**31, 2**32 - 1), (2**32 - 1, 0)]


@pytest.mark.parametrize("record", [(b"uid", b"7"), (b"path", b"evil"), (b"size", b"0"), (b"linkpath", b"x")])
def test_a_global_header_says_nothing_of_members_as_for_engines(record):
    data = pax(record, kind=b"g") + member("a", b"abc") + pax((b"uid", b"8")) + member("b") + member("c")
    assert [(e.path, e.size, e.uid) for e in entries_of(data)] == [("a", 3, 0), ("b", 0, 8), ("c", 0, 0)]


def test_checksums_of_programs_that_count_signed_bytes_are_right():
    block = bytearray(header("ü"))
    signed = sum(b - 256 if b > 127 else b for b in block[:148] + b" " * 8 + block[156:])
    block[148:156] = b"%06o\0 " % signed
    assert entries_of(bytes(block))[0].path == "ü"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bytes(148) + b"0000000\0" + b"x" * 356, "checksum"),
        (header()[:148] + b"        " + header()[156:], "checksum"),
        (header(size=b"\xff" * 12), "negative"),
        (header(size=b"\x80" + b"\xff" * 11), "larger than any file"),
        (header(size=b"0000000009\0\0"), "octal"),
        (header(size=b"-0000000001\0"), "octal"),
        (header(size=b"0o0000000001"), "octal"),
        (header(mode=b"__1____\0"), "octal"),
        (member("x", b"99 path=a\n", b"x"), "broken"),
        (member("x", b"0 path=a\n", b"x"), "broken"),
        (member("x", b"-1 path=a\n", b"x"), "no length"),
        (member("x", b"10 path=ab\n", b"x"), "broken"),
        (member("x", b"path", b"x"), "no length"),
        (member("x", b"9" * 5000 + b" a=b\n", b"x"), "no length"),
        (member("x", b"7 abcd\n", b"x"), "broken"),
        (pax((b"size", b"-5")) + member(), "number"),
        (pax((b"size", b"9" * 30)) + member(), "number"),
        (pax((b"GNU.sparse.realsize", b"1e9")) + member(), "number"),
        (pax((b"path", b"a" * 5000)) + member(), "longer or deeper"),
        (pax((b"path", b"a/" * 1000 + b"b")) + member(), "longer or deeper"),
        (pax((b"path", b"a\0b")) + member(), "longer or deeper"),
        (pax((b"linkpath", b"a" * 5000)) + member(kind=b"2"), "link is longer"),
        (header("x", 2 << 20, b"x"), "larger than any file name"),
        (header("x", 1 << 32, b"L"), "larger than any file name"),
        (header(size=1 << 32), "too early"),
        (member("x", b"y" * 600)[:-400], "too early"),
        (sparse_member(more=2)[:600], "too early"),
    ],
)
def test_what_cannot_be_is_told(data, why):
    with pytest.raises(BadArchive, match=why):
        entries_of(data)


def test_an_archive_cut_anywhere_is_told_or_gives_what_was_whole():
    data = member("a", b"x" * 700) + pax((b"path", b"long")) + member("b", b"abc") + bytes(1024)
    whole = [row(e) for e in entries_of(data)]
    for cut in range(len(data)):
        with suppress(BadArchive):
            found = [row(e) for e in entries_of(data[:cut])]
            assert found == whole[: len(found)]
            assert cut % 512 == 0 or found == whole


def test_paths_are_cleaned_as_engines_clean_them_and_devices_stay_entries():
    data = (
        member("/abs//./b/")
        + member("/../x")
        + member("x/../usr/bin/.wh.gcc")
        + member("a/b/../../", kind=b"5")
        + member("a/...", kind=b"3")
        + member("p", kind=b"6")
        + member("loop", kind=b"2", link=b"../../loop")
        + member("in", kind=b"1", link=b"etc/x/../shadow")
    )
    assert [(e.path, e.kind, e.link) for e in entries_of(data)] == [
        ("abs/b", "file", ""),
        ("x", "file", ""),
        ("usr/bin/.wh.gcc", "file", ""),
        ("", "dir", ""),
        ("a/...", "other", ""),
        ("p", "other", ""),
        ("loop", "symlink", "../../loop"),
        ("in", "hardlink", "etc/shadow"),
    ]


@pytest.mark.parametrize("path", ["..", "../x", "../../etc/passwd", "a/../../b", "./..", "a/../.."])
def test_a_path_that_leads_out_is_refused_as_engines_refuse_it(path):
    for data in (member(path, b"x"), member(path, kind=b"5"), member("l", kind=b"1", link=path.encode())):
        with pytest.raises(BadArchive, match="leads out"):
            entries_of(data)


@pytest.mark.parametrize("path", [".wh.", "a/.wh.", "a/.wh..", "a/.wh...", "a/.wh./", "a/./.wh."])
def test_a_whiteout_without_a_name_is_refused(path):
    with pytest.raises(BadArchive, match="names nothing"):
        entries_of(member(path))


@pytest.mark.parametrize("path", [".wh..wh.", ".wh..x", ".wh....", ".wh./x", "a.wh.", ".wh..wh..opq"])
def test_other_whiteouts_and_names_like_them_are_read(path):
    assert [e.path for e in entries_of(member(path))] == [path]


@pytest.mark.parametrize("path", [".", "./", "/", "a/.."])
def test_the_root_is_a_folder_and_nothing_else(path):
    assert [e.path for e in entries_of(member(path, kind=b"5"))] == [""]
    with pytest.raises(BadArchive, match="no folder"):
        entries_of(member(path, kind=b"2", link=b"x"))


def test_an_extended_header_of_many_records_takes_no_time_and_no_memory():
    data = member("x", b"5 a=\n" * 200_000, b"x") + member("a")
    begin = time.process_time()
    tracemalloc.start()
    try:
        assert [e.path for e in entries_of(data)] == ["a"]
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert time.process_time() - begin < 20


def test_files_without_end_are_refused_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_MEMORY", 4 << 20)
    block = b"".join(member(f"{n:090}") for n in range(2048))
    tracemalloc.start()
    try:
        with pytest.raises(BadArchive, match="more files"):
            scan(Source(lambda: memoryview(block)))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_paths_that_share_all_but_their_end_are_counted_in_full(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_PATHS", 4 << 20)
    folder = b"x" * 4000
    block = b"".join(pax((b"path", folder + b"/%d" % n)) + member() for n in range(1024))
    with pytest.raises(BadArchive, match="more files"):
        scan(Source(lambda: memoryview(block)))


def test_files_of_more_owners_than_a_system_has_are_refused():
    data = b"".join(member("f", uid=b"%07o\0" % uid) for uid in range(65_537))
    with pytest.raises(BadArchive, match="owners"):
        entries_of(data)


def test_texts_that_tell_are_kept_and_bounded():
    info = b"\x7fELF" + bytes(60) + b"\xff Go buildinf:\x08\x02" + b"go1.22"
    fake = b"\x7fELF" + bytes(61) + b"\xff Go buildinf:" + bytes(100)
    data = (
        member("app/package.json", b"{}") + member("bin/go", info + bytes(40_000)) + member("bin/fake", fake)
    )
    data += member("app/index.js", b"x") + member("a.dist-info/METADATA", b"m" * 100_000)
    files = scanned(data)
    assert set(files.texts) == {"app/package.json", "bin/go", "a.dist-info/METADATA"}
    assert files.texts["app/package.json"] == b"{}"
    assert files.texts["bin/go"].startswith(b"\xff Go buildinf:\x08\x02go1.22")
    assert len(files.texts["bin/go"]) == 32 << 10
    assert len(files.texts["a.dist-info/METADATA"]) == 64 << 10
    assert files.entries[4].digest == content_digest(b"m" * 100_000)
    assert files.entries[1].digest == content_digest(info + bytes(40_000))


def test_more_entries_than_any_layer_has_are_refused(monkeypatch):
    monkeypatch.setattr(tar_headers, "MOST_ENTRIES", 10)
    assert len(entries_of(member() * 9 + bytes(1024))) == 9
    with pytest.raises(BadArchive, match="more than 10 entries"):
        entries_of(member() * 11)


def test_of_a_database_that_is_too_large_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(telling, "MOST_DATABASE", 1000)
    for size in (1000, 1001):
        files = scanned(member("var/lib/rpm/rpmdb.sqlite", b"x" * size) + bytes(1024))
        assert len(files.texts) == (size == 1000)
        assert files.entries[0].digest == content_digest(b"x" * size)


def test_go_info_is_found_across_the_edges_of_pieces():
    content = bytes(160) + b"\xff Go buildinf:" + b"i" * 50
    for size in (1, 7, 16, 100, 165, 1000):
        finder = GoInfoFinder()
        for at in range(0, len(content), size):
            finder.feed(memoryview(content)[at : at + size])
        assert finder.found == content[160:]


def test_more_texts_than_a_layer_may_have_are_left_out():
    large = b"x" * (8 << 20)
    files = scanned(b"".join(member(f"d{n}/package.json", large) for n in range(8)))
    assert len(files.texts) == 6
    assert len({e.digest for e in files.entries}) == 1
