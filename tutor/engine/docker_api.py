"""The connection to a Docker API, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import requests
import urllib3
from docker.api.client import APIClient
from docker.errors import APIError, DockerException, ImageNotFound, NotFound

from tutor.engine.failure import classify
from tutor.engine.raw_api import RawApi
from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line

LOST = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)
"""What the SDK raises when the connection breaks."""


class Missing(EngineTrouble):
    """The engine does not have it."""

    def __init__(self) -> None:
        super().__init__("The engine no longer has what was asked for.", "Build again.")


class BadReference(EngineTrouble):
    """What was asked for can be no image's name."""


class Conflict(EngineTrouble):
    """The engine is using it."""


class DockerApi:
    """One engine's API; the parts of `DockerEngine` share it."""

    def __init__(self, api: APIClient, address: str) -> None:
        self._api: Any = api  # Any, because the SDK's type stubs lag behind it
        self._raw = RawApi(api)
        self._address = address

    @cached_property
    def version(self) -> Mapping[str, Any]:
        """Return what the engine says of itself; asked once."""
        with self._told():
            found: Mapping[str, Any] = self._api.version()
        return found

    @property
    def is_podman(self) -> bool:
        """Return whether it is Podman that answers, whatever its socket is called."""
        return any(c.get("Name") == "Podman Engine" for c in self.version.get("Components") or [])

    def answers(self) -> bool:
        """Return whether the engine takes a new connection; an old one may outlive an engine that is going down."""
        self._api.close()
        try:
            self._api.ping()
        except (*LOST, DockerException):
            return False
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the SDK's errors into ours."""
        try:
            yield
        except (NotFound, ImageNotFound):
            raise Missing from None
        except APIError as e:
            if e.status_code == 409:
                raise Conflict(str(e.explanation)) from None
            told = trouble(str(e.explanation or e))
            if "invalid reference format" in told.message:
                told = BadReference(told.message, told.fix)
            raise told from None
        except (*LOST, DockerException) as e:
            raise EngineTrouble(
                f"The container engine at {self._address} does not answer ({clean_line(str(e), 160)}).",
                "Start it again (`tutor engine up` for the tutor's own), then repeat. `tutor doctor` shows what is wrong.",
            ) from None


def trouble(words: str) -> EngineTrouble:
    """Return the error for the engine's own words, with the fix that fits them."""
    words = clean_line(words, 300)
    fixes = {
        "disk_full": "Free some disk space where the engine keeps its data (`docker system df` shows it), then repeat.",
        "registry_unreachable": "Check the network, or use local stand-ins: `tutor bases`.",
        "rate_limit": "Wait, log in with `docker login`, or use local stand-ins: `tutor bases`.",
        "missing_image": "Check the image's name and tag.",
    }
    return EngineTrouble(
        f"The container engine says: {words}",
        fixes.get(classify(words), "`tutor doctor` shows what is wrong."),
    )
