"""A small, correct course to break: one lab, one app, the kinds of checks it knows."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tutor.content import load_course
from tutor.errors import ContentProblem
from tutor.model.check_options import CheckOptions, OptionSpec

KNOWN = {
    "builds": CheckOptions({}),
    "http": CheckOptions(
        {
            "path": OptionSpec("string", required=True),
            "status": OptionSpec("integer", minimum=100, maximum=599),
            "follow": OptionSpec("boolean"),
            "headers": OptionSpec("mapping"),
        }
    ),
    "absent": CheckOptions({"paths": OptionSpec("strings", required=True)}),
    "image_size": CheckOptions({"share": OptionSpec("number", required=True, minimum=0.001, maximum=1)}),
}
COURSE = "format_version: 1\nlabs:\n  - first-lab\n"
MANIFEST = """\
format_version: 1
id: first-lab
title: The first lab
summary: What it is about.
minutes: 10
difficulty: beginner
objectives: [one thing]
concepts: [stage]
app: shop
base_images: ["node:18-alpine"]
port: 3000
limits:
  build_seconds: 120
  memory_mb: 256
start: start/Dockerfile
traditional: start/Dockerfile
steps:
  - id: read
    title: Read
    file: steps/read.md
  - id: write
    title: Write
    file: steps/write.md
checks:
  - id: builds
    kind: builds
    title: It builds
    hints: ["Where?", "How?", "FROM scratch"]
  - id: serves
    kind: http
    title: It answers
    needs: [builds]
    options:
      path: /
      status: 200
      follow: true
      headers: {accept: text/html}
  - id: no-cache
    kind: absent
    title: No cache
    needs: [builds]
    options:
      paths: ["root/.npm/**"]
  - id: size
    kind: image_size
    title: Small
    options: {share: 0.6}
solutions:
  - id: short
    title: The short one
    file: solutions/short/Dockerfile
    reference: true
  - id: long
    title: The long one
    file: solutions/long/Dockerfile
mistakes:
  - id: empty
    title: Nothing in it
    file: mistakes/empty/Dockerfile
    check: serves
    diagnosis: one-from
    build_seconds: 20
"""
FILES = {
    "start/Dockerfile": "FROM node:18-alpine\n",
    "steps/read.md": "Read this.\n",
    "steps/write.md": "Write that.\n",
    "solutions/short/Dockerfile": "FROM node:18-alpine AS short\n",
    "solutions/long/Dockerfile": "FROM node:18-alpine AS long\n",
    "mistakes/empty/Dockerfile": "FROM scratch\n",
}


@dataclass(frozen=True)
class Authored:
    """A course on disk, to be changed and loaded."""

    root: Path

    @property
    def labs(self):
        return self.root / "labs"

    @property
    def lab(self):
        return self.labs / "first-lab"

    @property
    def apps(self):
        return self.root / "apps"

    def write(self, text, name="lab.yaml"):
        """Write a file of the lab, as text or as bytes."""
        path = self.lab / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def course(self, text):
        (self.labs / "course.yaml").write_text(text)

    def load(self):
        return load_course(self.labs, self.apps, KNOWN)

    def mistakes(self):
        """Load, and return the lines of the error, without the name of the labs' folder."""
        with pytest.raises(ContentProblem) as caught:
            self.load()
        lines = caught.value.message.split("\n")
        assert all(line.startswith("labs/") for line in lines)
        return [line.removeprefix("labs/") for line in lines]


def author(root):
    """Write the correct course."""
    authored = Authored(root)
    (authored.apps / "shop").mkdir(parents=True)
    authored.write(MANIFEST)
    authored.course(COURSE)
    for name, text in FILES.items():
        authored.write(text, name)
    return authored


def edited(old, new):
    """Return the manifest with its one `old` replaced."""
    assert MANIFEST.count(old) == 1
    return MANIFEST.replace(old, new)


def line_of(text, fragment):
    """Return the line, from 1, that a fragment stands in once."""
    assert text.count(fragment) == 1
    return text[: text.index(fragment)].count("\n") + 1
