"""After a rebuild only new layers are read, and they are those of the full read; what cannot be proven is not taken."""

import os
import tarfile

import pytest

from tutor.dockerfile import parse
from tutor.engine.archive import read_image
from tutor.engine.build_events import ImageBuilt
from tutor.engine.connect import open_engine
from tutor.engine.layer_cache import LayerCache
from tutor.engine.new_layers import new_layers
from tutor.engine.port import BuildRequest, Cancel
from tutor.errors import EngineTrouble

pytestmark = pytest.mark.engine

TAG = "multistage-tutor/test:copies"
BELOW = "FROM scratch\nCOPY below /\nWORKDIR /w\n"
WITH_SHELL = "FROM node:18-alpine\nWORKDIR /w\n"
CERTAIN = {
    "a file into a new folder": "COPY a.txt /new/deep/",
    "a file onto an equal one": "COPY a.txt ./",
    "a file under another name": "COPY a.txt c.txt",
    "a folder": "COPY sub /fresh",
    "all": "COPY . /fresh/all/",
    "other owners": "COPY --chown=1000:1000 sub /fresh",
    "numbers as owners": "COPY --chown=4321:5432 sub /fresh",
    "links": "COPY links /links",
    "names beyond ASCII": "COPY ünï /ünï/",
    "long names": "COPY long /long",
    "two files at once": "COPY a.txt b /m/",
    "a pattern": "COPY *.txt /wild/",
    "an archive": "ADD t.tar /t",
    "two folders": "COPY a.txt /one/\nCOPY sub /two",
    "into the root": "COPY a.txt /",
}
"""Dockerfile lines whose layers need no layer of last time."""
BY_LAST_TIME = {
    "all into a folder that is there": "COPY . .",
    "a folder onto another": "COPY sub sub",
    "a file onto an equal one": "COPY a.txt ./",
    "two folders": "COPY a.txt /one/\nCOPY sub /two",
    "into the root": "COPY a.txt /",
    "three into one folder": "COPY a.txt ./\nCOPY sub ./sub2\nCOPY b /w/",
}
UNPROVABLE = {
    "a later COPY replaces a file": "COPY sub /o\nCOPY a.txt /o/x",
    "a RUN is on top": "COPY a.txt /new/\nRUN echo {salt} > /here",
    "a RUN is between": "COPY a.txt /new/\nRUN echo {salt} > /here\nCOPY b /new2/",
}


@pytest.fixture
def context(tmp_path):
    folder = tmp_path / "context"
    for name in (
        "sub/inner",
        "sub/none",
        "links",
        "ünï",
        "na me",
        "long/" + "d" * 60,
        "below/w/sub",
        "below/etc",
    ):
        (folder / name).mkdir(parents=True)
    texts = {"a.txt": "a", "b": "b", "sub/x": "x" * 700, "sub/inner/y": "", "links/f": "f", "ünï/ñ": "2"}
    texts |= {"na me/sp ace": "1", "long/" + "d" * 60 + "/" + "f" * 99: "l", "long/" + "h" * 101: "h"}
    texts |= {"below/w/a.txt": "a", "below/w/sub/old.txt": "old", "below/w/empty": ""}
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "below/etc/passwd").write_text("root:x:0:0::/:/\nnode:x:1000:1000::/:/\n")
    (folder / "below/etc/group").write_text("root:x:0:\nnode:x:1000:\n")
    (folder / "below/w/link").symlink_to("sub")
    (folder / "links/g").hardlink_to(folder / "links/f")
    (folder / "links/s").symlink_to("f")
    (folder / "links/nowhere").symlink_to("/no/such")
    with tarfile.open(folder / "t.tar", "w") as archive:
        archive.add(folder / "sub", "sub")
    return folder


class Unreadable:
    """An engine whose store cannot be read from here; all else is the real one's."""

    def __init__(self, engine):
        self._engine, self.saved = engine, []

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def layer(self, diff_ids):
        return None

    def is_twin(self, one, other):
        return False

    def save(self, reference):
        self.saved.append(reference)
        return self._engine.save(reference)


class Bench:
    """Builds in one engine, and reads in both ways."""

    def __init__(self, engine, context, folder):
        self.engine, self.context, self.folder = Unreadable(engine), context, folder
        self.cache, self._built = LayerCache(folder / "layers"), set()

    def build(self, lines, below=BELOW):
        text = below + lines.replace("{salt}", os.urandom(8).hex()) + "\n"
        request = BuildRequest(parse(text), self.context, TAG, "test", 120)
        event = list(self.engine.build(request, Cancel()))[-1]
        assert isinstance(event, ImageBuilt), event
        self._built.add(event.image_id)
        return self.engine.image(event.image_id)

    def clean(self):
        """Remove all that was built, also what has lost its tag to a later build."""
        for reference in (TAG, *self._built):
            self.engine.remove_image(reference)

    def read(self, info, cache=None):
        return read_image(info, lambda: self.engine.save(info.id), cache or self.cache)

    def full(self, info):
        return self.read(info, LayerCache(self.folder / f"apart-{info.id[7:19]}"))

    def new(self, info, last=None):
        return new_layers(self.engine, info, self.cache, Cancel(), last)


@pytest.fixture(params=["buildkit", "classic"])
def bench(request, engine, context, tmp_path, monkeypatch):
    if request.param == "classic" and not engine.is_podman:
        monkeypatch.setenv("DOCKER_BUILDKIT", "0")
        engine = open_engine(engine.info().address)
    bench = Bench(engine, context, tmp_path)
    bench.read(bench.build(""))
    yield bench
    bench.clean()


