"""A session from its start to its end, whatever the engine does to it."""

import socket

import pytest

from tutor.engine.buildkit.session import Served, Session


class Pair:
    """A connection to a session, and the engine's end of it."""

    def __init__(self):
        self.engine, self._ours = socket.socketpair()
        self.engine.settimeout(5)

    def read(self):
        return self._ours.recv(65536)

    def write(self, data):
        self._ours.sendall(data)

    def close(self):
        self._ours.close()


@pytest.mark.parametrize("end", [b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 5000, b""])
def test_a_connection_is_closed_when_its_session_has_ended(tmp_path, end):
    connection = Pair()
    Session(Served(tmp_path, "FROM a\n")).start(connection)
    with connection.engine as engine:
        assert engine.recv(65536)
        engine.sendall(end)
        if not end:
            engine.shutdown(socket.SHUT_WR)
        while engine.recv(65536):
            pass
