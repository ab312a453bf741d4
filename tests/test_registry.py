"""The registry of the tests is one: engines pull from it, and nothing comes without a token."""

import base64
import json
import os
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.registry import TestRegistry, tiny_image
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble

LOGIN = ("ann", "a pass:word")


@pytest.fixture
def registry():
    images = {"public/tiny:1": tiny_image(os.urandom(16), padding=300_000), "secret/app:1": tiny_image()}
    with TestRegistry(images, private={"secret/app:1": LOGIN}) as running:
        yield running


def get(registry, path, **headers):
    """Return (status, headers, content) of a GET."""
    try:
        with urlopen(Request(f"http://{registry.host}{path}", headers=headers)) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as e:
        with e:
            return e.code, e.headers, e.read()


def token(registry, name, login=None):
    """Return (status, token) of asking for one repository."""
    headers = (
        {"Authorization": f"Basic {base64.b64encode(':'.join(login).encode()).decode()}"} if login else {}
    )
    status, _, body = get(registry, f"/token?scope=repository:{name}:pull", **headers)
    return status, json.loads(body).get("token")


@pytest.mark.parametrize("path", ["/v2/", "/v2/public/tiny/manifests/1", "/v2/none/none/manifests/1"])
@pytest.mark.parametrize("authorization", ["", "Bearer made-up", "Basic QTpC", "Bearer"])
def test_without_a_token_it_refuses_and_says_where_to_get_one(registry, path, authorization):
    status, headers, _ = get(registry, path, Authorization=authorization)
    assert status == 401
    assert headers["WWW-Authenticate"].startswith(f'Bearer realm="http://{registry.host}/token",service="')
    assert registry.asked[-1].user is None


def test_a_token_opens_the_repository_that_it_is_for_and_no_other(registry):
    status, value = token(registry, "public/tiny")
    assert status == 200
    bearer = {"Authorization": f"Bearer {value}"}
    status, headers, manifest = get(registry, "/v2/public/tiny/manifests/1", **bearer)
    assert (status, json.loads(manifest)["mediaType"]) == (200, headers["Content-Type"])
    assert registry.asked[-1].user == ""
    assert get(registry, "/v2/secret/app/manifests/1", **bearer)[0] == 401
    assert get(registry, "/v2/public/tiny/manifests/2", **bearer)[0] == 404


def test_a_private_repository_wants_its_login(registry):
    wrong = [None, ("ann", "wrong"), ("", ""), ("bob", LOGIN[1])]
    assert [token(registry, "secret/app", login) for login in wrong] == [(401, None)] * 4
    status, value = token(registry, "secret/app", LOGIN)
    assert status == 200
    assert get(registry, "/v2/secret/app/manifests/1", Authorization=f"Bearer {value}")[0] == 200
    assert registry.asked[-1].user == "ann"


def test_a_blob_comes_whole_or_in_part(registry):
    bearer = {"Authorization": f"Bearer {token(registry, 'public/tiny')[1]}"}
    manifest = json.loads(get(registry, "/v2/public/tiny/manifests/1", **bearer)[2])
    path = f"/v2/public/tiny/blobs/{manifest['layers'][0]['digest']}"
    whole = get(registry, path, **bearer)[2]
    assert len(whole) == manifest["layers"][0]["size"] > 300_000
    for wanted, part in (
        ("bytes=100-", whole[100:]),
        ("bytes=0-9", whole[:10]),
        ("bytes=5-999999999", whole[5:]),
    ):
        assert get(registry, path, **bearer, Range=wanted)[::2] == (206, part)


def test_a_try_of_tls_is_answered_in_http(registry):
    host, _, port = registry.host.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"\x16\x03\x01\x00\x04\x01\x02\x03\n")
        assert connection.recv(5, socket.MSG_WAITALL) == b"HTTP/"


@pytest.mark.engine
def test_an_engine_pulls_a_public_image(registry, engine):
    reference = f"{registry.host}/public/tiny:1"
    try:
        list(engine.pull(reference, Cancel()))
        assert engine.image(reference).labels == {"tiny": "yes"}
        assert [token.user for token in registry.tokens_given] == [""] * len(registry.tokens_given)
        assert any(asked.status == 200 and "/blobs/" in asked.path for asked in registry.asked)
    finally:
        engine.remove_image(reference)


@pytest.mark.engine
def test_an_engine_pulls_a_private_image_with_the_login_only(registry, engine):
    reference = f"{registry.host}/secret/app:1"
    with pytest.raises(EngineTrouble):
        list(engine.pull(reference, Cancel()))
    assert engine.image(reference) is None
    login = dict(zip(("username", "password"), LOGIN, strict=True))
    try:
        engine._api.pull(reference, auth_config=login)
        assert engine.image(reference) is not None
        assert "ann" in {asked.user for asked in registry.asked}
    finally:
        engine.remove_image(reference)
