"""What a real engine's layers waste, to the byte: the cases that other tools get wrong."""

import pytest

from tutor.dockerfile import parse
from tutor.engine.archive import read_image
from tutor.engine.build_events import ImageBuilt
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import BuildRequest, Cancel
from tutor.xray import examine, origins_of

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]

BIG = 52_000_000
SLACK = 1_000_000
"""More than the base image has twice, and than an engine writes again beside the files here."""
TAG = "multistage-tutor/test:waste"
DOCKERFILE = f"""FROM node:18-alpine
RUN mkdir -p /data/deep && head -c {BIG // 2} /dev/urandom > /data/a && head -c {BIG // 2} /dev/urandom > /data/deep/b
RUN rm -rf /data
RUN head -c {BIG} /dev/urandom > /big && chmod 644 /big
RUN chmod 755 /big
RUN mkdir /s && head -c {BIG} /dev/urandom > /s/one
RUN cp /s/one /s/two && ln /s/two /s/three
"""


@pytest.fixture
def seen(engine, tmp_path):
    """The X-ray of an image that wastes in each of the ways; the image is removed at the end."""
    context = tmp_path / "context"
    context.mkdir()
    dockerfile = parse(DOCKERFILE)
    *_, last = engine.build(BuildRequest(dockerfile, context, TAG, "test", 240), Cancel())
    assert isinstance(last, ImageBuilt), last
    info = engine.image(TAG)
    image = read_image(info, lambda: engine.save(TAG), LayerCache(tmp_path / "layers"))
    yield examine(image, TAG, origins_of(image, 0, dockerfile.stages[0].instructions[1:]))
    engine.remove_image(TAG)


def test_each_byte_of_waste_is_found_once_with_its_lines(seen):
    rows = {(r.path, r.reason): (r.size, r.origin.line, r.by and r.by.line) for r in seen.waste.rows}
    assert rows["data", "deleted"] == (BIG, 2, 3)
    assert rows["big", "overwritten"] == (BIG, 4, 5)
    copies = {key: row for key, row in rows.items() if key[0].startswith("s/")}
    assert list(copies.values()) == [(BIG, 7, None)]
    assert seen.waste.deleted == BIG
    assert BIG <= seen.waste.duplicated < BIG + SLACK
    assert BIG <= seen.waste.overwritten < BIG + SLACK
