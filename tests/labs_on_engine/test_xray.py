"""The two images that lab 1 is about, seen through: sizes, waste and files to the byte, against other readers."""

import shutil
from dataclasses import dataclass

import pytest

from tests.dive import as_dive_shows, dive, layers_by_dive
from tests.seed import MULTI_STAGE, TRADITIONAL
from tests.xray.naive import opinion
from tutor.bases.trust import host_trust, trusted_base
from tutor.dockerfile import parse, shipped_instructions
from tutor.engine.build_events import ImageBuilt
from tutor.engine.image_sources import open_source
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel
from tutor.model.image import Image
from tutor.model.xray import Category, Fate, XRay
from tutor.xray import compare, examine, origins_of

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("two-stages")]  # builds what lab 1 builds


@dataclass(frozen=True)
class Seen:
    """An image with what is said of it."""

    name: str
    image: Image
    xray: XRay


@pytest.fixture(scope="module")
def seed_images(engine, node_base, course, downloads, tmp_path_factory):
    """Both images by name; they are removed at the end."""
    cache, texts = (
        LayerCache(tmp_path_factory.mktemp("layers")),
        {"traditional": TRADITIONAL, "multi-stage": MULTI_STAGE},
    )
    bases = {node_base: trusted_base(engine, node_base, host_trust(), downloads, parse)}
    yield {
        name: _seen(engine, course.find("two-stages").app, name, text, bases, cache)
        for name, text in texts.items()
    }
    for name in texts:
        engine.remove_image(_tag(name))


def _tag(name):
    return f"multistage-tutor/test:seed-{name}"


def _seen(engine, app, name, text, bases, cache):
    dockerfile, tag = parse(text), _tag(name)
    *_, last = engine.build(BuildRequest(dockerfile, app, tag, "test", 600, bases), Cancel())
    assert isinstance(last, ImageBuilt), last
    image = open_source(tag, engine).read(cache, Cancel())
    return Seen(tag, image, examine(image, name, origins_of(image, 0, shipped_instructions(dockerfile))))


@pytest.fixture(params=["traditional", "multi-stage"])
def seen(request, seed_images):
    return seed_images[request.param]


def test_sizes_and_waste_are_those_of_a_naive_reader(engine, seen, tmp_path):
    with engine.save(seen.name) as stream, (tmp_path / "saved.tar").open("wb") as file:
        shutil.copyfileobj(stream, file)
    naive, ours = opinion(tmp_path / "saved.tar"), seen.xray
    (tmp_path / "saved.tar").unlink()
    assert tuple(layer.size for layer in seen.image.layers) == naive.layers
    assert ours.size == seen.image.size == naive.size
    assert (ours.waste.deleted, ours.waste.overwritten) == (naive.deleted, naive.overwritten)
    assert ours.waste.duplicated == naive.duplicated
    assert sum(ours.by_category.values()) == naive.size


def test_layers_are_those_that_dive_reads(engine, seen):
    assert as_dive_shows(seen.image.layers) == layers_by_dive(seen.name, engine.info().address)


def test_the_size_is_that_of_overlay2_but_for_links_that_it_leaves_out(engine, seen):
    links = sum(
        len(e.link.encode()) for layer in seen.image.layers for e in layer.entries if e.kind == "symlink"
    )
    if engine.info().storage == "overlay2" and not engine.is_podman:  # others count something else
        assert seen.image.size - links <= engine.image(seen.name).engine_size <= seen.image.size


def test_what_dive_finds_efficient_is_half_of_it_droppable(engine, seed_images):
    traditional, multi = seed_images["traditional"], seed_images["multi-stage"]
    assert dive(traditional.name, engine.info().address)["image"]["efficiencyScore"] > 0.99
    difference = compare(traditional.xray, multi.xray)
    dropped = sum(c.before.size for c in difference.of(Fate.DROPPED))
    assert dropped > 0.5 * traditional.xray.size
    assert sum(c.delta for c in difference.changes) == multi.xray.size - traditional.xray.size


def test_each_file_has_the_line_that_brought_it_and_what_it_is_for(seed_images):
    found = seed_images["traditional"].xray
    lines = {found.origin(i).line for i in found.items}
    assert lines == {
        None,
        *(n for n, line in enumerate(TRADITIONAL.split("\n"), 1) if line.startswith(("RUN", "COPY"))),
    }
    sums = found.by_category
    assert min(sums[c] for c in (Category.BASE, Category.DEV, Category.RUNTIME, Category.CACHE)) > 1_000_000
    assert sums[Category.SOURCE] > 0
    assert seed_images["multi-stage"].xray.by_category[Category.CACHE] < sums[Category.CACHE] / 2
