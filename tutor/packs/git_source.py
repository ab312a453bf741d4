"""The newest commit of a Git repository as a folder: its files are read as objects, so that nothing of it can run.

There is no checkout: no hook, filter, attribute, submodule or link takes part, and sizes are known before anything is written.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tutor.errors import TutorError
from tutor.packs.bounds import Bounds, Budget, refused
from tutor.packs.git_process import run_git, start_git, stop

_LINK, _PROGRAM, _SUBMODULE = "120000", "100755", "160000"
_LINK_LIMIT = 4096


def clone(address: str, scratch: Path, bounds: Bounds) -> tuple[Path, str]:
    """Return (folder, commit) of a repository's newest commit, below the empty folder `scratch`."""
    if shutil.which("git") is None:
        raise TutorError(
            "Git is not installed, and the pack lies in a Git repository.", "Install git, then repeat."
        )
    repository, tree = scratch / "repository", scratch / "tree"
    options = (
        "--bare",
        "--depth",
        "1",
        "--single-branch",
        "--no-tags",
        "--no-local",
        "--template=",
        "--quiet",
    )
    run_git(["clone", *options, "--", address, str(repository)], repository, bounds.total)
    commit = (
        run_git([f"--git-dir={repository}", "rev-parse", "--verify", "HEAD"])
        .decode("ascii", "replace")
        .strip()
    )
    tree.mkdir()
    _write(repository, _listed(repository, bounds), tree)
    return tree, commit


def _listed(repository: Path, bounds: Bounds) -> list[tuple[str, str, int, str]]:
    """Return (mode, object, size, path) of all files of the newest commit; raises `ContentProblem` if it is too much."""
    budget, found, rest = Budget(bounds), [], b""
    process = start_git([f"--git-dir={repository}", "ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD"])
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        while chunk := process.stdout.read(1 << 16):
            *records, rest = (rest + chunk).split(b"\0")
            for record in records:
                entry = _entry(record)
                budget.add(entry[3], entry[2])
                found.append(entry)
        if process.wait() or rest:
            raise _ended_early()
    finally:
        stop(process)
    return found


def _entry(record: bytes) -> tuple[str, str, int, str]:
    head, _, name = record.partition(b"\t")
    path = name.decode("utf-8", "surrogateescape")
    mode, _, digest, size = head.decode("ascii").split()
    parts = path.split("/")
    if any(part.lower() in ("", ".", "..", ".git") for part in parts) or "\\" in path:
        raise refused(path, "has a name that leads out of the pack")
    if mode == _SUBMODULE:
        raise refused(path, "is a submodule; a pack brings its files itself")
    if not size.isdigit():
        raise refused(path, "is missing in the repository")
    if mode == _LINK and int(size) > _LINK_LIMIT:
        raise refused(path, "is a link that leads nowhere")
    return mode, digest, int(size), path


def _write(repository: Path, entries: list[tuple[str, str, int, str]], tree: Path) -> None:
    """Write files first and links last, none of them through a link."""
    process = start_git([f"--git-dir={repository}", "cat-file", "--batch"], asks=True)
    try:
        assert process.stdin is not None  # noqa: S101 - these are pipes
        assert process.stdout is not None  # noqa: S101
        for mode, digest, size, path in sorted(entries, key=lambda e: e[0] == _LINK):
            try:
                process.stdin.write(f"{digest}\n".encode())
                process.stdin.flush()
            except BrokenPipeError:
                raise _ended_early() from None
            if not (head := process.stdout.readline()):
                raise _ended_early()
            if head.split()[-1:] != [str(size).encode()]:
                raise refused(path, "is missing in the repository")
            if len(data := process.stdout.read(size)) != size:
                raise _ended_early()
            process.stdout.read(1)
            _write_one(tree, path, mode, data)
    finally:
        stop(process)


def _ended_early() -> TutorError:
    return TutorError("Git ended before it had given all files of the repository.", "Try it once more.")


def _write_one(tree: Path, path: str, mode: str, data: bytes) -> None:
    target = tree / path
    for folder in reversed(target.relative_to(tree).parents[:-1]):
        if (tree / folder).is_symlink():
            raise refused(path, "lies behind a link")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            target.symlink_to(os.fsdecode(data))
            return
        with target.open("xb") as stream:
            stream.write(data)
        target.chmod(0o755 if mode == _PROGRAM else 0o644)
    except (OSError, ValueError) as e:
        raise refused(path, f"cannot be written ({getattr(e, 'strerror', None) or e})") from None
