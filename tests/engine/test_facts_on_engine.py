"""First facts of a real engine's images: quick, right, and nothing is left behind."""

import os
import time

import pytest

from tutor.dockerfile import parse
from tutor.engine.archive import read_image
from tutor.engine.build_events import ImageBuilt
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import LABEL, BuildRequest, Cancel
from tutor.engine.proven_layer import proven_layer
from tutor.engine.quick_facts import with_known_sizes

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]

TAG = "multistage-tutor/test:facts"
DOCKERFILE = """FROM node:18-alpine
WORKDIR /made
COPY . .
ENV A=b
RUN rm large.bin && ln -s ../bin/sh shell && ln -s loop2 loop1 && ln -s loop1 loop2 && chmod 4711 a.txt
USER node
CMD ["true"]
"""


@pytest.fixture
def built(engine, tmp_path):
    """Build a text with two files in its context; return the image id."""
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    (folder / "large.bin").write_bytes(os.urandom(1_000_000))

    def run(text):
        request = BuildRequest(parse(text), folder, TAG, "test", 120)
        event = list(engine.build(request, Cancel()))[-1]
        assert isinstance(event, ImageBuilt), event
        return event.image_id

    yield run
    engine.remove_image(TAG)


def full(engine, image, folder):
    info = engine.image(image)
    return read_image(info, lambda: engine.save(info.id), LayerCache(folder / "layers"))


def containers(engine):
    return {c["Id"] for c in engine._api.containers(all=True, filters={"label": f"{LABEL}=facts"})}


def test_first_facts_are_those_of_the_full_read(engine, built, tmp_path):
    image = built(DOCKERFILE)
    facts, read = engine.facts(image, ()), full(engine, image, tmp_path)
    assert facts.size in (read.size, None)
    assert [f.diff_id for f in facts.layers] == [layer.diff_id for layer in read.layers]
    for quick, layer in zip(facts.layers, read.layers, strict=True):
        assert quick.size in (layer.size, None)
        assert quick.at_least is None or quick.at_least in (layer.size, layer.size - targets(layer))
        assert (quick.created_by, quick.from_end) in ((layer.created_by, layer.from_end), ("", None))
    if engine.image(image).storage == "overlay2" and not engine.is_podman:
        assert read.size - sum(map(targets, read.layers)) <= facts.at_least <= read.size
    known = {layer.diff_id: layer.size for layer in read.layers}
    assert with_known_sizes(facts, known.get).size == read.size


def targets(layer):
    """Return the bytes of a layer's symbolic links."""
    return sum(len(e.link.encode()) for e in layer.entries if e.kind == "symlink")


def test_paths_are_looked_at_without_running_anything(engine, built):
    image = built(DOCKERFILE)
    watch = ("made/a.txt", "/made/large.bin", "made", "made/shell", "made/a.txt/below", "no/such/folder")
    paths = engine.facts(image, watch).paths
    assert paths["/made/large.bin"] is None
    assert paths["no/such/folder"] is None
    assert paths["made/a.txt/below"] is None
    assert (paths["made"].kind, paths["made/shell"].kind) == ("dir", "symlink")
    file = paths["made/a.txt"]
    assert (file.kind, file.size, file.mode) == ("file", 1, 0o4711)


def test_what_the_engine_makes_itself_is_left_open(engine, built):
    paths = engine.facts(built(DOCKERFILE), ("etc/hosts", "/etc/resolv.conf", "proc/1", "made")).paths
    assert set(paths) == {"made"}


def test_a_loop_of_links_spoils_nothing(engine, built):
    paths = engine.facts(built(DOCKERFILE), ("made/loop1/x/y", "made/a.txt")).paths
    assert paths["made/a.txt"] is not None
    assert paths.get("made/loop1/x/y") is None


def test_an_image_without_a_command_or_a_shell_is_looked_at_too(engine, built):
    facts = engine.facts(built("FROM scratch\nCOPY a.txt /\n"), ("a.txt", "bin/sh"))
    assert facts.paths["bin/sh"] is None
    assert facts.paths["a.txt"].size == 1
    assert facts.at_least in (1, None)


def test_an_image_that_is_not_there_has_no_facts(engine):
    assert engine.facts("multistage-tutor/no-such-image:1", ("a",)) is None


def test_no_container_is_left(engine, built):
    image, before = built(DOCKERFILE), containers(engine)
    engine.facts(image, ("made",))
    with pytest.raises(KeyboardInterrupt), engine.files(image):
        raise KeyboardInterrupt
    assert containers(engine) <= before


def test_first_facts_are_quick(engine, built):
    image = built(DOCKERFILE)
    began = time.perf_counter()
    engine.facts(image, [f"made/{n}" for n in range(30)])
    assert time.perf_counter() - began < 5, "about 0.2 s is usual"


def test_layers_of_a_readable_store_are_those_of_the_full_read(engine, built, tmp_path):
    image = built(DOCKERFILE)
    read, diff_ids = full(engine, image, tmp_path), engine.image(image).diff_ids
    for number, layer in enumerate(read.layers, 1):
        opened = engine.layer(diff_ids[:number])
        if opened is not None:  # another user's engine, or another store, is not readable
            with opened as archive:
                assert proven_layer(archive, layer.diff_id).entries == layer.entries
