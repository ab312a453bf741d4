"""A pack on disk that is right, to be broken: one lab with an application of its own."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.author.labs import FILES

PACK = """\
format_version: 1
id: my-pack
title: My pack
version: "1.0"
tutor: ">=0.1,<1"
description: Labs of mine.
licence: MIT
"""
COURSE = "format_version: 1\nlabs:\n  - two-stages\n"


@dataclass(frozen=True)
class APack:
    """A pack in a folder."""

    folder: Path

    def write(self, name, text):
        """Write a file of the pack, as text or as bytes."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name, old, new):
        """Replace what stands once in a file."""
        text = (self.folder / name).read_text()
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))

    def git(self, *arguments):
        """Run git in the pack's folder."""
        told = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(
            [*told, *arguments], cwd=self.folder, env=env, check=True, capture_output=True, text=True
        ).stdout

    def commit(self):
        """Commit all that is there; return the repository's address."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Change the pack")
        return f"file://{self.folder}"


def a_pack_in(folder):
    """Write the pack that is right; its lab is called as a shipped one is."""
    pack = APack(folder)
    pack.write("pack.yaml", PACK)
    pack.write("labs/course.yaml", COURSE)
    for name, text in FILES.items():
        pack.write(f"labs/two-stages/{name}", text.replace("id: my-lab", "id: two-stages"))
    return pack
