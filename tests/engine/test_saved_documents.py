"""What a saved image's documents say is checked: their shapes, their digests, their sizes, their depth."""

import gzip
import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.archives import digest, layer
from tests.engine.layouts import GZIP, PLAIN, Blobs, named
from tutor.engine.bad_archive import BadArchive
from tutor.engine.image_sources import open_source
from tutor.engine.saved_documents import image_document, saved_images


@pytest.fixture
def store(tmp_path):
    """Write an archive; return its path as text."""

    def write(data):
        (tmp_path / "image.tar").write_bytes(data)
        return str(tmp_path / "image.tar")

    return write


@pytest.mark.parametrize(
    "wrong", ["sha256:../../etc/passwd", "sha256:" + "A" * 64, "md5:" + "0" * 32, "", 5, None, ["sha256"]]
)
def test_a_digest_is_checked_before_it_becomes_a_name(tmp_path, wrong):
    blobs = Blobs()
    asked = blobs.index({"digest": wrong}).write(tmp_path / "layout")
    with pytest.raises(BadArchive, match="digest"):
        open_source(str(asked), None)


DEEP = b"[" * 100_000
HOSTILE = [
    *(
        b"",
        b"{",
        b"null",
        b"5",
        b"[]",
        b"[[]]",
        b'"x"',
        b"[5]",
        b"[{}]",
        b"\xff\xfe",
        DEEP,
        b"9" * 5000,
        b"NaN",
    ),
    b'[{"Config":5,"Layers":[]}]',
    b'[{"Config":"c","Layers":"l"}]',
    b'[{"Config":"c","Layers":[5]}]',
    b'[{"Config":"c","Layers":[],"Layers":[null]}]',
    json.dumps([{"Config": "c", "Layers": ["l"] * 2000}]).encode(),
    json.dumps([{"Config": "../../etc/passwd", "Layers": []}]).encode(),
]


@pytest.mark.parametrize("document", HOSTILE)
def test_a_hostile_manifest_is_told(store, document):
    for packed in (PLAIN, GZIP):
        with pytest.raises(BadArchive):
            open_source(store(packed(layer(("manifest.json", document)))), None).info()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("sha256:" + "0" * 64),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Config",
                    "Layers",
                    "RepoTags",
                    "manifests",
                    "layers",
                    "config",
                    "digest",
                    "platform",
                    "annotations",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(JSON, JSON, st.sampled_from(["manifest.json", "index.json"]))
def test_documents_of_any_shape_give_images_or_a_bad_archive(document, blob, name):
    def read_document(asked):
        if asked.startswith("blobs/"):
            return json.dumps(blob).encode()
        return json.dumps(document).encode() if asked == name else None

    with suppress(BadArchive):
        assert saved_images(read_document)


@settings(max_examples=200)
@given(JSON, JSON, JSON)
def test_a_configuration_of_any_shape_is_read_or_a_bad_archive(config, rootfs, history):
    data = json.dumps({"config": config, "rootfs": {"diff_ids": rootfs}, "history": history}).encode()
    with suppress(BadArchive):
        assert all(isinstance(row, dict) for row in image_document(data).history)


def test_an_index_that_contains_itself_ends(tmp_path, store):
    blobs = Blobs()
    name = "0" * 64
    blobs.files[f"blobs/sha256/{name}"] = json.dumps(
        {"manifests": [{"digest": f"sha256:{name}"}] * 900}
    ).encode()
    blobs.index({"digest": f"sha256:{name}"})
    for asked in (str(blobs.write(tmp_path / "layout")), store(gzip.compress(blobs.tar()))):
        with pytest.raises(BadArchive):
            open_source(asked, None).info()


def test_documents_larger_than_any_are_not_read(store):
    large = layer(("manifest.json", b" " * (9 << 20)))
    for packed in (PLAIN, GZIP):
        with pytest.raises(BadArchive):
            open_source(store(packed(large)), None).info()


def test_a_document_that_many_names_lead_to_is_read_once():
    asked = []
    manifest = {"layers": [], "config": {"digest": "sha256:" + "2" * 64}}
    documents = {"1": {"manifests": [{"digest": "sha256:" + "3" * 64}]}, "3": manifest}

    def read_document(name):
        asked.append(name)
        if name == "index.json":
            return json.dumps({"manifests": [many(n) for n in range(900)]}).encode()
        return json.dumps(documents[name[-1]]).encode() if name.startswith("blobs/") else None

    def many(n):
        return {"digest": "sha256:" + "1" * 64, **named(f"n:{n}")}

    assert len(saved_images(read_document)) == 900
    assert len(asked) == 4


def test_a_document_of_too_many_values_is_refused_before_it_fills_the_memory():
    large = b'{"rootfs":{"diff_ids":[]},"x":[' + b"[]," * 2_000_000 + b"[]]}"
    tracemalloc.start()
    try:
        with pytest.raises(BadArchive, match="larger than any image"):
            image_document(large)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("layers", [1000, 1001])
def test_a_thousand_layers_are_read_and_no_more(layers):
    data = json.dumps({"rootfs": {"diff_ids": ["sha256:" + "1" * 64] * layers}}).encode()
    if layers == 1000:
        assert len(image_document(data).info.diff_ids) == 1000
    else:
        with pytest.raises(BadArchive, match="digests that cannot be"):
            image_document(data)


def test_many_names_of_many_manifests_end():
    def read_document(name):
        if name == "index.json":
            tags = [{"digest": digest(b"index"), **named(f"n:{n}")} for n in range(1000)]
            return json.dumps({"manifests": tags}).encode()
        if name.endswith(digest(b"index")[7:]):
            return json.dumps({"manifests": [{"digest": digest(b"%d" % n)} for n in range(1000)]}).encode()
        return b"{}" if name.startswith("blobs/") else None

    with pytest.raises(BadArchive, match="more manifests"):
        saved_images(read_document)
