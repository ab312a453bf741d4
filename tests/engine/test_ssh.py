"""An engine behind ssh:// is reached through the user's own `ssh`, here a program that passes bytes to the test engine."""

import importlib
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import ModuleType

import docker.api.client
import docker.transport
import pytest

from tests.processes import processes, wait_for
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailed, ImageBuilt
from tutor.engine.connect import find_engine, open_engine
from tutor.engine.port import BuildRequest, Cancel
from tutor.engine.raw_api import SSH_PROCESS, quiet_ssh
from tutor.errors import NoEngine

TAG = "multistage-tutor/test:ssh"
RELAY = """#!{python}
import os, socket, threading
engine = socket.socket(socket.AF_UNIX)
engine.connect({socket!r})
def up():
    while data := os.read(0, 65536):
        engine.sendall(data)
    engine.shutdown(socket.SHUT_WR)
threading.Thread(target=up, daemon=True).start()
while data := engine.recv(65536):
    os.write(1, data)
"""


@pytest.fixture
def transport(monkeypatch):
    """The SDK's way through ssh; it imports paramiko, and needs nothing of it where the user's `ssh` is run."""
    monkeypatch.setitem(sys.modules, "paramiko", ModuleType("paramiko"))
    found = importlib.import_module("docker.transport.sshconn")
    for module in (docker.transport, docker.api.client):
        monkeypatch.setattr(module, "SSHHTTPAdapter", found.SSHHTTPAdapter, raising=False)
    return found


def test_the_sdk_still_keeps_the_process_with_its_socket(transport):
    with transport.SSHSocket("host") as socket:
        assert getattr(socket, SSH_PROCESS, 0) is None


def test_a_socket_whose_ssh_has_ended_closes_in_peace(transport, monkeypatch):
    monkeypatch.setattr(transport.SSHSocket, "close", transport.SSHSocket.close)
    quiet_ssh()
    quiet_ssh()
    with subprocess.Popen(["true"], stdin=subprocess.PIPE) as ended:
        ended.wait()
        socket = transport.SSHSocket("host")
        socket.proc = ended
        socket.close()
        with suppress(BrokenPipeError):
            ended.stdin.close()


@pytest.mark.parametrize("chosen", [True, False])
def test_without_paramiko_a_way_that_works_is_told(monkeypatch, chosen):
    for module in (docker.transport, docker.api.client):
        monkeypatch.delattr(module, "SSHHTTPAdapter", raising=False)
    monkeypatch.setenv("DOCKER_HOST", "ssh://ann@far.example")
    with pytest.raises(NoEngine) as error:
        find_engine() if chosen else open_engine("ssh://ann@far.example")
    assert "ssh://" in error.value.message
    assert "ssh -nNT -L" in error.value.fix


@pytest.fixture
def far(transport, engine, node_base, tmp_path, monkeypatch):
    """The test engine, reached through `ssh`."""
    address = engine.info().address.removeprefix("unix://")
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(RELAY.format(python=sys.executable, socket=address))
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", str(ssh.parent), prepend=":")
    yield open_engine("ssh://ann@far.example")
    engine.remove_image(TAG)


@pytest.mark.engine
@pytest.mark.buildkit
@pytest.mark.parametrize("way", ["cancelled", "time_limit"])
@pytest.mark.parametrize("buildkit", ["1", "0"])
def test_a_build_through_ssh_is_stopped(far, tmp_path, monkeypatch, way, buildkit):
    monkeypatch.setenv("DOCKER_BUILDKIT", buildkit)
    word, cancel = f"6{time.time_ns() % 100_000:05}", Cancel()
    watcher = threading.Thread(target=lambda: wait_for(lambda: processes(f"sleep {word}")) and cancel())
    if way == "cancelled":
        watcher.start()
    seconds = 60 if way == "cancelled" else 3
    text = f"FROM node:18-alpine\nRUN sleep {word}\n"
    end = list(far.build(BuildRequest(parse(text), tmp_path, TAG, "test", seconds), cancel))[-1]
    assert isinstance(end, BuildFailed)
    assert end.failure.kind == way
    assert wait_for(lambda: not processes(f"sleep {word}"), 5)
    again = BuildRequest(parse("FROM node:18-alpine\nRUN echo next\n"), tmp_path, TAG, "test", 60)
    assert isinstance(list(far.build(again, Cancel()))[-1], ImageBuilt)
