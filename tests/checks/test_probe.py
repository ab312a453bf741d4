"""A container seen from outside: servers that drip, hang or are elsewhere neither block nor blame."""

import socket
import threading
import time

import pytest

from tests.labs import a_lab
from tutor.checks import make
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.engine.port import Cancel, ContainerState, RunRequest
from tutor.model.course import CheckSpec
from tutor.model.outcome import Status

REQUEST = RunRequest("image", 3000, "attempt", 64, 64)


class OneContainer:
    """An engine with one running container, whose port is published as told."""

    def __init__(self, host_port, listening=()):
        self._port, self._listening = host_port, listening

    def start(self, request):
        return "container"

    def state(self, container):
        return ContainerState(running=True, exit_code=None)

    def host_port(self, container, port):
        return self._port

    def listening(self, container):
        return self._listening

    def logs(self, container, lines=40):
        return ()

    def remove(self, container):
        pass


@pytest.fixture
def served():
    """Start a server that treats each connection with a function; return its port."""
    sockets = []

    def start(treat):
        server = socket.create_server(("127.0.0.1", 0))
        sockets.append(server)

        def accept():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=treat, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return server.getsockname()[1]

    yield start
    for server in sockets:
        server.close()


def drip(connection):
    try:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        connection.close()


def hang(connection):
    connection.recv(1000)


def go_on(connection):
    try:
        connection.recv(1000)
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.01)
    except OSError:
        connection.close()


def answer(body):
    def treat(connection):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + body)
        connection.close()

    return treat


def probe(port, cancel=None, listening=()):
    made = Probe(OneContainer(port, listening), 3000, cancel or Cancel())
    made.start(REQUEST)
    return made


@pytest.mark.parametrize("treat", [drip, hang, go_on])
def test_a_page_that_never_ends_is_given_up(served, treat):
    asked = probe(served(treat)).get("/", 0.5)
    assert (asked.status, asked.told) == (0, "no answer (nothing within 0 s)")


def test_what_a_slow_server_did_not_listen_on_before_it_was_ready_says_nothing(served):
    waiting = probe(served(answer(b"page")))
    waiting.listening = ()
    waiting.wait("/", 5)
    assert (waiting.get("/").status, waiting.listening) == (200, None)


@pytest.mark.parametrize("treat", [drip, hang, go_on])
def test_cancel_breaks_off_a_question(served, treat):
    cancel = Cancel()
    waiting = probe(served(treat), cancel)
    threading.Timer(0.3, cancel).start()
    thread = threading.Thread(target=waiting.wait, args=("/", 60))
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def test_an_answer_is_asked_once(served):
    asked = probe(served(answer(b"hello")))
    assert asked.get("/").body == "hello"
    assert asked.get("/") is asked.get("/")


def http(found, **options):
    evidence = Evidence(a_lab())
    evidence.probe = found
    return make(CheckSpec("it", "http", "It", {"path": "/", **options})).run(evidence)


def test_a_port_published_on_another_machine_is_not_the_learners_fault():
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    found = probe(closed, listening=(("0.0.0.0", 3000),))
    found.listening = (("0.0.0.0", 3000),)
    assert http(found).status is Status.COULD_NOT_RUN


def test_a_server_that_does_not_listen_is(served):
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    assert http(probe(closed)).status is Status.FAILED


def test_hostile_text_of_a_page_is_harmless(served):
    page = b'<link href="/_next/static/\x1b]0;title\x07a.css"><script src="/_next/static/\x1b[31ma.js">'
    evidence = Evidence(a_lab())
    evidence.probe = probe(served(answer(page)))
    spec = CheckSpec("it", "page_assets", "It", {"page": "/", "public": ["/\x1b[31mlogo"]})
    assert "\x1b" not in repr(make(spec).run(evidence)).replace("\\x1b", "\x1b")


def test_a_page_that_did_not_answer_proves_no_production_server(served):
    evidence = Evidence(a_lab())
    evidence.probe = probe(served(lambda connection: connection.close()))
    assert (
        make(CheckSpec("it", "production_mode", "It", {"framework": "next"})).run(evidence).status
        is Status.COULD_NOT_RUN
    )


def test_a_server_that_was_slow_to_listen_is_not_said_to_listen_nowhere(served):
    calls = []

    def late(connection):
        calls.append(1)
        connection.recv(1000)
        if len(calls) > 12:  # a second and more of attempts, in which the probe looks who listens
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        connection.close()

    probe = Probe(OneContainer(served(late), listening=()), 3000, Cancel())
    probe.start(REQUEST)
    probe.wait("/", 20)
    assert probe.get("/").status == 200
    assert probe.listening is None
