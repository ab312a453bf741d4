"""Images come from engines, archives and OCI layouts; nothing is read that need not be, and nothing is believed."""

import gzip
import io
import json
import os
import platform
import tarfile

import pytest
import zstandard

from tests.engine.archives import digest, layer, saved
from tests.engine.layouts import GZIP, PLAIN, ZSTD, Blobs, attestation, named
from tutor.engine import sections
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_sources import open_source
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble, NoEngine, TutorError, UsageProblem

BASE = layer(("bin", None), ("bin/sh", b"x" * 1000), ("bin/ls", "sh"))
APP = layer(("app", None), ("app/page.tsx", b"source"), ("app/package.json", b'{"name":"app"}'))
HISTORY = [{"created_by": "base"}, {"created_by": "ENV A", "empty_layer": True}, {"created_by": "COPY . ."}]
PATHS = ["bin", "bin/sh", "bin/ls", "app", "app/page.tsx", "app/package.json"]


@pytest.fixture
def cache(tmp_path):
    return LayerCache(tmp_path / "cache")


@pytest.fixture
def store(tmp_path):
    """Write an archive; return its path as text."""

    def write(data, name="image.tar"):
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return write


def read(source, cache):
    return source.read(cache, Cancel())


def paths(image):
    return [entry.path for layer in image.layers for entry in layer.entries]


def check(source, cache):
    """Assert that it is the image of BASE and APP, with all that is told of it."""
    assert source.info().diff_ids == (digest(BASE), digest(APP))
    assert source.info().engine_size is None
    assert list(source.history()) == HISTORY
    image = read(source, cache)
    assert paths(image) == PATHS
    assert image.id == source.info().id
    assert [item.created_by for item in image.layers] == ["base", "COPY . ."]
    assert dict(image.layers[1].texts) == {"app/package.json": b'{"name":"app"}'}
    assert read(source, cache) == image


@pytest.mark.parametrize("oci", [False, True])
@pytest.mark.parametrize("layers_packed", [False, True])
@pytest.mark.parametrize("packed", [PLAIN, GZIP, ZSTD])
def test_archives_of_both_layouts_are_read_however_they_are_compressed(
    cache, store, oci, layers_packed, packed
):
    archive, _ = saved([BASE, APP], HISTORY, oci=oci, compressed=layers_packed)
    check(open_source(store(packed(archive)), None), cache)


@pytest.mark.parametrize("compress", [PLAIN, GZIP, ZSTD])
def test_a_layout_is_read_as_a_folder_and_as_a_tar_file(cache, store, tmp_path, compress):
    blobs = Blobs()
    blobs.index(blobs.image([BASE, APP], HISTORY, compress=compress))
    check(open_source(str(blobs.write(tmp_path / "layout")), None), cache)
    check(open_source(store(blobs.tar()), None), LayerCache(tmp_path / "other"))


def test_of_several_platforms_that_of_this_machine_is_read_and_attestations_never(cache, tmp_path):
    mine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    blobs = Blobs()
    other = blobs.image([BASE], HISTORY[:1], architecture="s390x")
    wanted = blobs.image([BASE, APP], HISTORY, architecture=mine)
    proof = blobs.add({"layers": [], "config": {}}, **attestation())
    nested = blobs.add({"manifests": [proof, other, wanted, proof]})
    blobs.index(nested)
    check(open_source(str(blobs.write(tmp_path / "layout")), None), cache)


def test_platforms_whose_blobs_are_not_there_do_not_matter(cache, tmp_path):
    blobs = Blobs()
    wanted = blobs.image([BASE, APP], HISTORY, architecture="s390x")
    gone = {"digest": digest(b"gone"), "platform": {"os": "linux", "architecture": "amd64"}}
    blobs.index(blobs.add({"manifests": [gone, wanted]}))
    check(open_source(str(blobs.write(tmp_path / "layout")), None), cache)


