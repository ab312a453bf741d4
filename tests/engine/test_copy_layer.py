"""A COPY's layer is put together from what stands in the image, and taken only if its digest proves it."""

import io
import tracemalloc
from contextlib import contextmanager

import pytest

from tests.engine.archives import digest
from tests.engine.tars import header, scanned
from tests.engine.test_go_tar import RECORDED
from tutor.engine import copy_layer
from tutor.engine.chunk_stream import ChunkStream
from tutor.engine.copy_guess import CopyGuess, could_be_copy, guess
from tutor.engine.copy_layer import copied_layer
from tutor.engine.go_tar import END, padding, read_members
from tutor.model.image import Entry, Layer
from tutor.model.quick_facts import QuickLayer

FOLDER = Entry("app", "dir", mode=0o755)
OLD = Entry("app/old", "file", 5, 0o644)


class Files:
    """The files of an image, as an engine would show them: an archive of each path asked for."""

    def __init__(self, archive=RECORDED, change=lambda header: header):
        self._members = [(change(h), b"".join(c)) for h, c in read_members(io.BytesIO(archive))]
        self.asked = []

    @contextmanager
    def archive(self, path):
        self.asked.append(path)
        found = [m for m in self._members if m[0].path.rstrip(b"/").startswith(path.encode())]
        found = [m for m in found if m[0].path[len(path.encode()) :][:1] in (b"", b"/")]
        cut = len(path.rpartition("/")[0].encode())
        yield io.BytesIO(b"".join(self._moved(m, cut) for m in found) + END) if found else None

    def _moved(self, member, cut):
        header, data = member
        link = header.link[cut:].lstrip(b"/") if header.kind == "hardlink" else header.link
        return header.written(header.path[cut:].lstrip(b"/"), link) + data + padding(len(data))


def guessed(words, *, lower=(), last=None, is_topmost=True, folder="/"):
    layer = QuickLayer("sha256:1", words, created=1_700_000_009, folder=folder)
    known = None if last is None else Layer("sha256:0", last)
    return guess(layer, {e.path: e for e in lower}, known, is_topmost)


def test_what_was_not_there_before_is_the_copys():
    files = Files()
    found = copied_layer(files, digest(RECORDED), guessed("COPY . /app # buildkit"), 100)
    assert found == scanned(RECORDED)
    assert files.asked == ["app"]


def test_a_large_layer_is_not_held_in_memory():
    found = copied_layer(Files(), digest(RECORDED), guessed("COPY . /app # buildkit"), 1 << 40)
    assert found == scanned(RECORDED)


def test_a_file_too_many_is_noticed():
    assert copied_layer(Files(), digest(RECORDED[512:]), guessed("COPY . /app"), 100) is None


def test_names_of_what_was_written_last_time_are_asked_one_by_one():
    files = Files()
    names = sorted({h.path.split(b"/")[1].decode() for h, _ in read_members(io.BytesIO(RECORDED))} - {""})
    last = [FOLDER, *(Entry(f"app/{name}", "file") for name in names)]
    large = Entry("app/node_modules/large", "file", 10**9)
    guess_ = guessed("COPY . . # buildkit", folder="/app", lower=[FOLDER, large], last=last)
    assert copied_layer(files, digest(RECORDED), guess_, 100) == scanned(RECORDED)
    assert files.asked == ["app", *(f"app/{name}" for name in names)]


def test_what_lower_layers_brought_is_left_out():
    lower = [FOLDER, Entry("app/links/f", "file", 1, 0o644), Entry("app/none", "file", 3)]
    last = [e for e in scanned(RECORDED).entries if e.path != "app/links/f"]
    guess_ = guessed("COPY . .", folder="/app", lower=lower, last=last)
    members = [
        (h.written(h.path, h.link), b"".join(c))
        for h, c in read_members(io.BytesIO(RECORDED))
        if h.path != b"app/links/f"
    ]
    expected = b"".join(header + data + padding(len(data)) for header, data in members) + END
    assert copied_layer(Files(), digest(expected), guess_, 100) == scanned(expected)


def test_names_of_owners_and_a_later_change_of_the_folder_are_found_out():
    def as_shown(header):
        later = header.with_time(1_700_000_500) if header.path == b"app/" else header
        return later.with_names("somebody", "")

    first = next(read_members(io.BytesIO(RECORDED)))[0]
    made = int(first.block[136:147], 8)
    layer = QuickLayer("sha256:1", "COPY . /app", created=made + 1)
    last = scanned(RECORDED)
    guess_ = guess(layer, {"app": FOLDER, "app/old": OLD}, Layer("", last.entries), is_topmost=False)
    assert copied_layer(Files(change=as_shown), digest(RECORDED), guess_, 100) == last


