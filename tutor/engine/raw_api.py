"""The few calls for which the Docker SDK has no public method; all its private names are used here alone."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any, cast

import requests
from docker.api.client import APIClient
from docker.auth import get_config_header, resolve_repository_name
from docker.utils import parse_repository_tag

PRIVATE_NAMES = (
    "_post",
    "_get",
    "_url",
    "_raise_for_status",
    "_stream_helper",
    "_get_raw_response_socket",
)
"""What this module needs of `APIClient`; a test fails if a new SDK drops one."""


SSH_PROCESS = "proc"
"""The attribute of the SDK's socket that has the `ssh` behind an ssh:// address; a test fails if it is not there."""
_ANSWER_SECONDS = 60.0
"""How long an engine may take to begin its answer to a build; after that a step may be silent for as long as it likes."""


class Upgraded:
    """A connection that has left HTTP: bytes both ways."""

    def __init__(self, response: requests.Response, connection: Any) -> None:
        self._response, self._socket = response, connection
        self._reader: Any = cast("Any", response.raw)._fp.fp
        """The response's own reader: it may hold bytes that came right behind the answer."""
        connection.settimeout(None)

    def read(self) -> bytes:
        """Wait for bytes; nothing at the end."""
        data: bytes = self._reader.read1(1 << 16)
        return data

    def write(self, data: bytes) -> None:
        """Send all of it."""
        self._socket.sendall(data)

    def close(self) -> None:
        """Close it, also under a reader in another thread."""
        with suppress(Exception):  # whatever state the socket is in, closing is all there is to do
            _end(self._socket)


def quiet_ssh() -> None:
    """Let the SDK's sockets behind ssh:// close without an error when their `ssh` has ended before them.

    Python closes what is left of them at its end, where nobody could catch that error.
    """
    from docker.transport import (
        sshconn,  # needs paramiko, so it can be imported only where ssh:// can be used
    )

    sockets: Any = sshconn.SSHSocket
    loud = sockets.close

    def close(connection: Any) -> None:
        with suppress(OSError):
            loud(connection)

    if loud.__module__ != __name__:
        sockets.close = close


class RawApi:
    """Streams that the SDK's public methods do not give: a build that can be stopped, images both ways."""

    def __init__(self, client: APIClient) -> None:
        self._client: Any = client  # typed as Any because the SDK's types leave out its private names

    def build(self, context: IO[bytes] | None, params: Mapping[str, object]) -> requests.Response:
        """Start a build; mappings in `params` are sent as JSON, no context means that a session has it. Raises the SDK's errors."""
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

    def session(self, session_id: str, shared_key: str, methods: tuple[str, ...]) -> Upgraded:
        """Open a BuildKit session: a connection on which the engine calls us. Raises the SDK's errors."""
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "h2c",
            "X-Docker-Expose-Session-Uuid": session_id,
            "X-Docker-Expose-Session-Name": "multistage-tutor",
            "X-Docker-Expose-Session-Sharedkey": shared_key,
            "X-Docker-Expose-Session-Grpc-Method": ",".join(methods),
        }
        response = self._send("_post", "/session", headers=headers, timeout=_ANSWER_SECONDS)
        return Upgraded(response, self._socket(response))

    def pull(self, reference: str) -> requests.Response:
        """Begin to pull an image, with the user's login at its registry. Raises the SDK's errors."""
        name, tag = parse_repository_tag(reference)
        login = get_config_header(self._client, resolve_repository_name(name)[0])
        response = self._send(
            "_post",
            "/images/create",
            params={"fromImage": name, "tag": tag or "latest"},
            headers={"X-Registry-Auth": login} if login else {},
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

    def stat(self, container: str, path: str) -> requests.Response:
        """Ask what stands at a path in a container; the answer is in a header."""
        url = self._client._url("/containers/{0}/archive", container)
        response: requests.Response = self._client.head(
            url, params={"path": path}, timeout=_ANSWER_SECONDS, allow_redirects=False
        )
        return response

    def archive(self, container: str, path: str) -> requests.Response:
        """Return what stands at a path in a container; the body is a tar stream."""
        url = self._client._url("/containers/{0}/archive", container)
        plain = {"Accept-Encoding": "identity"}  # else the engine compresses, which takes longer than sending
        return self._send("_get", url, params={"path": path}, headers=plain, timeout=600)

    def forget_cache(self, record: str) -> int:
        """Remove one record of the build cache if nothing uses it; return the bytes that are free now."""
        params = {"all": True, "filters": json.dumps({"id": [record]})}
        response = self._send("_post", "/build/prune", params=params, timeout=_ANSWER_SECONDS)
        return int(response.json().get("SpaceReclaimed") or 0)

    def objects(self, response: requests.Response) -> Iterator[Mapping[str, Any]]:
        """Yield the JSON objects of a response as they arrive."""
        return (o for o in self._client._stream_helper(response, decode=True) if isinstance(o, Mapping))

    def abort(self, response: requests.Response) -> None:
        """Close the connection under a reader in another thread."""
        with suppress(Exception):  # whatever state the socket is in, closing is all there is to do
            _end(self._socket(response))

    def _socket(self, response: requests.Response) -> Any:
        raw = self._client._get_raw_response_socket(response)
        return getattr(raw, "_sock", raw)

    def _send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        url = path if "://" in path else self._client._url(path)
        response: requests.Response = getattr(self._client, method)(url, stream=True, **kwargs)
        self._client._raise_for_status(response)
        return response


def _end(connection: Any) -> None:
    """End a connection for both sides; behind ssh:// it is the `ssh` whose pipes are used, and the socket is none."""
    process = getattr(connection, SSH_PROCESS, None)
    if process is not None:
        process.terminate()
        with suppress(
            OSError
        ):  # closed here, because the SDK would write its farewell to a pipe that nobody reads
            process.stdin.close()
    else:
        connection.shutdown(socket.SHUT_RDWR)
