"""The walk through a build context: against facts (what fsutil's `Walk` of April 2024 answered), and trouble on disk."""

import json
import os
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

from tutor.engine import context_files
from tutor.engine.context_files import UnreadableContext, open_file, walk
from tutor.engine.ignore_patterns import BadPattern

TREES = json.loads((Path(__file__).parents[1] / "fixtures/ignore/walks.json").read_text())
"""[entries, cases]: an entry is [folder/], [file] or [link, target]; a case is [excludes, includes, follow, paths or null]."""


def grow(root, entries):
    """Make the entries; parents come before what is in them."""
    for path, *target in entries:
        if target:
            (root / path).symlink_to(target[0])
        elif path.endswith("/"):
            (root / path).mkdir()
        else:
            (root / path).touch()


def paths(root, **patterns):
    return [file.path for file in walk(root, **patterns)]


def test_every_walk_of_the_table_agrees(tmp_path):
    assert len(TREES) >= 150
    wrong = []
    for number, (entries, cases) in enumerate(TREES):
        root = tmp_path / str(number)
        root.mkdir()
        grow(root, entries)
        for excludes, includes, follow, expected in cases:
            try:
                found = paths(root, excludes=excludes, includes=includes, follow=follow)
            except BadPattern:
                found = None
            if found != expected:
                wrong.append((entries, excludes, includes, follow, expected, found))
    assert wrong == []


def test_the_order_is_that_of_components_not_of_texts(tmp_path):
    grow(tmp_path, [["a/"], ["a/b"], ["a.b"], ["a-"], ["Z"], ["é"], ["\uffff"], ["\U0001f600"]])
    assert paths(tmp_path) == ["Z", "a", "a/b", "a-", "a.b", "é", "\uffff", "\U0001f600"]


def test_folders_come_for_the_sake_of_what_is_in_them(tmp_path):
    grow(tmp_path, [["docs/"], ["docs/a/"], ["docs/a/keep"], ["docs/a/no"], ["docs/b/"], ["docs/b/no"]])
    assert paths(tmp_path, excludes=["docs", "!docs/a/keep"]) == ["docs", "docs/a", "docs/a/keep"]
    assert paths(tmp_path, includes=["docs/b/no"]) == ["docs", "docs/b", "docs/b/no"]


def test_an_ignored_folder_is_not_even_opened(tmp_path, monkeypatch):
    grow(tmp_path, [["node_modules/"], ["node_modules/x"], ["src/"], ["src/a"]])
    opened = []
    scandir = os.scandir
    monkeypatch.setattr(context_files.os, "scandir", lambda path: opened.append(path) or scandir(path))
    assert paths(tmp_path, excludes=["node_modules", "!src/a"]) == ["src", "src/a"]
    assert [Path(path).name for path in opened] == [tmp_path.name, "src"]


def test_links_are_followed_inside_the_context_only(tmp_path):
    root = tmp_path / "context"
    root.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").touch()
    grow(root, [["real/"], ["real/x"], ["way", "real"], ["out", "../outside"], ["round", "round"], ["other"]])
    assert paths(root, follow=["way/x"]) == ["real", "real/x", "way"]
    assert paths(root, follow=["out/secret"]) == ["out"]
    assert paths(root, follow=["../outside/secret", "../outside/*"]) == []
    assert paths(root, follow=["round/x"]) == ["round"]
    assert paths(root) == ["other", "out", "real", "real/x", "round", "way"]


def test_a_name_beyond_utf8_survives(tmp_path):
    name = os.fsdecode(b"caf\xe9")
    (tmp_path / name).write_text("x")
    assert paths(tmp_path) == [name]
    with open_file(tmp_path, name) as file:
        assert file.read() == b"x"


def test_kinds_and_modes_are_told(tmp_path):
    grow(tmp_path, [["dir/"], ["file"], ["link", "no/where/"]])
    (tmp_path / "file").write_text("12345")
    (tmp_path / "file").chmod(0o751)
    os.utime(tmp_path / "file", ns=(1, 1_600_000_000_123_456_789))
    os.link(tmp_path / "file", tmp_path / "hard")
    os.mkfifo(tmp_path / "pipe")
    found = {file.path: file for file in walk(tmp_path)}
    assert found["dir"].is_folder
    assert found["dir"].size == 0
    assert found["link"].is_link
    assert found["link"].target == "no/where/"
    assert stat.S_IMODE(found["file"].mode) == 0o751
    assert found["file"].mtime_ns == 1_600_000_000_123_456_789
    assert [(found[p].is_regular, found[p].size) for p in ("file", "hard")] == [(True, 5), (True, 5)]
    assert stat.S_ISFIFO(found["pipe"].mode)


def test_sockets_are_left_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # its address may be only so long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert paths(tmp_path) == []


def test_what_vanishes_is_left_out(tmp_path):
    grow(tmp_path, [["a"], ["b"], ["dir/"], ["dir/x"], ["z"]])
    files = walk(tmp_path)
    assert next(files).path == "a"
    (tmp_path / "b").unlink()
    (tmp_path / "dir/x").unlink()
    (tmp_path / "dir").rmdir()
    assert [file.path for file in files] == ["z"]


def refuse(monkeypatch, name):
    """Let a folder be closed to us, which it never is to root."""
    scandir = os.scandir

    def guarded(path):
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(context_files.os, "scandir", guarded)


def test_a_closed_folder_is_named(tmp_path, monkeypatch):
    grow(tmp_path, [["closed/"]])
    refuse(monkeypatch, "closed")
    with pytest.raises(UnreadableContext, match="closed: Permission denied"):
        paths(tmp_path)


def test_a_closed_folder_that_is_ignored_is_no_matter(tmp_path, monkeypatch):
    grow(tmp_path, [["closed/"], ["a"]])
    refuse(monkeypatch, "closed")
    assert paths(tmp_path, excludes=["closed"]) == ["a"]
    assert paths(tmp_path, excludes=["closed", "!**/keep"]) == ["a"]


def test_a_missing_context_is_an_error(tmp_path):
    with pytest.raises(UnreadableContext, match="nowhere"):
        paths(tmp_path / "nowhere")


def test_deep_folders_are_no_matter(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=folder)
        below = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(folder)
    try:
        assert len(paths(tmp_path, excludes=["x"])) == 1500
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # too deep for shutil


def test_a_link_is_not_opened_as_a_file(tmp_path):
    grow(tmp_path, [["link", "/etc/hostname"]])
    with pytest.raises(OSError):
        open_file(tmp_path, "link")


def test_twenty_thousand_files_are_quick(tmp_path):
    for folder in range(100):
        (tmp_path / f"package{folder}").mkdir()
        for file in range(200):
            (tmp_path / f"package{folder}/file{file}.component.tsx").touch()
    ignore = [
        "node_modules",
        ".git",
        "**/*.log",
        "*.md",
        "!README.md",
        "**/*.test.ts*",
        ".env*",
        "**/coverage",
    ]
    began = time.process_time()
    assert len(paths(tmp_path, excludes=ignore)) == 20_100
    assert time.process_time() - began < 5.0  # 0.3 s where nothing else runs
