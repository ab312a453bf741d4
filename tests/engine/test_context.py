"""The build context: what `.dockerignore` lets through, and a Dockerfile that stays out of `COPY . .`."""

import io
import json
import os
import tarfile

import pytest
from docker import APIClient

from tutor.dockerfile import parse
from tutor.engine import context as packing
from tutor.engine.context import DOCKERFILE, effective_ignore, pack
from tutor.engine.context_files import UnreadableContext, walk
from tutor.engine.ignore_patterns import BadPattern
from tutor.engine.port import LABEL
from tutor.engine.substitute import substitute_bases


@pytest.fixture
def app(tmp_path):
    for path in ("package.json", "app/page.tsx", "node_modules/next/index.js", "docs/a.md", "docs/keep.md"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    (tmp_path / "link").symlink_to("package.json")
    return tmp_path


def packed(app, text="FROM scratch\n", ignore=None):
    with pack(app, text, ignore) as stream, tarfile.open(fileobj=stream) as tar:
        return {m.name: (tar.extractfile(m).read() if m.isreg() else m.linkname) for m in tar}


def test_all_files_are_sent_and_the_dockerfile_under_its_own_name(app):
    found = packed(app, "FROM here\n")
    assert {"package.json", "app/page.tsx", "node_modules/next/index.js", "link"} <= set(found)
    assert found[DOCKERFILE] == b"FROM here\n"
    assert found["link"] == "package.json"
    assert DOCKERFILE.encode() in found[".dockerignore"]


def test_dockerignore_is_followed(app):
    (app / ".dockerignore").write_text("# comment\nnode_modules\n\ndocs/*.md\n!docs/keep.md\n")
    found = packed(app)
    assert "node_modules/next/index.js" not in found
    assert "docs/a.md" not in found
    assert "docs/keep.md" in found


def test_the_same_files_give_the_same_bytes(app):
    with pack(app, "FROM x\n") as one, pack(app, "FROM x\n") as two:
        assert one.read() == two.read()


def test_an_ignore_file_beside_the_dockerfile_takes_the_place_of_the_other(app):
    (app / ".dockerignore").write_text("docs\n")
    assert effective_ignore(app) == ("docs",)
    (app / "Dockerfile.dockerignore").write_text("# none of docs\napp/\n")
    assert effective_ignore(app) == ("app",)
    assert effective_ignore(app, "link\n") == ("link",)
    assert effective_ignore(app, "") == ()
    found = packed(app, ignore="link\n")
    assert "link" not in found
    assert {"docs/a.md", "app/page.tsx", "Dockerfile.dockerignore"} <= set(found)
    assert "app/page.tsx" not in packed(app)


def test_no_ignore_file_ignores_nothing(app):
    (app / "Dockerfile.dockerignore").mkdir()
    assert effective_ignore(app) == ()
    assert effective_ignore(app / "nowhere") == ()


def test_the_learners_own_files_are_part_of_the_context(app):
    (app / ".dockerignore").write_text("docs")
    (app / "Dockerfile").write_text("FROM own\n")
    found = packed(app)
    assert found["Dockerfile"] == b"FROM own\n"
    assert found[".dockerignore"].startswith(b"docs\n")


def test_a_malformed_pattern_is_told(app):
    (app / ".dockerignore").write_text("fine\n[oops\n")
    with pytest.raises(BadPattern, match=r"\[oops"):
        pack(app, "FROM scratch\n")


@pytest.mark.parametrize("change", [b"", b"123", b"1" * 100_000])
def test_a_file_that_changes_its_size_meanwhile_breaks_nothing(app, monkeypatch, change):
    (app / "grows").write_bytes(b"x" * 20_000)
    add = tarfile.TarFile.addfile

    def change_and_add(tar, info, content=None):
        if info.name == "grows":
            (app / "grows").write_bytes(change)
        add(tar, info, content)

    monkeypatch.setattr(tarfile.TarFile, "addfile", change_and_add)
    found = packed(app)
    assert found["grows"] == change[:20_000].ljust(20_000, b"\0")
    assert found["package.json"] == b"package.json"


def test_what_vanishes_meanwhile_is_left_out(app, monkeypatch):
    open_file = packing.open_file

    def vanish_and_open(root, path):
        if path == "app/page.tsx":
            (root / path).unlink()
        return open_file(root, path)

    monkeypatch.setattr(packing, "open_file", vanish_and_open)
    found = packed(app)
    assert "app/page.tsx" not in found
    assert "package.json" in found


def test_a_file_closed_to_us_is_named(app, monkeypatch):
    def refuse(root, path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(packing, "open_file", refuse)
    with pytest.raises(UnreadableContext, match=r"app/page\.tsx: Permission denied"):
        pack(app, "FROM scratch\n")


def test_pipes_and_modes_are_packed(app):
    os.mkfifo(app / "pipe")
    (app / "run.sh").touch()
    (app / "run.sh").chmod(0o755)
    with pack(app, "") as stream, tarfile.open(fileobj=stream) as tar:
        members = {member.name: member for member in tar}
    assert members["pipe"].isfifo()
    assert members["app"].isdir()
    assert members["run.sh"].mode == 0o755
    assert {(member.uid, member.gid) for member in members.values()} == {(0, 0)}


def copied(client, stream):
    """Build `COPY . /` with the classic builder; return the paths of the files in the image."""
    tag = "tutor-test-context:latest"
    options = {"tag": tag, "dockerfile": DOCKERFILE, "rm": True, "forcerm": True, "labels": {LABEL: "test"}}
    lines = list(client.build(fileobj=stream, custom_context=True, decode=True, **options))
    try:
        archive = io.BytesIO(b"".join(client.get_image(tag)))
    finally:
        client.remove_image(tag, force=True)
    assert not [line for line in lines if "error" in line]
    with tarfile.open(fileobj=archive) as tar:
        (layer,) = json.load(tar.extractfile("manifest.json"))[0]["Layers"]
        with tarfile.open(fileobj=tar.extractfile(layer)) as files:
            return {member.name.strip("/") for member in files} - {"", "."}


@pytest.mark.engine
@pytest.mark.parametrize(
    ("text", "ignore"),
    [
        (None, None),
        ("docs\n!docs/keep.md\n", None),
        ("docs\n.dockerignore\nDockerfile\n", None),
        ("app", "docs\n"),
        ("*\n!app\n", None),
        ("*\n!app\n", ""),
    ],
)
def test_the_classic_builder_copies_what_the_walk_lets_through(app, engine, text, ignore):
    (app / "Dockerfile").write_text("FROM scratch\n")
    if text is not None:
        (app / ".dockerignore").write_text(text)
    client = APIClient(base_url=engine.info().address, version="auto")
    expected = {file.path for file in walk(app, excludes=effective_ignore(app, ignore))}
    with pack(app, "FROM scratch\nCOPY . /\n", ignore) as stream:
        assert copied(client, stream) == expected


SUBSTITUTES = {"node:18-alpine": "multistage-tutor/base:abc", "node": "local/x"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("FROM node:18-alpine AS node\n", "FROM multistage-tutor/base:abc AS node\n"),
        ("ARG V=18\nFROM node:${V}-alpine\n", "ARG V=18\nFROM multistage-tutor/base:abc\n"),
        (
            "FROM --platform=linux/amd64 \\\n  node:18-alpine\n",
            "FROM --platform=linux/amd64 \\\n  multistage-tutor/base:abc\n",
        ),
        ("FROM docker.io/library/node:18-alpine\n", "FROM multistage-tutor/base:abc\n"),
        ("FROM index.docker.io/node:18-alpine AS a\n", "FROM multistage-tutor/base:abc AS a\n"),
        ("FROM quay.io/node:18-alpine\n", "FROM quay.io/node:18-alpine\n"),
        ("FROM other\nCOPY --from=node:18-alpine / /\n", "FROM other\nCOPY --from=node:18-alpine / /\n"),
        ("FROM node:18-alpine AS a\nFROM a\n", "FROM multistage-tutor/base:abc AS a\nFROM a\n"),
        (
            "FROM node \\\n  AS node\nRUN x \\\n  node\n",
            "FROM local/x \\\n  AS node\nRUN x \\\n  node\n",
        ),
        (
            "FROM \\\n  # node is for the app\n\n  node AS a\n",
            "FROM \\\n  # node is for the app\n\n  local/x AS a\n",
        ),
        (
            "# a\x0cb\x85c\u2028d\x0b\nARG A=\x1c\nFROM node\r\n",
            "# a\x0cb\x85c\u2028d\x0b\nARG A=\x1c\nFROM local/x\r\n",
        ),
    ],
)
def test_bases_are_replaced_in_what_is_sent_and_lines_keep_their_numbers(text, sent):
    assert substitute_bases(parse(text), SUBSTITUTES) == sent
