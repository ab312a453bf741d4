"""What npm's lock files say of installed packages: version, and whether only development needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.xray.limits import MOST_CHARACTERS
from tutor.xray.packages.json_text import json_object, mapping, string


@dataclass(frozen=True, slots=True)
class Locked:
    """One package as a lock has it."""

    version: str
    dev: bool


def read_lock(text: bytes) -> dict[str, Locked]:
    """Return the packages of a lock of any version, by folder relative to it: `node_modules/a/node_modules/b`."""
    lock = json_object(text)
    packages = mapping(lock.get("packages"))
    found = packages.items() if packages else _nested(mapping(lock.get("dependencies")))
    return {
        folder: Locked(string(fields.get("version")), fields.get("dev") is True)
        for folder, fields in found
        if isinstance(fields, dict)
    }


def _nested(dependencies: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the packages of a lock of version 1, which nests them as the folders are nested."""
    left = MOST_CHARACTERS
    waiting: list[tuple[str, Mapping[str, Any]]] = [("", dependencies)]
    while waiting:
        parent, level = waiting.pop()
        left -= sum(len(parent) + len(name) for name in level)
        if left < 0:
            return
        for name, value in level.items():
            fields, folder = mapping(value), f"{parent}node_modules/{name}"
            yield folder, fields
            waiting.append((f"{folder}/", mapping(fields.get("dependencies"))))
