"""Archives are read as Python's tarfile reads them, whichever program or hand made them."""

import io
import posixpath
import tarfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.tars import by_tarfile, entries_of, header, member, padded, pax, plain, row, sparse_member
from tutor.engine.bad_archive import BadArchive
from tutor.model.image import content_digest

FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
NAMES = st.text(
    st.one_of(st.sampled_from("./ab"), st.characters(codec="utf-8", exclude_characters="\0")),
    min_size=1,
    max_size=260,
).filter(lambda name: not name.endswith("/") and len(name.encode()) < 400)
KINDS = [
    tarfile.REGTYPE,
    tarfile.AREGTYPE,
    tarfile.CONTTYPE,
    tarfile.DIRTYPE,
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
]
KINDS += [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]


@st.composite
def member_infos(draw):
    info = tarfile.TarInfo(draw(NAMES))
    info.type = draw(st.sampled_from(KINDS))
    info.mode = draw(st.integers(0, 0o7777))
    info.uid, info.gid = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 2**21 - 1))
    info.mtime = draw(st.integers(0, 2**40) | st.floats(0, 2**31))
    content = draw(st.binary(max_size=1500)) if info.type in KINDS[:3] else b""
    info.size = len(content)
    if info.type in (tarfile.SYMTYPE, tarfile.LNKTYPE):
        info.linkname = draw(NAMES)
    if draw(st.booleans()):
        info.pax_headers = {
            "comment": draw(st.text(max_size=20).filter(lambda t: "\0" not in t)),
            "SCHILY.x": "y",
        }
    return info, content


def infos_of(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return list(tar)


def is_taken(info):
    """Return whether engines unpack a member: its path does not lead out, and what is no folder has a name."""
    paths = [info.name, info.linkname] if info.islnk() else [info.name]
    leads_out = any(posixpath.normpath(path).split("/")[0] == ".." for path in paths)
    return not leads_out and (info.isdir() or plain(info.name) != "")


@settings(max_examples=250)
@given(st.lists(member_infos(), max_size=5), st.sampled_from(FORMATS), st.booleans())
def test_every_format_is_read_as_tarfile_reads_it(infos, form, common):
    out = io.BytesIO()
    common = common and infos and form == tarfile.PAX_FORMAT
    headers = {"comment": "of all"} if common else None
    with tarfile.open(fileobj=out, mode="w", format=form, pax_headers=headers) as tar:
        for info, content in infos:
            with suppress(ValueError):  # the old format has no room for it
                tar.addfile(info, io.BytesIO(content))
    if not all(is_taken(info) for info in infos_of(out.getvalue())):
        with pytest.raises(BadArchive):
            entries_of(out.getvalue())
        return
    found = entries_of(out.getvalue())
    assert [row(e) for e in found] == by_tarfile(out.getvalue())
    contents = [content_digest(content) for info, content in infos if info.type in KINDS[:3]]
    assert {e.digest for e in found if e.kind == "file"} <= set(contents)


SIMPLE = st.sampled_from(
    [b"a", b"d/e", b"./x", b"/abs/y", "\u00fc".encode(), b"\xff", b"n" * 100, b"x//y", b"a/../b"]
)
LONG = SIMPLE | st.sampled_from([b"long" * 60, b"deep/" * 40 + b"x"])
NO_HEADER = st.just(b"")
PAX = st.dictionaries(st.sampled_from([b"path", b"linkpath", b"SCHILY.xattr.user.x"]), LONG, max_size=3)
NUMBERS = st.dictionaries(st.sampled_from([b"uid", b"gid"]), st.integers(0, 2**32 - 1).map(b"%d".__mod__))
LONG_NAMES = LONG.map(lambda name: member("././@LongLink", name + b"\0", b"L"))
LONG_LINKS = LONG.map(lambda name: member("././@LongLink", name + b"\0", b"K"))
EXTENDED = st.builds(lambda names, numbers: pax(*names.items(), *numbers.items()), PAX, NUMBERS)
BEFORE = st.permutations([NO_HEADER | LONG_NAMES, NO_HEADER | LONG_LINKS]).flatmap(
    lambda both: st.tuples(*both)
)


@st.composite
def made_by_hand(draw):
    """Return the bytes of one member as no program of today writes it."""
    kind = draw(st.sampled_from([b"0", b"\0", b"1", b"2", b"3", b"4", b"5", b"6", b"7"]))
    content = draw(st.binary(max_size=1100)) if kind in b"0\x007" else b""
    size = len(content)
    sizes = [b"%011o\0" % size, b"\x80" + size.to_bytes(11, "big"), b"%o \0" % size, b"%12o" % size]
    magic = draw(st.sampled_from([b"ustar\x0000", b"ustar  \0", bytes(8)]))
    block = header(
        draw(SIMPLE),
        draw(st.sampled_from(sizes)),
        kind,
        link=draw(SIMPLE),
        uid=draw(st.sampled_from([b"0000001\0", b"\x80\0\0\0\0\0\1\2", b"      7\0"])),
        magic=magic,
        prefix=draw(st.sampled_from([b"", b"pre/fix"])) if magic.startswith(b"ustar\0") else b"",
    )
    return b"".join(draw(BEFORE | EXTENDED.map(lambda data: (data,)))) + block + padded(content)


SPARSE = st.builds(
    lambda before, content, real, more: before + sparse_member(padded(content), real, more),
    NO_HEADER | LONG_NAMES,
    st.binary(max_size=600),
    st.integers(1000, 2**33 - 1),
    st.integers(0, 2),
)


@settings(max_examples=400)
@given(st.lists(made_by_hand() | SPARSE, max_size=4))
def test_headers_made_by_hand_are_read_as_tarfile_reads_them(members):
    data = b"".join(members) + bytes(1024)
    assert [row(e) for e in entries_of(data)] == by_tarfile(data)


def test_a_prefix_counts_only_where_the_magic_says_so_as_for_engines():
    for magic, path in ((b"ustar\x0000", "pre/x"), (b"ustar  \0", "x"), (bytes(8), "x")):
        assert entries_of(member("x", prefix=b"pre", magic=magic))[0].path == path


def test_of_repeated_long_names_the_last_one_counts_as_for_engines():
    data = member("L", b"first\0", b"L") + member("L", b"last\0", b"L") + member("x")
    data += member("K", b"first\0", b"K") + member("K", b"last\0", b"K") + member("y", kind=b"2", link=b"z")
    assert [(e.path, e.link) for e in entries_of(data)] == [("last", ""), ("y", "last")]


def test_an_old_members_slash_at_the_end_of_a_long_name_makes_a_folder_as_for_engines():
    for before in (pax((b"path", b"d/")), member("L", b"d/\0", b"L")):
        for kind, expected in ((b"\0", "dir"), (b"0", "file"), (b"7", "file")):
            found = entries_of(before + member("x", kind=kind) + member("next"))
            assert [(e.path, e.kind) for e in found] == [("d", expected), ("next", "file")]
