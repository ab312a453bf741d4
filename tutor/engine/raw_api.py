"""The few calls for which the Docker SDK has no public method; all its private names are used here alone."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

import requests
from docker.api.client import APIClient

PRIVATE_NAMES = ("_post", "_get", "_url", "_raise_for_status", "_stream_helper", "_get_raw_response_socket")
"""What this module needs of `APIClient`; a test fails if a new SDK drops one."""


_ANSWER_SECONDS = 60.0
"""How long an engine may take to begin its answer to a build; after that a step may be silent for as long as it likes."""


class RawApi:
    """Streams that the SDK's public methods do not give: a build that can be stopped, images both ways."""

    def __init__(self, client: APIClient) -> None:
        self._client: Any = client  # typed as Any because the SDK's types leave out its private names

    def build(self, context: IO[bytes], params: Mapping[str, object]) -> requests.Response:
        """Start a build; mappings in `params` are sent as JSON. Raises the SDK's errors."""
        sent = {k: json.dumps(v) if isinstance(v, Mapping) else v for k, v in params.items()}
        response = self._send(
            "_post",
            "/build",
            data=context,
            params=sent,
            headers={"Content-Type": "application/tar"},
            timeout=_ANSWER_SECONDS,
        )
        self._socket(response).settimeout(None)
        return response

    def load(self, archive: IO[bytes]) -> requests.Response:
        """Load an image archive."""
        return self._send("_post", "/images/load", data=archive, params={"quiet": True}, timeout=600)

    def save(self, reference: str) -> requests.Response:
        """Return an image as an archive; the body is a tar stream."""
        return self._send("_get", self._client._url("/images/{0}/get", reference), timeout=600)

    def objects(self, response: requests.Response) -> Iterator[Mapping[str, Any]]:
        """Yield the JSON objects of a response as they arrive."""
        return (o for o in self._client._stream_helper(response, decode=True) if isinstance(o, Mapping))

    def abort(self, response: requests.Response) -> None:
        """Close the connection under a reader in another thread."""
        with suppress(Exception):  # whatever state the socket is in, closing is all there is to do
            self._socket(response).shutdown(socket.SHUT_RDWR)

    def _socket(self, response: requests.Response) -> Any:
        raw = self._client._get_raw_response_socket(response)
        return getattr(raw, "_sock", raw)

    def _send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        url = path if "://" in path else self._client._url(path)
        response: requests.Response = getattr(self._client, method)(url, stream=True, **kwargs)
        self._client._raise_for_status(response)
        return response
