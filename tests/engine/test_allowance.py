"""What an image may cost is counted over all its layers, wherever they come from."""

import io
import json
import os

import pytest
import zstandard

from tests.engine.archives import digest, layer, saved
from tests.engine.layouts import GZIP, PLAIN
from tests.engine.tars import member, scanned
from tutor.engine import allowance, sections
from tutor.engine.allowance import Allowance
from tutor.engine.archive import cached_image, read_image
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_sources import open_source
from tutor.engine.kept_texts import TextPacker
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import Cancel, ImageInfo
from tutor.engine.proven_layer import proven_layer
from tutor.engine.unpacking import unpacked

MANY = [b"".join(member(f"{n}-{i:090}") for i in range(3000)) + bytes(1024) for n in range(3)]
"""Layers of about 400 kB of memory each."""
ROOM_FOR_TWO = 1 << 20


@pytest.fixture
def cache(tmp_path):
    return LayerCache(tmp_path / "cache")


def test_tables_and_paths_of_all_layers_are_summed(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_MEMORY", 100)
    monkeypatch.setattr(allowance, "MOST_PATHS", 50)
    used = Allowance()
    used.keep_table(60, 20)
    used.check_table(40, 30)
    for memory, paths in ((41, 0), (0, 31)):
        with pytest.raises(BadArchive, match="more files"):
            used.check_table(memory, paths)
    assert used.has_room(30)
    assert not used.has_room(11)
    assert not used.has_room(5, beside=6)
    used.give_back(30)
    assert used.fits(40)


def test_what_unpacking_holds_is_counted_once_and_beyond_the_usual(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_MEMORY", 100)
    monkeypatch.setattr(allowance, "FREE_WINDOW", 50)
    around = Allowance()
    used = Allowance(around)
    used.hold_window(40)
    assert used.fits(100)
    used.hold_window(80)
    used.hold_window(70)
    assert used.fits(70)
    assert not used.fits(71)
    around.hold_window(60)
    assert not used.fits(61)


def test_a_large_window_leaves_less_room_for_files():
    for log, fits in ((20, True), (25, False)):
        used, window = Allowance(), zstandard.ZstdCompressionParameters.from_level(3, window_log=log)
        packer = zstandard.ZstdCompressor(compression_params=window).compressobj()
        data = packer.compress(b"x" * 3000) + packer.flush()
        unpacked(lambda: memoryview(b""), data[:512], used)
        assert used.fits(allowance.MOST_MEMORY) == fits


def test_documents_are_summed(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_DOCUMENTS", 100)
    used = Allowance()
    used.keep_document(60)
    with pytest.raises(BadArchive, match="manifests"):
        used.keep_document(41)


def test_only_a_layer_that_is_proven_is_counted():
    used = Allowance()
    assert proven_layer(io.BytesIO(MANY[0]), digest(b"other"), allowance=used) is None
    assert used.fits(allowance.MOST_MEMORY)
    assert proven_layer(io.BytesIO(MANY[0]), digest(MANY[0]), allowance=used) is not None
    assert not used.fits(allowance.MOST_MEMORY)


@pytest.mark.parametrize("packed", [PLAIN, GZIP])
def test_layers_of_an_archive_are_summed_read_or_from_the_cache(cache, tmp_path, monkeypatch, packed):
    archive, ids = saved(MANY, [{"created_by": "x"}] * 3)
    (tmp_path / "image").write_bytes(packed(archive))
    for _ in range(2):
        monkeypatch.setattr(allowance, "MOST_MEMORY", ROOM_FOR_TWO)
        with pytest.raises(BadArchive, match="more files"):
            open_source(str(tmp_path / "image"), None).read(cache, Cancel())
        monkeypatch.undo()
        open_source(str(tmp_path / "image"), None).read(cache, Cancel())
        assert all(cache.layer(diff_id) for diff_id in ids)


def test_layers_of_an_engine_are_summed_read_or_from_the_cache(cache, monkeypatch):
    archive, ids = saved(MANY, [{"created_by": "x"}] * 3)
    info = ImageInfo("sha256:" + "1" * 64, 9, ids, {})
    for _ in range(2):
        monkeypatch.setattr(allowance, "MOST_MEMORY", ROOM_FOR_TWO)
        with pytest.raises(BadArchive, match="more files"):
            read_image(info, lambda: io.BytesIO(archive), cache)
        assert cached_image(info, cache) is None
        monkeypatch.undo()
        read_image(info, lambda: io.BytesIO(archive), cache)
    assert cached_image(info, cache) is not None


def repeated(data, count):
    """Return an archive of an image that has one layer many times."""
    config = json.dumps({"rootfs": {"diff_ids": [digest(data)] * count}, "history": []}).encode()
    manifest = [{"Config": "c", "RepoTags": [], "Layers": ["l"] * count}]
    return layer(("c", config), ("l", data), ("manifest.json", json.dumps(manifest).encode()))


def test_a_layer_that_an_image_has_many_times_is_read_and_kept_once(cache, tmp_path, monkeypatch):
    opened = []
    original = sections.Section.opened
    monkeypatch.setattr(
        sections.Section, "opened", lambda self: (opened.append(self.size), original(self))[1]
    )
    (tmp_path / "image").write_bytes(repeated(MANY[0], 100))
    for _ in range(2):
        image = open_source(str(tmp_path / "image"), None).read(cache, Cancel())
        assert len({id(item.entries) for item in image.layers}) == 1
        assert cached_image(ImageInfo(image.id, 9, (digest(MANY[0]),) * 100, {}), cache) is None
    assert opened.count(len(MANY[0])) == 1


@pytest.mark.parametrize("packed", [PLAIN, GZIP])
def test_a_layer_that_an_image_has_too_many_times_is_refused(cache, tmp_path, monkeypatch, packed):
    monkeypatch.setattr(allowance, "MOST_PATHS", 20 << 20)
    (tmp_path / "image").write_bytes(packed(repeated(MANY[0], 100)))
    with pytest.raises(BadArchive, match="more files"):
        open_source(str(tmp_path / "image"), None).read(cache, Cancel())


def test_texts_without_room_are_left_out_and_the_files_are_not(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_MEMORY", 100_000)
    data = b"".join(member(f"{n}/package.json", os.urandom(20_000)) for n in range(6)) + bytes(1024)
    files = scanned(data)
    assert len(files.texts) == 4
    assert len(files.entries) == 6


def test_a_large_text_without_room_is_let_go_while_it_passes(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_MEMORY", 100_000)
    packed = []
    monkeypatch.setattr(TextPacker, "packed", lambda packer: packed.append(packer.size))
    files = scanned(member("package.json", os.urandom(600_000)) + bytes(1024))
    assert packed == []
    assert len(files.entries) == 1


def test_texts_make_room_for_the_table(monkeypatch):
    texts = b"".join(member(f"{n}/package.json", b"{}") for n in range(1000))
    monkeypatch.setattr(allowance, "MOST_MEMORY", 1 << 20)
    files = scanned(texts + b"".join(member(f"{n:090}") for n in range(7000)) + bytes(1024))
    assert len(files.entries) == 8000
    assert not files.texts
