"""The files of an image, seen through a container that never runs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO

import requests

from tutor.engine.docker_api import Missing, trouble
from tutor.engine.engine_stream import EngineStream
from tutor.engine.quick_facts import path_fact
from tutor.engine.raw_api import RawApi
from tutor.errors import EngineTrouble
from tutor.model.quick_facts import PathFact
from tutor.safe_text import clean_line

_MOST_LINKS = 40
"""Folders and links on the way of a path to look at; a system follows no more links, either."""
_STAT = "X-Docker-Container-Path-Stat"


class Untold(EngineTrouble):
    """The engine does not tell what stands at a path, as in a loop of links."""


class ContainerFiles:
    """One container's files; `told` turns the SDK's errors into ours."""

    def __init__(self, raw: RawApi, container: str, told: Callable[[], AbstractContextManager[None]]) -> None:
        self._raw, self._container, self._told = raw, container, told

    def fact(self, path: str) -> PathFact | None:
        """Return what stands at a path from the root, or None for nothing."""
        return self._fact(path, _MOST_LINKS)

    def _fact(self, path: str, links: int) -> PathFact | None:
        with self._told():
            response = self._raw.stat(self._container, _absolute(path))
        if response.status_code == 404:
            return None
        if not response.ok:  # a HEAD has no body that would say more
            if links and self._is_below_a_file(path, links - 1):
                return None
            raise Untold(f"The engine cannot look at {clean_line(path)} (status {response.status_code}).")
        return path_fact(_decoded(response.headers.get(_STAT, "")))

    def _is_below_a_file(self, path: str, links: int) -> bool:
        """Return whether a path leads through something that is no folder, which the engine calls an error of its own."""
        folder = path.strip("/").rpartition("/")[0]
        above = self._fact(folder, links) if folder else None
        if above is not None and above.kind == "symlink":
            above = self._fact(above.link, links)
        return folder != "" and (above is None or above.kind in ("file", "other"))

    def archive(self, path: str) -> AbstractContextManager[IO[bytes] | None]:
        """Return a tar stream of what stands at a path, or None for nothing."""
        return self._archive(path)

    @contextmanager
    def _archive(self, path: str) -> Iterator[IO[bytes] | None]:
        with self._told():
            response = self._opened(path)
            try:
                yield None if response is None else EngineStream(response, self._raw.abort)
            finally:
                if response is not None:
                    response.close()

    def _opened(self, path: str) -> requests.Response | None:
        try:
            with self._told():
                return self._raw.archive(self._container, _absolute(path))
        except Missing:
            return None


def _absolute(path: str) -> str:
    """Return the path from the root; without a slash at the end, which means "a folder" and is an error for a file."""
    return "/" + path.strip("/")


def _decoded(header: str) -> dict[str, object]:
    try:
        found = json.loads(base64.b64decode(header))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise trouble("its answer about a path cannot be read")
    return found
