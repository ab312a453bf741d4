"""A layer's entries as columns: the same entries come out, and little memory is taken."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.model.entries import KINDS, EntryTable, EntryTableBuilder
from tutor.model.entry import Entry, content_digest
from tutor.model.image import Image, Layer

PATHS = st.lists(st.sampled_from(["a", "b", "node_modules", "ü", "\udcff"]), min_size=1, max_size=6).map(
    "/".join
)
LINKS = st.sampled_from(["", "../elsewhere", "ö"])


def entry(path, kind, size, mode, link, uid, gid):
    if kind == "file":
        return Entry(path, kind, size, mode, "", content_digest(path.encode("utf-8", "replace")), uid, gid)
    return Entry(path, kind, 0, mode, link if "link" in kind else "", "", uid, gid)


ENTRIES = st.builds(
    entry,
    PATHS,
    st.sampled_from(KINDS),
    st.integers(0, 2**63),
    st.integers(0, 0o7777),
    LINKS,
    st.integers(0, 2**32 - 1),
    st.integers(0, 5),
)


@given(st.lists(ENTRIES, max_size=200))
def test_a_table_is_a_sequence_of_what_was_put_in(entries):
    table = EntryTable.of(entries)
    assert list(table) == entries
    assert [table[i] for i in range(-len(entries), len(entries))] == entries + entries
    assert list(table.paths()) == [e.path for e in entries]
    assert list(table[1:-1]) == entries[1:-1]
    assert list(table[::-3]) == entries[::-3]
    assert table == EntryTable.of(entries)
    assert Layer("", table).size == Layer("", tuple(entries)).size
    with pytest.raises(IndexError):
        table[len(entries)]


@given(st.lists(ENTRIES, max_size=80))
def test_columns_make_the_same_table_again(entries):
    table = EntryTable.of(entries)
    columns = [bytes(column) for column in table.columns()]
    assert EntryTable.from_columns(columns, table.content_size) == table


def test_columns_that_differ_in_length_are_refused():
    columns = [bytes(column) for column in EntryTable.of([Entry("a", "dir")]).columns()]
    for number in range(1, len(columns)):
        broken = list(columns)
        broken[number] += bytes(16)
        if number != 2:  # owners are as many as there are
            with pytest.raises(ValueError):
                EntryTable.from_columns(broken, 0)


def test_tables_that_differ_in_anything_are_not_equal():
    one = Entry("a", "file", 1, 0o644, "", content_digest(b"a"), 1, 2)
    table = EntryTable.of([one])
    for change in ({"path": "b"}, {"mode": 0}, {"digest": ""}, {"size": 2}, {"uid": 3}, {"kind": "dir"}):
        values = {name: getattr(one, name) for name in Entry.__slots__} | change
        assert table != EntryTable.of([Entry(**values)]), change
    assert table != EntryTable.of([one, one])
    assert table != [one]


def test_half_a_million_entries_take_less_than_32_megabytes():
    tracemalloc.start()
    try:
        builder = EntryTableBuilder()
        for i in range(500_000):
            builder.add(
                b"app/node_modules/package-%d/dist/component-%d.js" % (i // 30, i), 0, i, digest=b"x" * 16
            )
        table = builder.table()
        assert tracemalloc.get_traced_memory()[1] < 32_000_000
    finally:
        tracemalloc.stop()
    assert table[400_000].path == "app/node_modules/package-13333/dist/component-400000.js"


def test_more_owners_than_a_table_tells_apart_are_refused():
    builder = EntryTableBuilder()
    for uid in range(1 << 16):
        builder.add(b"x", 0, uid=uid)
    with pytest.raises(ValueError, match="owners"):
        builder.add(b"x", 0, uid=1 << 16)


def test_files_of_a_table_are_found_by_glob():
    table = EntryTable.of([Entry("app", "dir"), Entry("app/a.ts", "file", 5), Entry("app/.wh.b.ts", "file")])
    assert list(Image("", (Layer("", table),), {}).find("app/**")) == [(0, Entry("app/a.ts", "file", 5))]
