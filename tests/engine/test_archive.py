"""A saved image is read in every layout, and never trusted."""

import gzip
import io
import tarfile
from contextlib import contextmanager, nullcontext

import pytest

from tests.engine.archives import digest, layer, saved
from tests.engine.layouts import Blobs, named
from tests.engine.tars import member, pax
from tutor.engine import allowance, sections, streamed
from tutor.engine.archive import read_image
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_sources import open_source
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import LABEL, Cancel, ImageInfo
from tutor.engine.sections import TarSections
from tutor.engine.streamed import Documents
from tutor.engine.tar_source import chunks_of
from tutor.errors import EngineTrouble
from tutor.model.image import content_digest

BASE = layer(("bin", None), ("bin/sh", b"x" * 1000), ("bin/ls", "sh"))
APP = layer(("app", None), ("app/page.tsx", b"source"), ("app/[id]", b"odd name"))
GONE = layer(("app", None), ("app/.wh.page.tsx", b""))
HISTORY = [
    {"created_by": "base"},
    {"created_by": "WORKDIR /app", "empty_layer": True},
    {"created_by": "COPY . ."},
    {"created_by": "RUN rm page.tsx"},
    {"created_by": 'CMD ["x"]', "empty_layer": True},
    {"created_by": f"LABEL {LABEL}=attempt", "empty_layer": True},
]


def read(archive, diff_ids, cache):
    @contextmanager
    def save():
        yield io.BytesIO(archive)

    return read_image(ImageInfo("sha256:" + "1" * 64, 99, diff_ids, {}), save, cache)


@pytest.fixture
def cache(tmp_path):
    return LayerCache(tmp_path / "layers")


@pytest.mark.parametrize("oci", [False, True])
@pytest.mark.parametrize("compressed", [False, True])
def test_both_layouts_give_the_same_image(cache, oci, compressed):
    image = read(*saved([BASE, APP, GONE], HISTORY, oci=oci, compressed=compressed), cache)
    assert [entry.path for entry in image.layers[1].entries] == ["app", "app/page.tsx", "app/[id]"]
    assert image.size == 1000 + len("sh") + len("source") + len("odd name")
    assert "app/page.tsx" not in image.visible()
    assert [number for number, _ in image.find("app/page.tsx")] == [1]
    assert image.layers[1].entries[1].digest == content_digest(b"source")


def test_layers_know_their_instruction_counted_from_the_end(cache):
    image = read(*saved([BASE, APP, GONE], HISTORY), cache)
    assert [(item.created_by, item.from_end) for item in image.layers] == [
        ("base", 4),
        ("COPY . .", 2),
        ("RUN rm page.tsx", 1),
    ]


@pytest.mark.parametrize("words", [f"LABEL {LABEL}=attempt", f'/bin/sh -c #(nop) LABEL "{LABEL}"="attempt"'])
def test_the_tutors_own_label_is_no_instruction_of_the_learners(cache, words):
    history = [*HISTORY[:-1], {"created_by": words, "empty_layer": True}]
    image = read(*saved([BASE, APP, GONE], history), cache)
    assert [item.from_end for item in image.layers] == [4, 2, 1]


def test_a_history_that_does_not_fit_is_not_guessed(cache):
    image = read(*saved([BASE, APP], HISTORY), cache)
    assert [item.from_end for item in image.layers] == [None, None]


def test_an_image_once_read_is_not_saved_again(cache):
    archive, diff_ids = saved([BASE, APP], HISTORY[:1] + HISTORY[2:3])
    first = read(archive, diff_ids, cache)
    assert read(b"never read", diff_ids, cache) == first


def test_a_broken_cache_file_is_read_again(cache, tmp_path):
    archive, diff_ids = saved([BASE], HISTORY[:1])
    first = read(archive, diff_ids, cache)
    for file in (tmp_path / "layers").iterdir():
        file.write_bytes(b"broken")
    assert read(archive, diff_ids, cache) == first


@pytest.mark.parametrize("cut", [1, 600, 2000, 5000])
def test_a_truncated_archive_is_told(cache, cut):
    archive, diff_ids = saved([BASE, APP], HISTORY)
    with pytest.raises(EngineTrouble):
        read(archive[:cut], diff_ids, cache)


def test_an_archive_without_its_layers_is_told(cache):
    archive, _ = saved([BASE], HISTORY)
    with pytest.raises(BadArchive, match="list of layers"):
        read(archive, ("sha256:" + "2" * 64, "sha256:" + "3" * 64), cache)


