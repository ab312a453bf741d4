"""A session: the connection over which an engine asks for what a build needs while it runs."""

from __future__ import annotations

import hashlib
import os
import secrets as randomness
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

from tutor.engine.buildkit import file_sync, services
from tutor.engine.buildkit.file_sync import FileSync, Folder, Source, Wanted
from tutor.engine.buildkit.grpc_server import GrpcServer, Method
from tutor.engine.context import ignore_bytes
from tutor.engine.context_files import ContextFile

DOCKERFILE = "Dockerfile"
METHODS = (file_sync.METHOD,)
"""What has to be announced when a session is opened."""
_SECONDS = 1 << 31


@dataclass(frozen=True)
class Served:
    """What a build may ask for."""

    context: Path
    dockerfile: str
    ignore: str | None = None
    """The text of `Dockerfile.dockerignore`, if there is one."""
    secrets: Mapping[str, bytes] = field(default_factory=dict)
    credentials: Callable[[str], services.Credentials | None] = lambda host: None
    """User and password for a registry, or None."""

    @property
    def shared_key(self) -> str:
        """Return the name under which the engine keeps what it has of this context, so that only changes are sent."""
        return hashlib.sha256(f"{os.getuid()}:{self.context.resolve()}".encode()).hexdigest()


class Connection(Protocol):
    """A connection that the engine has turned round: it is the client on it."""

    def read(self) -> bytes:
        """Wait for bytes; nothing at the end."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of it."""
        ...

    def close(self) -> None:
        """Close it, also under a reader in another thread."""
        ...


class Session:
    """Serves one build in a thread of its own, from `start` to `close`."""

    def __init__(self, served: Served) -> None:
        self.id = randomness.token_hex(13)
        self.shared_key = served.shared_key
        sources: dict[str, Source] = {
            "context": Folder(served.context),
            "dockerfile": Texts(dockerfile_texts(served)),
        }
        self._methods: dict[str, Method] = {
            "/grpc.health.v1.Health/Check": services.health,
            "/moby.filesync.v1.Auth/Credentials": services.credentials(served.credentials),
            "/moby.buildkit.secrets.v1.Secrets/GetSecret": services.secrets(served.secrets),
            file_sync.METHOD: FileSync(sources),
        }
        self._connection: Connection | None = None

    def start(self, connection: Connection) -> None:
        """Begin to serve."""
        self._connection = connection
        server = GrpcServer(connection.read, connection.write, self._methods)
        threading.Thread(
            target=_serve, args=(server, connection), name="buildkit-session", daemon=True
        ).start()

    def close(self) -> None:
        """End it; a build that still runs fails."""
        if self._connection is not None:
            self._connection.close()


def _serve(server: GrpcServer, connection: Connection) -> None:
    """Serve to the end; the engine must not wait on a connection that nobody reads any more."""
    server.serve()
    connection.close()


class Texts:
    """A folder of texts that are not on disk."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = texts

    def files(self, _: Wanted) -> Iterable[ContextFile]:
        """Return all of them; the time stands for the content, because the engine asks only for what has changed."""
        for name, content in sorted(self._texts.items()):
            when = int.from_bytes(hashlib.sha256(content).digest()[:8], "big") % (_SECONDS * 10**9)
            yield ContextFile(name, stat.S_IFREG | 0o644, len(content), when)

    def open(self, path: str) -> IO[bytes]:
        """Return a text as a file."""
        return BytesIO(self._texts[path])


def dockerfile_texts(served: Served) -> dict[str, bytes]:
    """Return the Dockerfile, and its own ignore file: the given one, else the one in the context.

    Raises `UnreadableContext`.
    """
    name = f"{DOCKERFILE}.dockerignore"
    texts = {DOCKERFILE: served.dockerfile.encode("utf-8", "surrogateescape")}
    own = (
        ignore_bytes(served.context / name)
        if served.ignore is None
        else served.ignore.encode("utf-8", "surrogateescape")
    )
    return texts if own is None else {**texts, name: own}
