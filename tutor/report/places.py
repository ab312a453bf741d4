"""Where files are put together into one row: in their package, else in the first two folders of their path."""

from __future__ import annotations

from collections.abc import Sequence

_DEPTH = 3
"""Folders that the name of a row has at most, if all its files lie in them."""


def place(package: str, path: str) -> str:
    """Return the package, else the first two folders of an untrusted path, with a slash at the end."""
    if package:
        return package
    first = path.find("/")
    second = path.find("/", first + 1) if first >= 0 else -1
    return path[: max(first, second) + 1] or "/"


def common_folder(folder: Sequence[str] | None, path: str) -> Sequence[str]:
    """Return the folder that holds both `folder`, as its parts, and the file at `path`; `None` stands for none yet."""
    other = path.split("/")[:-1]
    if folder is None:
        return other
    same = 0
    while same < min(len(folder), len(other)) and folder[same] == other[same]:
        same += 1
    return folder[:same]


def folder_name(folder: Sequence[str] | None) -> str:
    """Return the name of a row whose files all lie in `folder`."""
    return "/".join((folder or ())[:_DEPTH]) + "/"
