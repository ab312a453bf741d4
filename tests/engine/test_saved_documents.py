"""What a saved image's documents say is checked: their shapes, their digests, their sizes, their depth."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.archives import layer
from tests.engine.layouts import GZIP, PLAIN, Blobs
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