@pytest.mark.parametrize("archive", [b"", b"nonsense", RECORDED[:700], b"\xff" * 512])
def test_a_broken_answer_is_not_the_layer(archive):
    class Broken:
        @contextmanager
        def archive(self, path):
            yield io.BytesIO(archive)

    assert copied_layer(Broken(), digest(RECORDED), guessed("COPY . /x/app"), 100) is None
    assert copied_layer(Broken(), digest(RECORDED), guessed("COPY . /x/app"), 1 << 40) is None


def test_what_is_gone_is_not_the_layer():
    assert copied_layer(Files(), digest(RECORDED), guessed("COPY . /gone/away"), 100) is None


@pytest.mark.parametrize(
    ("words", "destination"),
    [
        ("COPY /app/.next ./.next # buildkit", "w/.next"),
        ("COPY a /b/../c/ # buildkit", "c"),
        ("/bin/sh -c #(nop) COPY dir:5494c7 in /fresh/", "fresh"),
        ("/bin/sh -c #(nop) COPY --chown=node:nodedir:5494c7 in /fresh", "fresh"),
        ("/bin/sh -c #(nop) COPY dir:5494c7 in /na me", "na me"),
        ("COPY --chown=1:1 a b /m/", "m"),
        ("ADD file:02d4 in /t", "t"),
        ("COPY a ../../.. # buildkit", None),
    ],
)
def test_destinations_are_read_from_the_engines_words(words, destination):
    found = guessed(words, folder="/w")
    assert could_be_copy(QuickLayer("", words))
    assert (found.roots if found else None) == ((destination,) if destination else ("a",))


@pytest.mark.parametrize(
    "words", ["RUN cp a b", "WORKDIR /app", "", "COPY", "/bin/sh -c COPY a b", "COPYING a b"]
)
def test_other_words_are_no_copy(words):
    assert not could_be_copy(QuickLayer("", words))
    assert guessed(words) is None


def test_names_that_nothing_tells_are_not_guessed():
    lower = [FOLDER, OLD]
    assert guessed("COPY . /app", lower=lower) is None
    assert guessed("COPY *.txt /app/", lower=lower) is None
    assert guessed("/bin/sh -c #(nop) COPY dir:5 in /app", lower=lower) is None
    assert guessed("COPY . /", lower=lower) is None
    assert guessed("COPY /x/a.txt b /app", lower=lower) == CopyGuess(
        ("app",), ("app/a.txt", "app/b"), "app", None, {"app": FOLDER, "app/old": OLD}, ()
    )


class Large:
    """A folder with files of zeros, made as they are read."""

    def __init__(self, *sizes):
        self.sizes, self.read = sizes, 0

    @contextmanager
    def archive(self, path):
        yield ChunkStream(self._pieces())

    def _pieces(self):
        yield header("app/", kind=b"5")
        for n, size in enumerate(self.sizes):
            yield header(f"app/{n}", size)
            for _ in range(0, size, 1 << 20):
                self.read += 1 << 20
                yield bytes(min(size, 1 << 20))
            yield padding(size)
        yield END


def peak_of(run):
    tracemalloc.start()
    try:
        assert run() is None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_file_larger_than_the_layer_may_be_is_not_read():
    files = Large(100, 300 << 20)
    guess_ = guessed("COPY config /app", is_topmost=False)
    assert peak_of(lambda: copied_layer(files, digest(b""), guess_, 100)) < 8 << 20
    assert files.read <= 2 << 20


@pytest.mark.parametrize(("count", "ways"), [(4000, 2), (40_000, 1), (40_001, 0)])
def test_small_files_are_held_once_and_too_many_are_tried_in_one_way(monkeypatch, count, ways):
    monkeypatch.setattr(copy_layer, "_HELD", 10 << 20)
    tried = []
    monkeypatch.setattr(copy_layer, "proven_layer", lambda stream, *_: tried.append(stream.read(600)))
    guess_, size = guessed("COPY . /app", is_topmost=False), 40_000 if ways else 100
    assert peak_of(lambda: copied_layer(Large(*[1] * count), digest(b""), guess_, size)) < 16 << 20
    assert len(tried) == ways
