"""Archives are the same each time, and laid out as `docker load` reads them."""

import hashlib
import io
import json
import tarfile

import pytest

from tutor.bases.archive import LayerFiles, build_layer, write_archive


def make(folder, order=1):
    folder.mkdir(exist_ok=True)
    paths = ["b/two", "a/one", "c"][::order]
    with LayerFiles(folder) as files:
        for path in paths:
            files.file(path, f"content of {path}".encode(), 0o755)
        files.folder("tmp", 0o1777)
        files.link("bin/sh", "/bin/busybox")
        layer = build_layer(files, folder / "layer.tar", "made by a test")
    out = io.BytesIO()
    image_id = write_archive(out, "x:1", [layer], {"Cmd": ["a"]}, "amd64")
    return image_id, out.getvalue(), layer


def test_the_same_files_give_the_same_bytes_in_any_order(tmp_path):
    assert make(tmp_path / "1")[:2] == make(tmp_path / "2", order=-1)[:2]


def test_the_names_are_the_digests_of_the_content(tmp_path):
    image_id, data, layer = make(tmp_path)
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        config = tar.extractfile(manifest[0]["Config"]).read()
        content = tar.extractfile(manifest[0]["Layers"][0]).read()
    assert manifest[0]["RepoTags"] == ["x:1"]
    assert manifest[0]["Config"] == f"{image_id}.json"
    assert hashlib.sha256(config).hexdigest() == image_id
    assert hashlib.sha256(content).hexdigest() == layer.digest
    assert json.loads(config)["rootfs"] == {"type": "layers", "diff_ids": [f"sha256:{layer.digest}"]}
    assert len(json.loads(config)["history"]) == 1


def test_a_layer_has_parents_before_children_and_keeps_modes(tmp_path):
    with tarfile.open(make(tmp_path)[2].file) as tar:
        members = {m.name: m for m in tar}
        assert tar.extractfile("a/one").read() == b"content of a/one"
    assert list(members) == sorted(members)
    assert members["a"].isdir()
    assert members["tmp"].mode == 0o1777
    assert members["bin/sh"].linkname == "/bin/busybox"
    assert {m.mtime for m in members.values()} == {315532800}
    assert {m.uid for m in members.values()} == {0}


def test_a_file_put_in_twice_keeps_the_last(tmp_path):
    with LayerFiles(tmp_path) as files:
        files.file("x", b"first")
        files.file("x", io.BytesIO(b"second"))
        layer = build_layer(files, tmp_path / "layer.tar", "")
    with tarfile.open(layer.file) as tar:
        assert tar.extractfile("x").read() == b"second"
        assert tar.getnames() == ["x"]


@pytest.mark.parametrize("path", ["a/" * 60 + "file", "é/ü"])
def test_long_and_foreign_names_survive(tmp_path, path):
    with LayerFiles(tmp_path) as files:
        files.file(path, b"x")
        layer = build_layer(files, tmp_path / "layer.tar", "")
    with tarfile.open(layer.file) as tar:
        assert path in tar.getnames()


def test_a_file_that_is_one_with_another_is_written_once_as_a_hard_link(tmp_path):
    with LayerFiles(tmp_path) as files:
        files.file("b", b"content", 0o755, 1, 2)
        assert files.same("a", "b")
        assert not files.same("c", "missing")
        files.folder("gone/inside")
        files.link("gone/link", "x")
        assert files.links() == {"gone/link": "x"}
        files.remove("gone")
        layer = build_layer(files, tmp_path / "layer.tar", "")
    with tarfile.open(layer.file) as tar:
        assert tar.getnames() == ["a", "b"]
        assert tar.getmember("b").islnk()
        assert tar.getmember("b").linkname == "a"
        assert {(m.mode, m.uid, m.gid) for m in tar} == {(0o755, 1, 2)}
