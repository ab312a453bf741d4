"""A container registry on loopback that demands Bearer tokens, as the large public ones do; images can only be pulled."""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.tiny_image import MANIFEST, TinyImage, tiny_image

__all__ = ["Asked", "TestRegistry", "Token", "tiny_image"]

_SERVICE = "registry of the tests"
_MOST_FORM = 64_000
_THING = re.compile(r"/v2/(?P<name>[a-z0-9._/-]+)/(?P<kind>manifests|blobs)/(?P<reference>[A-Za-z0-9._:-]+)")
_SCOPE = re.compile(r"repository:(?P<name>[a-z0-9._/-]+):(?P<actions>[a-z,*]+)")


@dataclass(frozen=True)
class Token:
    """What the token endpoint handed out."""

    user: str
    """Empty for anybody."""
    repositories: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    status: int
    user: str | None
    """Whose token it carried: "" is anybody's, None means that it carried no valid one."""


class TestRegistry:
    """A context manager; `images` maps `name:tag` to an image, `private` maps some of these to (user, password)."""

    __test__ = False  # no test, whatever its name says

    def __init__(
        self, images: Mapping[str, TinyImage], private: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        self._images = {tuple(k.rsplit(":", 1)): image for k, image in images.items()}
        self._logins = {k.rsplit(":", 1)[0]: login for k, login in (private or {}).items()}
        self._tokens: dict[str, Token] = {}
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> TestRegistry:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """Return `127.0.0.1:PORT`, what stands before an image's name."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def tokens_given(self) -> tuple[Token, ...]:
        """Return the tokens that were handed out, the oldest first."""
        return tuple(self._tokens.values())

    def token_of(self, authorization: str) -> Token | None:
        """Return the token that a header carries, None if it is none of ours."""
        scheme, _, value = authorization.partition(" ")
        return self._tokens.get(value) if scheme.lower() == "bearer" else None

    def give_token(self, login: tuple[str, str] | None, scopes: list[str]) -> str | None:
        """Return a new token for these scopes, None if the login does not open them."""
        names = frozenset(m["name"] for m in map(_SCOPE.fullmatch, scopes) if m is not None)
        needed = {self._logins[name] for name in names if name in self._logins}
        if any(login != one for one in needed) or (login and login not in self._logins.values()):
            return None
        value = secrets.token_urlsafe(24)
        self._tokens[value] = Token(login[0] if login else "", names)
        return value

    def find(self, name: str, kind: str, reference: str) -> tuple[str, bytes] | None:
        """Return media type and content of a manifest (by tag or digest) or blob (by digest)."""
        tagged = {tag: image for (n, tag), image in self._images.items() if n == name}
        if kind == "manifests":
            found = tagged.get(reference) or {i.digest: i for i in tagged.values()}.get(reference)
            return (MANIFEST, found.manifest) if found else None
        blobs = {d: data for image in tagged.values() for d, data in image.blobs.items()}
        return ("application/octet-stream", blobs[reference]) if reference in blobs else None

    def challenge(self, name: str) -> str:
        """Return what a request without the right token is told."""
        scope = f',scope="repository:{name}:pull"' if name else ""
        return f'Bearer realm="http://{self.host}/token",service="{_SERVICE}"{scope}'


def _handler(registry: TestRegistry) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"registry": registry})


class _Handler(BaseHTTPRequestHandler):
    registry: TestRegistry
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"
    """Answer a try of TLS in HTTP: engines know by that that they may speak HTTP to loopback."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/token":
            self._token(_basic(self.headers.get("Authorization", "")), parse_qs(url.query))
        else:
            self._content(url.path)

    do_HEAD = do_GET  # noqa: N815 (likewise)

    def do_POST(self) -> None:
        """Hand out a token in the manner of OAuth 2, which some engines try first."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_FORM))
        form = parse_qs(body.decode("utf-8", "replace"))
        if urlsplit(self.path).path != "/token" or form.get("grant_type") != ["password"]:
            self._answer(404, b"{}")
            return
        login = ((form.get("username") or [""])[0], (form.get("password") or [""])[0])
        self._token(login, form)

    def _token(self, login: tuple[str, str] | None, question: Mapping[str, list[str]]) -> None:
        scopes = " ".join(question.get("scope", [])).split()
        token = self.registry.give_token(login, scopes)
        if token is None:
            self._answer(401, _error("UNAUTHORIZED", "wrong user or password"))
        else:
            self._answer(200, json.dumps({"token": token, "access_token": token, "expires_in": 300}).encode())

    def _content(self, path: str) -> None:
        thing = _THING.fullmatch(path)
        token = self.registry.token_of(self.headers.get("Authorization", ""))
        if token is None or (thing and thing["name"] not in token.repositories):
            challenge = self.registry.challenge(thing["name"] if thing else "")
            error = _error("UNAUTHORIZED", "authentication required")
            self._answer(401, error, {"WWW-Authenticate": challenge})
        elif path == "/v2/":
            self._answer(200, b"{}")
        elif thing and (found := self.registry.find(*thing.groups())):
            self._send(*found, digest=thing["reference"])
        else:
            unknown = "MANIFEST_UNKNOWN" if thing and thing["kind"] == "manifests" else "NAME_UNKNOWN"
            self._answer(404, _error(unknown, "not known"))

    def _send(self, media_type: str, content: bytes, digest: str) -> None:
        """Send content, or the part of it that was asked for (RFC 9110, 14.2: `bytes=FIRST-[LAST]`)."""
        headers = {"Content-Type": media_type, "Accept-Ranges": "bytes"}
        if digest.startswith("sha256:"):
            headers["Docker-Content-Digest"] = digest
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if part and int(part[1]) < len(content):
            first, last = int(part[1]), min(int(part[2] or len(content)), len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            self._answer(206, content[first : last + 1], headers)
        else:
            self._answer(200, content, headers)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        token = self.registry.token_of(self.headers.get("Authorization", ""))
        user = token.user if token else None
        self.registry.asked.append(Asked(self.command, urlsplit(self.path).path, status, user))
        self.send_response(status)
        sent = {"Content-Type": "application/json", "Docker-Distribution-Api-Version": "registry/2.0"}
        for name, value in {**sent, **(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing; `asked` has it."""


def _basic(authorization: str) -> tuple[str, str] | None:
    """Return user and password of a Basic header; a broken one is nobody's login, no header is None."""
    if not authorization:
        return None
    try:
        user, _, password = base64.b64decode(authorization.partition(" ")[2]).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _error(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()
