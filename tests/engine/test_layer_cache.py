"""What layers hold is kept on disk: bounded, shared, and never wrong, whatever happens to the files."""

import io
import multiprocessing
import os
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.archives import digest, layer
from tests.engine.tars import member, scanned
from tutor.engine import allowance, checked_file, layer_file
from tutor.engine.allowance import Allowance
from tutor.engine.bad_archive import BadArchive
from tutor.engine.kept_texts import KeptTexts
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.model.entries import EntryTable
from tutor.model.entry import Entry

DATA = layer(("app", None), ("app/package.json", b'{"name":"app"}'), ("app/ü", b"x"), ("app/link", "ü"))
FILES = scanned(DATA)
HISTORY = [{"created_by": "COPY . .", "empty_layer": False}]


def name(number):
    return digest(b"%d" % number)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "layers"


@pytest.fixture
def cache(folder):
    return LayerCache(folder)


def test_what_is_kept_comes_back_the_same(cache, folder):
    assert cache.layer(name(1)) is None
    assert cache.history(name(1)) is None
    cache.keep_layer(name(1), FILES)
    cache.keep_history(name(1), HISTORY)
    again = LayerCache(folder)
    assert again.layer(name(1)) == FILES
    assert again.layer(name(1)).entries.content_size == FILES.entries.content_size
    assert again.history(name(1)) == HISTORY


PATHS = st.lists(st.sampled_from(["a", "node_modules", "\u00fc", "\udcff", "x" * 99]), min_size=1).map(
    "/".join
)
ENTRIES = st.builds(
    Entry,
    PATHS,
    st.sampled_from(["file", "dir", "symlink"]),
    st.integers(0, 2**63),
    link=st.sampled_from(["", "\udcfe", "../b"]),
    uid=st.integers(0, 2**32 - 1),
)


@given(st.lists(ENTRIES, max_size=200), st.dictionaries(PATHS, st.binary(max_size=300), max_size=20))
def test_any_layer_comes_back_the_same_piece_by_piece(entries, texts):
    table = EntryTable.of(entries)
    files = LayerFiles(table, KeptTexts({path: zlib.compress(text) for path, text in texts.items()}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layer_file, "_PIECE", 100)
        data = b"".join(layer_file.pieces(files))
    found = layer_file.read(io.BytesIO(data), Allowance())
    assert found == files
    assert dict(found.texts) == texts
    assert list(found.texts) == list(texts)
    assert found.entries.content_size == table.content_size
    for cut in range(0, len(data), 1 + len(data) // 20):
        with pytest.raises(layer_file.NOT_A_LAYER):
            layer_file.read(io.BytesIO(data[:cut]), Allowance())


def test_texts_that_do_not_fit_are_left_out_and_a_table_that_does_not_is_refused(cache, monkeypatch):
    data = b"".join(member(f"{n}/package.json", b"%d" % n) for n in range(500)) + bytes(1024)
    files = scanned(data)
    cache.keep_layer(name(1), files)
    monkeypatch.setattr(allowance, "MOST_MEMORY", files.entries.memory + 20_000)
    found = cache.layer(name(1))
    assert found.entries == files.entries
    assert 0 < len(found.texts) < 100
    assert all(found.texts[path] == files.texts[path] for path in found.texts)
    monkeypatch.setattr(allowance, "MOST_MEMORY", files.entries.memory - 1)
    with pytest.raises(BadArchive, match="more files"):
        cache.layer(name(1))


def test_a_cache_that_can_only_be_read_is_read(cache, monkeypatch):
    cache.keep_layer(name(1), FILES)

    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert cache.layer(name(1)) == FILES


@settings(max_examples=100)
@given(st.data())
def test_a_damaged_file_is_a_miss(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cache")
    cache = LayerCache(folder)
    cache.keep_layer(name(1), FILES)
    cache.keep_history(name(1), HISTORY)
    for file in folder.iterdir():
        good = file.read_bytes()
        at = data.draw(st.integers(0, len(good) - 1))
        cut = data.draw(st.booleans())
        file.write_bytes(good[:at] if cut else good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
    assert cache.layer(name(1)) is None
    assert cache.history(name(1)) is None


@given(st.binary(max_size=300))
def test_whole_files_with_other_content_are_misses(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("cache")
    cache = LayerCache(folder)
    for kind in ("layer", "image"):
        checked_file.write(folder / f"{kind}-{name(1)[7:]}.v3", [content])
    assert cache.layer(name(1)) is None
    assert cache.history(name(1)) is None


@pytest.mark.parametrize(
    "wrong", ["", "sha256:", "../../etc/passwd", "sha256:" + "0" * 63, "sha256:" + "g" * 64]
)
def test_only_digests_become_file_names(cache, folder, wrong):
    cache.keep_layer(wrong, FILES)
    cache.keep_history(wrong, HISTORY)
    assert cache.layer(wrong) is None
    assert not folder.exists()


def test_what_was_not_used_for_longest_goes_first(folder):
    cache = LayerCache(folder)
    cache.keep_layer(name(0), FILES)
    size = next(folder.iterdir()).stat().st_size
    cache = LayerCache(folder, most_bytes=3 * size)
    for number in range(3):
        cache.keep_layer(name(number), FILES)
        set_age(folder, number, 100 - number)
    assert cache.layer(name(0)) == FILES, "it is used now"
    cache.keep_layer(name(3), FILES)
    assert [cache.layer(name(n)) is not None for n in range(4)] == [True, False, True, True]
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 3 * size


def set_age(folder, number, seconds):
    then = time.time() - seconds
    os.utime(folder / f"layer-{name(number)[7:]}.v3", (then, then))


def test_files_of_an_older_version_and_of_a_crash_are_removed(cache, folder):
    folder.mkdir()
    for left in ("layer-1.v2", "new-old", "new-now"):
        (folder / left).write_bytes(b"x")
    os.utime(folder / "new-old", (0, 0))
    cache.keep_layer(name(1), FILES)
    assert {file.name for file in folder.iterdir()} == {"new-now", f"layer-{name(1)[7:]}.v3"}


def test_a_write_that_breaks_off_leaves_the_old_file(cache, folder):
    cache.keep_history(name(1), HISTORY)

    def pieces():
        yield b"half"
        raise KeyboardInterrupt

    path = next(folder.iterdir())
    with pytest.raises(KeyboardInterrupt):
        checked_file.write(path, pieces())
    assert [file.name for file in folder.iterdir()] == [path.name]
    assert cache.history(name(1)) == HISTORY


def test_a_folder_that_cannot_be_written_costs_no_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    cache = LayerCache(tmp_path / "file" / "layers")
    cache.keep_layer(name(1), FILES)
    assert cache.layer(name(1)) is None


def use(folder, seed):
    """Keep and read layers in a small cache, as a process of its own; leave with 1 if anything is wrong."""
    cache = LayerCache(folder, most_bytes=5000)
    for number in range(60):
        which = name((number * seed) % 13)
        found = cache.layer(which)
        if found is not None and found != FILES:
            os._exit(1)
        cache.keep_layer(which, FILES)


def test_several_copies_share_a_folder(folder):
    processes = [
        multiprocessing.get_context("spawn").Process(target=use, args=(folder, s)) for s in (1, 5, 7)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert not [file for file in folder.iterdir() if file.name.startswith("new-")]


def test_a_layer_without_texts_or_entries_is_kept_too(cache):
    empty = scanned(bytes(1024))
    cache.keep_layer(name(1), empty)
    assert cache.layer(name(1)) == empty == LayerFiles(empty.entries, empty.texts)
