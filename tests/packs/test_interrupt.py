"""Ctrl-C, or the end of the terminal, while a repository is on its way: git ends, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.processes import processes, wait_for
from tutor import paths


@pytest.fixture
def silent_server():
    """An address where somebody answers the call, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}/silent.git"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_clone_is_stopped(silent_server, number, code):
    server, address = silent_server
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    command = [sys.executable, "-m", "tutor", "pack", "add", address]
    started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        server.settimeout(30)
        connection, _ = server.accept()
        started.send_signal(number)
        assert started.wait(10) == code
        connection.close()
    finally:
        started.kill()
        told = started.communicate()[1]
    assert "Traceback" not in told
    assert wait_for(lambda: not processes(address), 5)
    assert [p.name for p in paths.packs().iterdir()] == [".lock"]
