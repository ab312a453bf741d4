"""New layers come from the engine's store or from what a COPY left, proven; else the image must be saved."""

import io
from contextlib import contextmanager, nullcontext

import pytest
from hypothesis import given, settings

from tests.engine.archives import digest, layer
from tests.engine.tars import scanned
from tests.engine.test_copy_layer import Files
from tests.engine.test_go_tar import RECORDED
from tests.model.test_file_tree import LAYERS
from tutor.engine import allowance
from tutor.engine.kept_texts import KeptTexts
from tutor.engine.layer_cache import LayerCache
from tutor.engine.layer_scan import LayerFiles
from tutor.engine.lower_files import lower_files
from tutor.engine.new_layers import keep_new_layers, new_layers
from tutor.engine.port import Cancel, ImageInfo
from tutor.errors import EngineTrouble
from tutor.model.entries import EntryTable
from tutor.model.image import Image, Layer
from tutor.model.quick_facts import HistoryStep

BASE = layer(("bin", None), ("bin/sh", b"x" * 1000), ("etc/os-release", b"ID=test"))
NEXT = layer(("bin/ls", b"y" * 50))
COPY, RUN = "COPY . /app # buildkit", "RUN make"


class Engine:
    """An engine whose store has some layers, and whose image has the files of a COPY; it notes what it is asked for."""

    twins = False
    """Whether it notes of all layers that they differ in times only."""

    def __init__(self, *layers, words=(), store=(), files=RECORDED):
        self.ids = tuple(map(digest, layers))
        self.info = ImageInfo("sha256:" + "1" * 64, None, self.ids, {})
        words = words or [RUN] * len(layers)
        self.steps = tuple(HistoryStep(text, 1 + n, 1_700_000_000) for n, text in enumerate(words))
        self.store = {digest(data): data for data in store}
        self.shown, self.asked = files, []

    def layer(self, diff_ids):
        self.asked.append(tuple(diff_ids))
        found = self.store.get(diff_ids[-1])
        return None if found is None else io.BytesIO(found)

    def is_twin(self, one, other):
        return self.twins and len(one) == len(other)

    def history(self, reference):
        return self.steps

    def files(self, reference):
        self.asked.append("files")
        return nullcontext(Files(self.shown))


@pytest.fixture
def cache(tmp_path):
    return LayerCache(tmp_path / "cache")


def found_in(engine, cache, previous=None):
    return new_layers(engine, engine.info, cache, Cancel(), previous)


def test_layers_of_the_store_are_named_by_all_that_is_below_them(cache):
    engine = Engine(BASE, NEXT, store=(BASE, NEXT))
    assert found_in(engine, cache) == {digest(BASE): scanned(BASE), digest(NEXT): scanned(NEXT)}
    assert engine.asked == [engine.ids[:1], engine.ids]


def test_only_what_the_cache_lacks_is_asked_for(cache):
    cache.keep_layer(digest(BASE), scanned(BASE))
    engine = Engine(BASE, NEXT, store=(BASE, NEXT))
    assert set(found_in(engine, cache)) == {digest(NEXT)}
    assert engine.asked == [engine.ids]


def test_a_layer_that_an_image_has_twice_is_asked_for_once(cache):
    engine = Engine(BASE, NEXT, NEXT, store=(BASE, NEXT))
    assert set(found_in(engine, cache)) == {digest(BASE), digest(NEXT)}
    assert len(engine.asked) == 2


def test_a_store_whose_layer_is_another_is_not_believed(cache):
    engine = Engine(BASE, NEXT, store=(BASE,))
    engine.store[digest(NEXT)] = BASE
    assert found_in(engine, cache) is None


def test_layers_of_the_store_are_counted_together(cache, monkeypatch):
    many = [layer(*((f"{n}-{i:090}", b"") for i in range(1000))) for n in range(3)]
    monkeypatch.setattr(allowance, "MOST_MEMORY", 300_000)
    assert found_in(Engine(*many[:2], store=many), cache) is not None
    assert found_in(Engine(*many, store=many), cache) is None
    for data in many[:2]:
        cache.keep_layer(digest(data), scanned(data))
    assert found_in(Engine(*many, store=many), cache) is None


def test_a_copy_on_top_of_what_is_known_is_put_together(cache):
    engine = Engine(BASE, RECORDED, words=(RUN, COPY), store=(BASE,))
    assert found_in(engine, cache)[digest(RECORDED)] == scanned(RECORDED)


