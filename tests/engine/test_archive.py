"""A saved image is read in every layout, and never trusted."""

import io
import tarfile
from contextlib import contextmanager

import pytest

from tests.engine.archives import layer, saved
from tutor.engine.archive import read_image
from tutor.engine.bad_archive import BadArchive
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import LABEL, Cancel, ImageInfo
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
