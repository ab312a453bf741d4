"""Secrets are found wherever they ship, whatever the archive looks like, and nowhere else."""

import gzip
import io
import json
import tarfile

import pytest

from tutor.engine.cancel import Cancel
from tutor.engine.secret_search import Found, found_in, search_saved
from tutor.errors import EngineTrouble

SECRET = "hunter2-hunter2"
WORDS = [b"another-secret", SECRET.encode()]


def tar_of(files, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            tar.addfile(info)
    return out.getvalue()


def saved(*layers, config=None, packed=lambda data: data):
    """Return a saved image as `docker save` writes it."""
    names = [f"{n}/layer.tar" for n in range(len(layers))]
    manifest = [{"Config": "abc.json", "RepoTags": ["x:y"], "Layers": names}]
    files = {name: packed(layer) for name, layer in zip(names, layers, strict=True)}
    files |= {"abc.json": json.dumps(config or {}).encode(), "manifest.json": json.dumps(manifest).encode()}
    return io.BufferedReader(io.BytesIO(tar_of(files)))


def search(*layers, **options):
    return search_saved(saved(*layers, **options), "sha256:abc", WORDS, Cancel())


@pytest.mark.parametrize("packed", [lambda data: data, gzip.compress], ids=["plain", "gzip"])
def test_a_secret_in_a_file_is_told_with_layer_and_path(packed):
    clean, dirty = tar_of({"a": b"x" * 5000}), tar_of({"b": b"", "app/.npmrc": b"token=" + WORDS[1] + b"\n"})
    assert search(clean, dirty, packed=packed) == (Found(1, 1, "app/.npmrc"),)


@pytest.mark.parametrize("before", [0, (1 << 20) - 520, (1 << 20) - 5, 3_000_000])
def test_a_secret_across_two_pieces_of_the_stream_is_found(before):
    layer = tar_of({"large": b"\0" * before + WORDS[1] + b"\0" * 2_000_000})
    assert search(layer) == (Found(1, 0, "large"),)


def test_names_and_links_are_looked_at_too():
    assert search(tar_of({f"keys/{SECRET}": b""}), tar_of({}, [("l", SECRET)])) == (
        Found(1, 0, f"keys/{SECRET}"),
        Found(1, 1, "l"),
    )


@pytest.mark.parametrize(
    "config",
    [
        {"config": {"Env": [f"TOKEN={SECRET}"]}},
        {"history": [{"created_by": f"|1 TOKEN={SECRET} /bin/sh -c make"}]},
    ],
)
def test_configuration_and_history_are_looked_at_too(config):
    assert search(tar_of({"a": b""}), config=config) == (Found(1, None, ""),)


def test_nothing_is_found_where_nothing_is():
    assert search(tar_of({"a": b"hunter2-hunter", "b": b"2"}), config={"config": {"Env": ["A=b"]}}) == ()


def test_what_is_no_image_is_trouble_and_no_answer():
    with pytest.raises(EngineTrouble):
        search_saved(io.BufferedReader(io.BytesIO(b"\1" * 2000)), "sha256:abc", WORDS, Cancel())


def test_a_cancel_ends_the_search():
    cancel = Cancel()
    cancel()
    with pytest.raises(EngineTrouble):
        search_saved(saved(tar_of({"a": b""})), "sha256:abc", WORDS, cancel)


def test_words_of_one_byte_and_pieces_of_one_byte():
    pieces = iter([b"a", b"b", b"c", b""])
    assert found_in(lambda: memoryview(next(pieces)), [b"c", b"bc", b"x"]) == {0, 1}


def test_a_configuration_that_is_not_there_is_never_clean():
    archive = tar_of({"manifest.json": b'[{"Config":"abc.json","Layers":[]}]'})
    with pytest.raises(EngineTrouble, match="configuration"):
        search_saved(io.BufferedReader(io.BytesIO(archive)), "sha256:abc", WORDS, Cancel())
