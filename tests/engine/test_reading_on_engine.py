"""Images of a real engine are read as Python's tarfile and dive read them, and are as large as the engine's storage says."""

import io
import json
import tarfile

import pytest

from tests.dive import as_dive_shows, layers_by_dive
from tests.engine.archives import digest, layer
from tests.engine.tars import by_tarfile, row
from tutor.dockerfile import parse
from tutor.engine.build_events import ImageBuilt
from tutor.engine.image_sources import open_source
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]

BASE = "node:18-alpine"
IMAGES = {
    "scratch": "FROM scratch\nCOPY a.txt b.txt /app/\nCOPY folder /\n",
    "deleted": f"FROM {BASE}\nRUN mkdir /d && head -c 100000 /dev/zero > /d/x\nRUN rm -rf /d && ln -s /a /b\n",
    "replaced": f"FROM {BASE}\nRUN head -c 5000 /dev/zero > /x && ln /x /hard\nRUN chmod 600 /x && rm -rf /opt\n",
    "opaque": f"FROM {BASE}\nRUN mkdir /d && touch /d/old\nRUN rm -rf /d && mkdir /d && echo new > /d/new\n",
    "owned": f"FROM {BASE}\nCOPY --chown=70000:70000 . /app\nRUN mkfifo /pipe && chmod 4755 /app/a.txt\n",
}


@pytest.fixture
def context(tmp_path):
    folder = tmp_path / "context"
    (folder / "folder" / ("long" * 20) / ("name" * 30)).mkdir(parents=True)
    (folder / "folder" / ("long" * 20) / ("name" * 30) / "ü").write_text("deep")
    (folder / "a.txt").write_text("a")
    (folder / "b.txt").symlink_to("a.txt")
    return folder


@pytest.fixture
def build(engine, context):
    """Build a text; return the image's id. It is removed at the end."""

    def run(text):
        request = BuildRequest(parse(text), context, "multistage-tutor/test:reading", "test", 120)
        events = list(engine.build(request, Cancel()))
        assert isinstance(events[-1], ImageBuilt), events[-1]
        return events[-1].image_id

    yield run
    engine.remove_image("multistage-tutor/test:reading")


def independent(engine, image):
    """Return the rows of each layer as tarfile reads them from what the engine saves."""
    with engine.save(image) as stream, tarfile.open(fileobj=io.BytesIO(stream.read())) as tar:
        (manifest,) = json.load(tar.extractfile("manifest.json"))
        return [by_tarfile(tar.extractfile(name).read()) for name in manifest["Layers"]]


@pytest.mark.parametrize("name", IMAGES)
def test_layers_are_those_that_tarfile_reads(engine, build, tmp_path, name):
    image_id = build(IMAGES[name])
    cache = LayerCache(tmp_path / "cache")
    image = open_source(image_id, engine).read(cache, Cancel())
    assert [[row(e) for e in layer.entries] for layer in image.layers] == independent(engine, image_id)
    assert open_source(image_id, engine).read(cache, Cancel()) == image
    assert all(len(e.digest) == 32 for layer in image.layers for e in layer.entries if e.kind == "file")


@pytest.mark.parametrize("name", IMAGES)
def test_layers_are_those_that_dive_reads(engine, build, tmp_path, name):
    image_id = build(IMAGES[name])
    image = open_source(image_id, engine).read(LayerCache(tmp_path / "cache"), Cancel())
    assert as_dive_shows(image.layers) == layers_by_dive(image_id, engine.info().address)


def test_whiteouts_of_a_real_engine_hide_what_a_container_does_not_see(engine, build, tmp_path):
    cache = LayerCache(tmp_path / "cache")
    seen = open_source(build(IMAGES["opaque"]), engine).read(cache, Cancel()).visible()
    assert {path for path in seen if path.startswith("d")} >= {"d", "d/new"}
    assert "d/old" not in seen
    assert "d/x" not in open_source(build(IMAGES["deleted"]), engine).read(cache, Cancel()).visible()


def test_a_saved_file_is_the_image_that_the_engine_has(engine, build, tmp_path):
    image_id = build(IMAGES["replaced"])
    with engine.save(image_id) as stream:
        (tmp_path / "image.tar").write_bytes(stream.read())
    stored = open_source(str(tmp_path / "image.tar"), None).read(LayerCache(tmp_path / "one"), Cancel())
    live = open_source(image_id, engine).read(LayerCache(tmp_path / "two"), Cancel())
    assert stored.layers == live.layers
    assert stored.size == live.size


def test_the_size_is_that_of_overlay2_to_the_byte(engine, tmp_path):
    layers = [
        layer(("bin", None), ("bin/sh", b"x" * 12_345), ("bin/ls", "sh"), ("ü", "target/ü")),
        layer(("bin", None), ("bin/.wh.ls", b""), ("bin/sh", b"y" * 777)),
    ]
    try:
        engine.load(io.BytesIO(tagged(layers)))
        source = open_source("multistage-tutor/test:size", engine)
        size = source.read(LayerCache(tmp_path / "cache"), Cancel()).size
        assert size == 12_345 + 777 + len(b"sh") + len("target/ü".encode())
        assert engine.info().storage != "overlay2" or source.info().engine_size == size
    finally:
        engine.remove_image("multistage-tutor/test:size")


def tagged(layers):
    """Return an archive that an engine loads under a name."""
    config = {"architecture": "amd64", "os": "linux", "config": {}}
    config |= {"rootfs": {"type": "layers", "diff_ids": [digest(data) for data in layers]}}
    manifest = {"Config": "config.json", "RepoTags": ["multistage-tutor/test:size"]}
    manifest["Layers"] = [f"{n}/layer.tar" for n in range(len(layers))]
    files = [(f"{n}/layer.tar", data) for n, data in enumerate(layers)]
    return layer(
        *files,
        ("config.json", json.dumps(config).encode()),
        ("manifest.json", json.dumps([manifest]).encode()),
    )
