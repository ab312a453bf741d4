"""What layers hold is kept on disk: bounded, shared, and never wrong, whatever happens to the files."""

import multiprocessing
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.archives import digest, layer
from tests.engine.tars import scanned
from tutor.engine import checked_file
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles

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
        checked_file.write(folder / f"{kind}-{name(1)[7:]}.v2", [content])
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
    os.utime(folder / f"layer-{name(number)[7:]}.v2", (then, then))


def test_files_of_an_older_version_and_of_a_crash_are_removed(cache, folder):
    folder.mkdir()
    for left in ("layer-1.v1", "new-old", "new-now"):
        (folder / left).write_bytes(b"x")
    os.utime(folder / "new-old", (0, 0))
    cache.keep_layer(name(1), FILES)
    assert {file.name for file in folder.iterdir()} == {"new-now", f"layer-{name(1)[7:]}.v2"}


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
