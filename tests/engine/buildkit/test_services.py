"""Health, logins and secrets, asked as an engine asks; logins read from a Docker configuration."""

import base64
import json

import pytest

from tests.engine.buildkit.client import Client
from tutor.engine.buildkit import services
from tutor.engine.buildkit.grpc_server import NOT_FOUND
from tutor.engine.buildkit.wire import fields, message
from tutor.engine.registry_login import find_login


def test_health_is_serving():
    with Client({"/health": services.health}) as client:
        assert client.ask("/health") == (b"\x08\x01", 0)


def test_a_login_is_handed_out_for_its_registry_alone():
    find = {"images.example": ("ann", "secret")}.get
    with Client({"/auth": services.credentials(find)}) as client:
        answer, status = client.ask("/auth", message((1, "images.example")))
        assert (dict(fields(answer)), status) == ({1: b"ann", 2: b"secret"}, 0)
        assert client.ask("/auth", message((1, "other.example"))) == (b"", 0)
        assert client.ask("/auth", b"\xff\xff\xff") == (b"", 0)


def test_a_secret_is_given_or_not_found():
    with Client({"/secret": services.secrets({"token": b"\0binary\xff"})}) as client:
        answer, status = client.ask("/secret", message((1, "token")))
        assert (dict(fields(answer)), status) == ({1: b"\0binary\xff"}, 0)
        assert client.ask("/secret", message((1, "other"))) == (None, NOT_FOUND)


@pytest.fixture
def docker_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


def test_logins_are_those_of_docker_login(docker_settings):
    auth = base64.b64encode(b"ann:pass:word").decode()
    hub = "https://index.docker.io/v1/"
    auths = {"images.example:5000": {"auth": auth}, hub: {"auth": base64.b64encode(b"hub:h").decode()}}
    docker_settings.write_text(json.dumps({"auths": auths}))
    assert find_login("images.example:5000") == ("ann", "pass:word")
    assert find_login("registry-1.docker.io") == ("hub", "h")
    assert find_login("other.example") is None


def test_an_identity_token_comes_without_a_user(docker_settings):
    auths = {"images.example": {"auth": base64.b64encode(b"u:p").decode(), "identitytoken": "tok"}}
    docker_settings.write_text(json.dumps({"auths": auths}))
    assert find_login("images.example") == ("", "tok")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"auths": 3}',
        '{"auths": {"images.example": {"auth": "###"}}}',
        '{"credsStore": "nowhere"}',
    ],
)
def test_settings_that_cannot_be_used_are_no_login(docker_settings, text):
    docker_settings.write_text(text)
    assert find_login("images.example") is None