def is_exact(bench):
    """Return whether this engine writes layers as Docker's overlay2 does; others end in the full read."""
    return bench.engine.info().storage == "overlay2" and not bench.engine.is_podman


def assert_same(found, full, count):
    assert found is not None, "not proven"
    assert len(found) == count
    whole = {layer.diff_id: layer.entries for layer in full.layers}
    assert {diff_id: tuple(files.entries) for diff_id, files in found.items()} == {
        diff_id: tuple(whole[diff_id]) for diff_id in found
    }


@pytest.mark.parametrize("lines", CERTAIN.values(), ids=CERTAIN)
def test_new_copies_are_those_of_the_full_read(bench, lines):
    info = bench.build(lines)
    found = bench.new(info)
    is_open = "#(nop)" in str(bench.engine.history(info.id)) and lines in ("COPY a.txt ./", "COPY a.txt /")
    # the classic builder does not tell the names of what it copied
    if found is not None or (is_exact(bench) and not is_open):
        assert_same(found, bench.full(info), lines.count("\n") + 1)


@pytest.mark.parametrize("lines", BY_LAST_TIME.values(), ids=BY_LAST_TIME)
def test_copies_after_a_small_change_are_those_of_the_full_read(bench, lines):
    last = bench.full(bench.build(lines))
    (bench.context / "a.txt").write_text("A")
    (bench.context / "sub/x").write_text("y" * 700)
    (bench.context / "sub/new").touch()
    (bench.context / "sub/inner/y").unlink()
    info = bench.build(lines)
    found = bench.new(info, last)
    changed = {i for i, d in enumerate(info.diff_ids) if bench.cache.layer(d) is None}
    if found is not None or is_exact(bench):
        assert_same(found, bench.full(info), len(changed))


def test_a_file_that_is_new_beside_those_of_last_time_ends_in_the_full_read_or_is_found(bench):
    last = bench.full(bench.build("COPY . /w/"))
    (bench.context / "other").touch()
    info = bench.build("COPY . /w/")
    found = bench.new(info, last)
    if found is not None:
        assert_same(found, bench.full(info), 1)


@pytest.mark.parametrize("lines", UNPROVABLE.values(), ids=UNPROVABLE)
def test_what_cannot_be_proven_is_not_taken(bench, lines, node_base):
    bench.read(bench.build("", WITH_SHELL))
    assert bench.new(bench.build(lines, WITH_SHELL)) is None


def test_a_name_with_spaces_is_never_taken_for_another(bench):
    info = bench.build('COPY ["na me", "/na me/"]')
    found = bench.new(info)
    if found is not None:
        assert_same(found, bench.full(info), 1)


def test_an_image_once_read_costs_nothing(bench):
    assert bench.new(bench.build("")) == {}
    assert bench.engine.saved == [bench.build("").id]


def test_reading_can_be_cancelled(bench):
    info, cancel = bench.build("COPY a.txt /new/"), Cancel()
    cancel()
    with pytest.raises(EngineTrouble, match="cancelled"):
        new_layers(bench.engine, info, bench.cache, cancel)


def test_layers_of_a_readable_store_may_be_of_any_kind(engine, context, tmp_path, node_base):
    bench = Bench(engine, context, tmp_path)
    info = bench.build("COPY a.txt /new/\nRUN echo {salt} > /here", WITH_SHELL)
    found = new_layers(engine, info, bench.cache, Cancel())
    if found is not None:  # another user's engine is not readable
        assert_same(found, bench.full(info), len(info.diff_ids))
    bench.clean()


TWINS = {
    "nothing": ("", True),
    "a time": ("touch -d 2020-01-01 /made/d/f", True),
    "a content of the same size": ("printf other > /made/d/f", False),
    "a mode": ("chmod 600 /made/d/f", False),
    "an owner": ("chown 7:7 /made/d/f", False),
    "a name": ("mv /made/d/f /made/d/g", False),
    "a link's target": ("ln -sf elsewhere /made/d/link", False),
    "one file more": ("touch /made/d/more", False),
    "one file less": ("rm /made/d/f", False),
}


@pytest.mark.parametrize("change", TWINS)
def test_a_layer_that_is_new_in_times_only_is_that_of_last_time(engine, context, tmp_path, node_base, change):
    command, same = TWINS[change]
    bench = Bench(engine, context, tmp_path)
    try:
        last = bench.build(made("true"), "")
        image = bench.full(last)
        info = bench.build(made(command or "true"), "")
        assert info.diff_ids[-2] != last.diff_ids[-2], "the layer below has to be another one"
        if engine.info().storage == "overlay2" and not engine.is_podman and engine.layer(info.diff_ids[:1]):
            assert engine.is_twin(last.diff_ids, info.diff_ids) is same
        found = new_layers(engine, info, bench.cache, Cancel(), image)
        if found is not None:
            assert_same(found, bench.full(info), len(found))
    finally:
        bench.clean()


def made(command):
    """Return a file whose last line takes over a folder that a command may have changed, onto a base of its own.

    BuildKit compares no owners: on an equal base it would take the copy of another build from its cache.
    """
    return (
        "FROM node:18-alpine AS build\n"
        "RUN mkdir -p /made/d && printf first > /made/d/f && ln -s f /made/d/link\n"
        f"RUN {command}\n"
        "FROM node:18-alpine\nWORKDIR /app\nRUN echo {salt} > /app/other\nCOPY --from=build /made/d ./d"
    )
