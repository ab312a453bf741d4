"""The small services of a session: health, credentials of registries, secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tutor.engine.buildkit.grpc_server import NOT_FOUND, Call, GrpcError, Method
from tutor.engine.buildkit.wire import fields, message

_SERVING = 1

Credentials = tuple[str, str]
"""User name and password; an identity token comes with an empty name."""


def health(call: Call) -> None:
    """Answer `grpc.health.v1.Health/Check`: 20.10 asks each second, and one wrong answer ends the session."""
    call.receive()
    call.send(message((1, _SERVING)))


def credentials(find: Callable[[str], Credentials | None]) -> Method:
    """Return `moby.filesync.v1.Auth/Credentials`; no credentials mean an anonymous pull."""

    def answer(call: Call) -> None:
        user, password = find(_text(call.receive(), 1)) or ("", "")
        call.send(message((1, user), (2, password)))

    return answer


def secrets(known: Mapping[str, bytes]) -> Method:
    """Return `moby.buildkit.secrets.v1.Secrets/GetSecret`."""

    def answer(call: Call) -> None:
        name = _text(call.receive(), 1)
        if name not in known:
            raise GrpcError(NOT_FOUND, f"secret {name} not found")
        call.send(message((1, known[name])))

    return answer


def _text(request: bytes | None, field: int) -> str:
    value = dict(fields(request or b"")).get(field, b"")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
