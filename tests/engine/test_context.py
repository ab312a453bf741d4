"""The build context: what `.dockerignore` lets through, and a Dockerfile that stays out of `COPY . .`."""

import tarfile

import pytest

from tutor.dockerfile import parse
from tutor.engine.context import DOCKERFILE, pack
from tutor.engine.substitute import substitute_bases


@pytest.fixture
def app(tmp_path):
    for path in ("package.json", "app/page.tsx", "node_modules/next/index.js", "docs/a.md", "docs/keep.md"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(path)
    (tmp_path / "link").symlink_to("package.json")
    return tmp_path


def packed(app, text="FROM scratch\n"):
    with pack(app, text) as stream, tarfile.open(fileobj=stream) as tar:
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


SUBSTITUTES = {"node:18-alpine": "multistage-tutor/base:abc"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("FROM node:18-alpine AS node\n", "FROM multistage-tutor/base:abc AS node\n"),
        ("ARG V=18\nFROM node:${V}-alpine\n", "ARG V=18\nFROM multistage-tutor/base:abc\n"),
        (
            "FROM --platform=linux/amd64 \\\n  node:18-alpine\n",
            "FROM --platform=linux/amd64 \\\n  multistage-tutor/base:abc\n",
        ),
        ("FROM other\nCOPY --from=node:18-alpine / /\n", "FROM other\nCOPY --from=node:18-alpine / /\n"),
        ("FROM node:18-alpine AS a\nFROM a\n", "FROM multistage-tutor/base:abc AS a\nFROM a\n"),
    ],
)
def test_bases_are_replaced_in_what_is_sent_and_lines_keep_their_numbers(text, sent):
    assert substitute_bases(parse(text), SUBSTITUTES) == sent