def test_layers_of_another_image_are_neither_shown_nor_kept(cache):
    archive, _ = saved([APP], HISTORY[:1])
    with pytest.raises(BadArchive, match="list of layers"):
        read(archive, (digest(BASE),), cache)
    assert cache.layer(digest(BASE)) is None


@pytest.mark.parametrize("broken", [b"{}", b"", None])
def test_of_several_images_in_a_stream_that_of_the_same_layers_is_read(cache, broken):
    blobs = Blobs()
    other = blobs.image([APP], HISTORY[:1], **named("other"))
    wanted = blobs.image([BASE, GONE], HISTORY, **named("wanted"))
    for name, manifest in list(blobs.files.items()):
        if broken is not None and digest(APP) in manifest.decode(errors="replace") and b"rootfs" in manifest:
            blobs.files[name] = broken
    image = read(blobs.index(other, wanted).tar(), (digest(BASE), digest(GONE)), cache)
    assert [len(item.entries) for item in image.layers] == [3, 2]


def test_lists_of_packages_beside_an_image_do_not_matter_however_large(cache, tmp_path):
    blobs = Blobs()
    image = blobs.image([BASE], HISTORY[:1])
    for n in range(4):
        blobs.add(b'{"sbom":"%d%s"}' % (n, b"x" * (4 << 20)))
    blobs.files = dict(sorted(blobs.index(image).files.items()))
    assert read(blobs.tar(), (digest(BASE),), cache).size == 1002
    (tmp_path / "image").write_bytes(gzip.compress(blobs.tar(), 1))
    again = open_source(str(tmp_path / "image"), None).read(LayerCache(tmp_path / "new"), Cancel())
    assert again.size == 1002


def test_documents_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(streamed, "MOST_DOCUMENTS", 1000)
    documents = Documents()
    for n in range(5000):
        documents.keep(b"%d" % n, b"x" * (n % 7) * 100)
    documents.keep(b"manifest", b"y" * 99)
    assert sum(map(len, documents._found.values())) <= 1000
    assert documents.get(b"manifest") == b"y" * 99


@pytest.mark.parametrize("kind", [b"0", b"2", b"1"])
def test_names_and_links_of_an_archives_own_members_are_counted(tmp_path, monkeypatch, kind):
    records = [(b"linkpath" if kind != b"0" else b"path", b"%d" % n + b"n" * 3900) for n in range(300)]
    data = b"".join(pax(record) + member(f"{n}", kind=kind) for n, record in enumerate(records))
    data += bytes(1024)
    (tmp_path / "image.tar").write_bytes(data)
    for most, fits in ((2 << 20, True), (1 << 20, False)):
        monkeypatch.setattr(allowance, "MOST_MEMORY", most)
        for look in (
            lambda: TarSections(tmp_path / "image.tar", allowance.Allowance()),
            lambda: streamed.read_stream(chunks_of(io.BytesIO(data).readinto)),
        ):
            with nullcontext() if fits else pytest.raises(BadArchive, match="more files"):
                look()


@pytest.mark.parametrize("kind", [b"0", b"2"])
def test_an_archive_of_more_members_than_any_is_refused(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(sections, "_MOST_MEMBERS", 10)
    (tmp_path / "image.tar").write_bytes(b"".join(member(f"{n}", kind=kind, link=b"x") for n in range(11)))
    with pytest.raises(BadArchive, match="more members"):
        TarSections(tmp_path / "image.tar", allowance.Allowance())


def test_a_link_to_a_layer_is_followed_inside_the_archive(cache):
    archive, diff_ids = saved([BASE], HISTORY[:1])
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(archive)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            content = old.extractfile(member)
            if member.name.endswith("layer.tar"):
                link = tarfile.TarInfo(member.name)
                link.type, link.linkname = tarfile.SYMTYPE, "../elsewhere/layer.tar"
                new.addfile(link)
                member.name = "elsewhere/layer.tar"
            new.addfile(member, content)
    assert read(out.getvalue(), diff_ids, cache).size == 1002


def test_a_reading_that_is_cancelled_before_asks_the_engine_for_nothing(cache):
    cancel = Cancel()
    cancel()
    with pytest.raises(EngineTrouble, match="cancelled"):
        read_image(
            ImageInfo("sha256:" + "1" * 64, 9, ("sha256:" + "2" * 64,), {}), pytest.fail, cache, cancel
        )