def test_a_copy_onto_what_lower_layers_have_is_compared_with_that(cache):
    old = next(e for e in scanned(RECORDED).entries if e.path == "app/links/f")
    below = layer(("app", None), ("app/links", None), ("app/.wh.x", b""), ("elsewhere", b"z"))
    cache.keep_layer(digest(below), scanned(below))
    engine = Engine(below, RECORDED, words=(RUN, COPY))
    last = Image("", (Layer("", (old,), RUN, 1), Layer("", scanned(RECORDED).entries, COPY, 0)), {})
    assert found_in(engine, cache, last) == {digest(RECORDED): scanned(RECORDED)}


@pytest.mark.parametrize("words", [(RUN, RUN), (RUN, "COPY *.x / # buildkit"), (RUN, "COPY . . # buildkit")])
def test_what_cannot_be_guessed_is_not_had(cache, words):
    cache.keep_layer(digest(BASE), scanned(BASE))
    assert found_in(Engine(BASE, RECORDED, words=words), cache) is None


def test_a_layer_that_is_missing_below_a_known_one_is_not_guessed(cache):
    cache.keep_layer(digest(NEXT), scanned(NEXT))
    engine = Engine(RECORDED, NEXT, words=(COPY, RUN))
    assert found_in(engine, cache) is None
    assert "files" not in engine.asked


def test_what_was_found_is_kept_with_its_history(cache):
    engine = Engine(BASE, RECORDED, words=(RUN, COPY), store=(BASE,))
    keep_new_layers(engine, engine.info, cache, Cancel())
    assert cache.layer(digest(RECORDED)) == scanned(RECORDED)
    assert [row["created_by"] for row in cache.history(engine.info.id)] == [RUN, COPY]


def test_an_engine_in_trouble_costs_no_error_and_nothing_is_kept(cache):
    engine = Engine(BASE, RECORDED, words=(RUN, COPY), store=(BASE,))

    @contextmanager
    def lost(_):
        raise EngineTrouble("lost")
        yield

    engine.files = lost
    keep_new_layers(engine, engine.info, cache, Cancel())
    assert cache.layer(digest(BASE)) is None


def test_a_cancel_is_looked_at_before_each_layer(cache):
    engine, cancel = Engine(BASE, NEXT, store=(BASE, NEXT)), Cancel()
    cancel()
    with pytest.raises(EngineTrouble, match="cancelled"):
        new_layers(engine, engine.info, cache, cancel)
    assert engine.asked == []


@settings(max_examples=500)
@given(LAYERS)
def test_lower_files_are_what_the_whole_tree_has_at_a_place(layers):
    layers = [EntryTable.of(entries) for entries in layers]
    whole = Image("", tuple(Layer("", entries) for entries in layers), {}).visible()
    for place in ("", "a", "a/b", "a/b/a", "b/b"):
        found = lower_files([LayerFiles(entries, KeptTexts()) for entries in layers], [place])
        near = [path for path in whole if place == "" or f"{path}/".startswith(f"{place}/")]
        assert found == {path: whole[path][1] for path in near}


def test_files_elsewhere_are_not_looked_at(monkeypatch):
    table = scanned(layer(("app", None), ("app/x", b"1"), *((f"usr/{n}", b"") for n in range(2000)))).entries
    made = []
    original = EntryTable.__getitem__
    monkeypatch.setattr(EntryTable, "__getitem__", lambda *of: (made.append(1), original(*of))[1])
    assert set(lower_files([LayerFiles(table, KeptTexts())], ["app"])) == {"app", "app/x"}
    assert len(made) == 2


def test_a_layer_that_differs_from_last_times_in_times_only_is_not_read(cache):
    cache.keep_layer(digest(NEXT), scanned(NEXT))
    engine = Engine(BASE, RECORDED, store=(BASE,))
    engine.twins = True
    last = Image("", (Layer(digest(BASE), ()), Layer(digest(NEXT), ())), {})
    assert found_in(engine, cache, last)[digest(RECORDED)] == scanned(NEXT)
    assert engine.ids not in engine.asked


def test_a_twin_that_the_cache_has_lost_is_read_like_any_other(cache):
    engine = Engine(BASE, NEXT, store=(BASE, NEXT))
    engine.twins = True
    last = Image("", (Layer(digest(BASE), ()), Layer(digest(RECORDED), ())), {})
    assert found_in(engine, cache, last)[digest(NEXT)] == scanned(NEXT)
