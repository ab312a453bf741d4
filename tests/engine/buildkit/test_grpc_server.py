"""The gRPC server of a session: calls side by side, flow control, errors, and connections that break."""

import os
import socket
import threading

import pytest

from tests.engine.buildkit.client import Client
from tutor.engine.buildkit.grpc_server import NOT_FOUND, UNIMPLEMENTED, UNKNOWN, CallEnded, GrpcError


def echo(call):
    while (message := call.receive()) is not None:
        call.send(message)


def test_messages_come_back_in_order_and_the_call_ends_well():
    with Client({"/a/Echo": echo}) as client:
        number = client.call("/a/Echo")
        for word in (b"one", b"", b"x" * 100_000):
            client.send(number, word)
        client.h2.end_stream(number)
        client.flush()
        assert [client.receive(number) for _ in range(4)] == [b"one", b"", b"x" * 100_000, None]
        assert client.status(number) == 0


def test_an_unknown_method_is_refused_and_the_next_call_works():
    with Client({"/a/Echo": echo}) as client:
        assert client.ask("/a/Nothing", b"x") == (None, UNIMPLEMENTED)
        assert client.ask("/a/Echo", b"x") == (b"x", 0)


@pytest.mark.parametrize(
    ("error", "code"), [(GrpcError(NOT_FOUND, "no ünicorn\r\n"), NOT_FOUND), (KeyError("x"), UNKNOWN)]
)
def test_an_error_becomes_the_status_of_its_call_alone(error, code):
    def fail(call):
        raise error

    with Client({"/a/Fail": fail, "/a/Echo": echo}) as client:
        assert client.ask("/a/Fail") == (None, code)
        assert client.ask("/a/Echo", b"still here") == (b"still here", 0)


def test_a_large_answer_waits_for_the_reader_and_other_calls_go_on():
    content = os.urandom(1_000_000)

    def large(call):
        call.receive()
        call.send(content)

    with Client({"/a/Large": large, "/a/Echo": echo}) as client:
        slow = client.call("/a/Large")
        client.send(slow, b"go", end=True)
        assert client.ask("/a/Echo", b"quick") == (b"quick", 0)
        assert client.receive(slow) == content
        assert client.status(slow) == 0


def test_a_call_that_is_given_up_ends_its_method():
    told = threading.Event()

    def endless(call):
        try:
            while True:
                call.send(b"x" * 10_000)
        except CallEnded:
            told.set()
            raise

    with Client({"/a/Endless": endless, "/a/Echo": echo}) as client:
        number = client.call("/a/Endless")
        assert client.receive(number)
        client.reset(number)
        assert told.wait(5)
        assert client.ask("/a/Echo", b"x") == (b"x", 0)


def test_a_connection_that_breaks_ends_every_method():
    ends = []
    begun, ended = threading.Event(), threading.Event()

    def patient(call):
        begun.set()
        ends.append(call.receive())
        ended.set()

    client = Client({"/a/Patient": patient})
    client.call("/a/Patient")
    with client:
        assert begun.wait(5)
    assert ended.wait(5)
    assert ends == [None]


def test_a_call_may_have_thousands_of_headers():
    def count(call):
        call.send(str(len(call.headers["exclude-patterns"])).encode())

    headers = [("exclude-patterns", f"folder/of/the/context/{number:05}") for number in range(10_000)]
    with Client({"/a/Count": count}) as client:
        assert client.ask("/a/Count", headers=headers) == (b"10000", 0)


@pytest.mark.parametrize("rubbish", [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 100, b"\xff" * 5000])
def test_rubbish_ends_the_server_quietly(rubbish):
    with Client({}) as client:
        client.socket.sendall(rubbish)
        client.socket.shutdown(socket.SHUT_WR)
        client.thread.join(5)
        assert not client.thread.is_alive()


def test_a_message_that_claims_to_be_huge_ends_its_call():
    with Client({"/a/Echo": echo}) as client:
        number = client.call("/a/Echo")
        client.h2.send_data(number, b"\0\xff\xff\xff\xff")
        client.flush()
        assert client.receive(number) is None
        assert client.status(number) == 0