@pytest.mark.parametrize("packed", [PLAIN, GZIP])
def test_one_of_several_images_is_read_by_its_name(cache, store, tmp_path, packed):
    blobs = Blobs()
    first = blobs.image([BASE], HISTORY[:1], **named("docker.io/library/shop:1"))
    second = blobs.image([BASE, APP], HISTORY, **named("shop:latest"))
    path = store(packed(blobs.index(first, second).tar()))
    check(open_source(f"{path}:shop", None), cache)
    assert open_source(f"{path}:shop:1", None).info().diff_ids == (digest(BASE),)
    for text in (path, f"{path}:other"):
        with pytest.raises(UsageProblem, match="shop:1, shop:latest"):
            open_source(text, None).info()


def test_an_image_with_two_names_needs_none(cache, store):
    archive, _ = saved([BASE, APP], HISTORY)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = [(m.name, tar.extractfile(m).read()) for m in tar]
    manifest = json.loads(files[-1][1])[0]
    twice = json.dumps([manifest | {"RepoTags": ["a:1"]}, manifest | {"RepoTags": ["b:1"]}]).encode()
    check(open_source(store(layer(*files[:-1], ("manifest.json", twice))), None), cache)


def test_only_layers_that_are_not_in_the_cache_are_read(cache, store):
    first, _ = saved([BASE], HISTORY[:1])
    read(open_source(store(first), None), cache)
    second, _ = saved([BASE, APP], HISTORY)
    broken = second.replace(b"x" * 1000, b"y" * 1000)
    assert paths(read(open_source(store(broken), None), cache)) == PATHS


def test_a_layer_that_is_not_what_its_digest_says_is_neither_shown_nor_kept(cache, store, tmp_path):
    archive, _ = saved([BASE, APP], HISTORY)
    for packed in (PLAIN, GZIP):
        false = open_source(store(packed(archive.replace(b"source", b"s0urce"))), None)
        with pytest.raises(BadArchive, match="does not fit its digest"):
            read(false, cache)
        assert cache.layer(digest(APP)) is None


def test_a_new_layer_costs_only_itself(cache, store, monkeypatch):
    opened = []
    original = sections.Section.opened
    monkeypatch.setattr(
        sections.Section, "opened", lambda self: (opened.append(self.size), original(self))[1]
    )
    archive, _ = saved([BASE, APP], HISTORY)
    read(open_source(store(archive), None), cache)
    assert len(BASE) in opened
    opened.clear()
    changed, _ = saved([BASE, APP, layer(("new", b"x" * 50_000))], [*HISTORY, HISTORY[0]])
    read(open_source(store(changed), None), cache)
    assert len(BASE) not in opened


def test_links_inside_an_archive_are_followed_and_loops_end(cache, store):
    archive, _ = saved([BASE], HISTORY[:1])

    def relinked(target):
        out = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(archive)) as old, tarfile.open(fileobj=out, mode="w") as new:
            for member in old:
                content = old.extractfile(member)
                if member.name.endswith("layer.tar"):
                    for name, to in ((member.name, "../one"), ("one", target)):
                        link = tarfile.TarInfo(name)
                        link.type, link.linkname = tarfile.SYMTYPE, to
                        new.addfile(link)
                    member.name = "elsewhere/layer.tar"
                new.addfile(member, content)
        return out.getvalue()

    for packed in (PLAIN, GZIP):
        assert read(open_source(store(packed(relinked("elsewhere/layer.tar"))), None), cache).size == 1002
        for target in ("one", "/etc/passwd", "../../../etc/passwd"):
            with pytest.raises(BadArchive):
                read(open_source(store(packed(relinked(target))), None), LayerCache(cache._folder / "new"))


