"""Which engine is used, and what is said when none answers."""

import http.server
import json
import socketserver
import threading

import pytest
from docker.context import ContextAPI

from tutor.engine import connect
from tutor.engine.connect import find_engine, open_engine
from tutor.errors import NoEngine


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(
        connect, "SYSTEM_SOCKETS", (folder / "system/docker.sock", folder / "system/podman.sock")
    )
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    monkeypatch.setenv("DOCKER_CONFIG", str(folder / ".docker"))
    return folder


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"ApiVersion": "1.41", "Version": "20.10.24", "MinAPIVersion": "1.12"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def address_string(self):
        return "socket"


@pytest.fixture
def listen():
    servers = []

    def start(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        server = socketserver.ThreadingUnixStreamServer(str(path), _Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_nothing_there_says_what_to_do(home):
    with pytest.raises(NoEngine) as error:
        find_engine(home / "none.sock")
    assert "tutor engine up" in error.value.fix


def test_docker_host_is_binding(home, monkeypatch, listen):
    listen(home / "private.sock")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{home}/nothing.sock")
    with pytest.raises(NoEngine) as error:
        find_engine(home / "private.sock")
    assert "settings name" in error.value.message
    assert "DOCKER_HOST" in error.value.fix


@pytest.mark.parametrize("address", ["not an address", "tcp://127.0.0.1:1", "ftp://x", "unix://"])
def test_a_docker_host_that_cannot_be_is_told(home, monkeypatch, address):
    monkeypatch.setenv("DOCKER_HOST", address)
    with pytest.raises(NoEngine):
        find_engine(None)


def test_the_private_socket_is_found(home, listen):
    listen(home / "private.sock")
    assert find_engine(home / "private.sock").info().version == "20.10.24"


def test_the_users_own_socket_comes_before_the_private_one(home, listen):
    listen(home / "private.sock")
    listen(home / "run" / "docker.sock")
    assert find_engine(home / "private.sock").info().address == f"unix://{home}/run/docker.sock"


def test_podmans_socket_is_found(home, listen):
    listen(home / "run" / "podman" / "podman.sock")
    assert find_engine(home / "none.sock").info().address.endswith("podman/podman.sock")


def test_a_socket_that_nobody_listens_on_is_passed_over(home, listen):
    (home / "run").mkdir()
    (home / "run" / "docker.sock").touch()
    listen(home / "private.sock")
    assert find_engine(home / "private.sock").info().address == f"unix://{home}/private.sock"


def test_a_chosen_context_is_used_and_a_missing_one_told(home, monkeypatch, listen):
    listen(home / "ctx.sock")
    (home / ".docker").mkdir()
    (home / ".docker" / "config.json").write_text("{}")

    monkeypatch.setenv("DOCKER_CONTEXT", "nowhere")
    with pytest.raises(NoEngine, match="nowhere"):
        find_engine(None)
    ContextAPI.create_context("lab", orchestrator=None, host=f"unix://{home}/ctx.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "lab")
    assert find_engine(None).info().address.endswith("ctx.sock")


def test_an_address_is_shown_without_escape_codes():
    with pytest.raises(NoEngine) as error:
        open_engine("unix:///\x1b[31mred")
    assert "\x1b" not in error.value.message