def test_a_layout_never_leads_out_of_its_folder(tmp_path, cache):
    blobs = Blobs()
    blobs.index(blobs.image([BASE, APP], HISTORY))
    folder = blobs.write(tmp_path / "layout")
    blob = folder / "blobs" / "sha256" / digest(APP)[7:]
    outside = tmp_path / "outside"
    outside.write_bytes(APP)
    blob.unlink()
    blob.symlink_to(outside)
    with pytest.raises(BadArchive, match="missing"):
        read(open_source(str(folder), None), cache)
    blob.unlink()
    blob.symlink_to(blob.name)
    with pytest.raises(BadArchive, match="missing"):
        read(open_source(str(folder), None), cache)


@pytest.mark.parametrize("packed", [PLAIN, GZIP, ZSTD])
def test_an_archive_cut_anywhere_is_told(cache, store, packed):
    archive = packed(saved([BASE, APP], HISTORY)[0])
    end = len(archive.rstrip(b"\0")) if packed is PLAIN else len(archive) - 1
    for cut in [*range(40), *range(40, end, max(1, end // 60)), end - 1]:
        with pytest.raises(EngineTrouble):
            read(open_source(store(archive[:cut]), None), LayerCache(cache._folder / str(cut)))


@pytest.mark.parametrize("compress", [GZIP, ZSTD])
def test_damage_in_a_compressed_layer_is_told(cache, tmp_path, compress):
    blobs = Blobs()
    blobs.index(blobs.image([layer(("noise", os.urandom(5000)))], HISTORY[:1], compress=compress))
    folder = blobs.write(tmp_path / "layout")
    blob = max((folder / "blobs" / "sha256").iterdir(), key=lambda path: path.stat().st_size)
    good = blob.read_bytes()
    for at in range(0, len(good), 97):
        blob.write_bytes(good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :])
        try:
            image = read(open_source(str(folder), None), LayerCache(cache._folder / str(at)))
        except BadArchive:
            continue
        assert image.size == 5000, "a changed time or name in gzip's header is none in the layer"


@pytest.mark.parametrize("packed", [PLAIN, GZIP, ZSTD])
@pytest.mark.parametrize("compress", [PLAIN, GZIP, ZSTD])
def test_what_stands_behind_the_end_of_a_layer_counts_for_its_digest(cache, store, packed, compress):
    layers = [BASE + bytes(8 << 20), APP + bytes(300) + b"rubbish"]
    blobs = Blobs()
    path = store(packed(blobs.index(blobs.image(layers, HISTORY, compress=compress)).tar()))
    assert paths(read(open_source(path, None), cache)) == PATHS


def test_what_is_not_there_is_told_with_what_to_do(tmp_path, store):
    with pytest.raises(NoEngine, match="no container engine"):
        open_source("shop:latest", None)
    with pytest.raises(NoEngine):
        open_source(str(tmp_path), None)
    with pytest.raises(UsageProblem):
        open_source(" ", None)
    with pytest.raises(TutorError):
        open_source("x" * 5000, None)
    with pytest.raises(BadArchive):
        open_source(store(b"no archive"), None)
    with pytest.raises(BadArchive):
        open_source(store(b""), None)


def test_a_reading_that_is_cancelled_ends(cache, store):
    archive, _ = saved([BASE, APP], HISTORY)
    cancel = Cancel()
    cancel()
    with pytest.raises(EngineTrouble, match="cancelled"):
        open_source(store(archive), None).read(cache, cancel)
    with pytest.raises(EngineTrouble, match="cancelled"):
        open_source(store(gzip.compress(archive)), None, cancel).info()


def test_a_layer_in_several_gzip_members_or_zstd_frames_is_one(cache, tmp_path):
    def in_two(compress):
        return lambda data: compress(data[:700]) + compress(data[700:])

    for n, compress in enumerate((in_two(gzip.compress), in_two(zstandard.ZstdCompressor().compress))):
        blobs = Blobs()
        blobs.index(blobs.image([BASE, APP], HISTORY, compress=compress))
        check(open_source(str(blobs.write(tmp_path / str(n))), None), LayerCache(tmp_path / f"cache{n}"))
