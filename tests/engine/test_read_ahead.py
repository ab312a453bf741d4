"""A thread reads ahead: all bytes come in order, and nobody waits for a source that is silent."""

import io
import socket
import threading
import time
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import pytest
import urllib3

from tests.engine.small_engine import small_engine
from tests.engine.tars import header
from tutor.engine.archive import read_image
from tutor.engine.cancel import Cancel
from tutor.engine.copy_guess import CopyGuess
from tutor.engine.copy_layer import copied_layer
from tutor.engine.engine_stream import EngineStream, aborted_by, readable
from tutor.engine.layer_cache import LayerCache
from tutor.engine.port import ImageInfo
from tutor.engine.proven_layer import proven_layer
from tutor.engine.read_ahead import read_ahead
from tutor.engine.tar_source import CHUNK
from tutor.errors import EngineTrouble

LONG = 20
"""Seconds that are far more than any of this takes, and less than a silent source is silent for."""


def endless(buffer):
    return len(buffer)


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


class Silent:
    """A source that gives `first` and then nothing, for as long as nobody ends it."""

    def __init__(self, first=b""):
        self.asked, self.ended = threading.Event(), threading.Event()
        self._first = first

    def readinto(self, buffer):
        if self._first:
            size = min(len(buffer), len(self._first))
            buffer[:size], self._first = self._first[:size], self._first[size:]
            return size
        self.asked.set()
        self.ended.wait(2 * LONG)
        return 0

    def read(self, size):
        data = bytearray(size)
        return bytes(data[: self.readinto(memoryview(data))])

    abort = property(lambda self: self.ended.set)


@pytest.fixture
def silent():
    source = Silent()
    yield source
    source.ended.set()


@contextmanager
def in_time():
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < LONG


def cancelled():
    return pytest.raises(EngineTrouble, match="cancelled")


def cancelled_when(source):
    """Return a switch that is thrown as soon as somebody waits for the source."""
    cancel = Cancel()
    threading.Thread(target=lambda: (source.asked.wait(LONG), cancel()), daemon=True).start()
    return cancel


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 7 * CHUNK, 7 * CHUNK + 5])
def test_all_bytes_come_in_order(size):
    data = bytes(range(251)) * (size // 251 + 1)
    source, found = io.BytesIO(data[:size]), bytearray()
    with read_ahead(nullcontext(source.readinto), Cancel()) as pull:
        while chunk := pull():
            found += chunk
        assert not pull()
    assert found == data[:size]


def test_a_reader_that_stops_early_leaves_no_thread():
    for _ in range(300):
        with read_ahead(nullcontext(endless), Cancel()) as pull:
            assert len(pull()) == CHUNK
    assert not threads()


def test_an_early_stop_while_the_thread_takes_its_last_buffer_ends():
    gate, calls = threading.Event(), []

    def fill(buffer):
        calls.append(1)
        if len(calls) > 2:
            gate.wait(LONG)
        return len(buffer)

    with in_time(), read_ahead(nullcontext(fill), Cancel()) as pull:
        pull()
        gate.set()
    assert not threads()


def test_a_source_that_trickles_is_left_in_the_middle_of_a_buffer():
    with in_time(), read_ahead(nullcontext(lambda _: 1), Cancel()):
        pass
    assert not threads()


def test_an_error_of_the_source_is_the_readers_and_then_there_is_nothing():
    def fill(_):
        raise ZeroDivisionError

    with read_ahead(nullcontext(fill), Cancel()) as pull:
        with pytest.raises(ZeroDivisionError):
            pull()
        assert not pull()


def test_a_source_is_opened_and_closed_by_the_thread():
    seen = []

    @contextmanager
    def opened():
        seen.append(threading.current_thread().name)
        yield endless
        pytest.fail("the end is told by an error")

    with read_ahead(opened(), Cancel()) as pull:
        pull()
    assert seen == ["read-ahead"]


def test_a_cancel_does_not_wait_for_a_silent_source(silent):
    cancel = cancelled_when(silent)
    with in_time(), cancelled(), read_ahead(nullcontext(silent.readinto), cancel) as pull:
        pull()
    assert not silent.ended.is_set()


def test_a_cancel_does_not_wait_for_a_source_that_is_long_in_opening(silent):
    @contextmanager
    def opened():
        silent.readinto(bytearray(1))
        yield endless

    with in_time(), cancelled(), read_ahead(opened(), cancelled_when(silent)) as pull:
        pull()


def test_an_interrupt_does_not_wait_for_a_silent_source(silent):
    def interrupted():
        silent.asked.wait(LONG)
        raise KeyboardInterrupt

    with in_time(), pytest.raises(KeyboardInterrupt), read_ahead(nullcontext(silent.readinto), Cancel()):
        interrupted()


def test_a_cancel_ends_the_connection(silent):
    cancel = cancelled_when(silent)
    opened = readable(lambda: nullcontext(silent), cancel)
    with in_time(), cancelled(), read_ahead(opened, cancel) as pull:
        pull()
    assert silent.ended.wait(LONG)


def test_a_switch_that_is_never_thrown_keeps_nothing():
    cancel = Cancel()
    with read_ahead(nullcontext(endless), cancel) as pull:
        pull()
    assert cancel._callbacks == []


def test_what_is_called_during_something_is_called_at_once_or_never():
    called, cancel = [], Cancel()
    with cancel.during(lambda: called.append(1)):
        pass
    cancel()
    assert called == []
    with cancel.during(lambda: called.append(2)):
        assert called == [2]


def test_a_layer_that_stands_still_in_the_middle_can_be_cancelled():
    source = Silent(header("large", 1 << 30) + bytes(3 << 20))
    with in_time(), cancelled():
        proven_layer(nullcontext(source), "sha256:" + "1" * 64, cancelled_when(source))


@pytest.mark.parametrize("size", [100, 1 << 40])
def test_a_copy_whose_files_stand_still_can_be_cancelled(size):
    source = Silent(header("app/", kind=b"5") + header("app/x", 1 << 20))

    class Files:
        @contextmanager
        def archive(self, path):
            yield source

    guess = CopyGuess((), ("app",), "", None, {})
    with in_time(), cancelled():
        copied_layer(Files(), "sha256:" + "1" * 64, guess, size, cancelled_when(source))
    assert source.ended.is_set()


def test_an_engine_that_has_not_answered_yet_is_not_waited_for(tmp_path):
    asked, gate = threading.Event(), threading.Event()

    def staging(_):
        asked.set()
        gate.wait(2 * LONG)

    cancel = Cancel()
    threading.Thread(target=lambda: (asked.wait(LONG), cancel()), daemon=True).start()
    info = ImageInfo("sha256:" + "1" * 64, 9, ("sha256:" + "2" * 64,), {})
    with small_engine(tmp_path) as (server, engine):
        server.answers["GET /images/*/get"] = staging
        with in_time(), cancelled():
            read_image(info, lambda: engine.save(info.id), LayerCache(tmp_path / "cache"), cancel)
        gate.set()


def test_a_connection_is_ended_under_its_reader(tmp_path):
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"some")
        answer = urllib3.HTTPResponse(right.makefile("rb"), preload_content=False)
        stream = EngineStream(SimpleNamespace(raw=answer), lambda _: right.shutdown(socket.SHUT_RDWR))
        cancel = Cancel()
        with in_time(), aborted_by(stream, cancel):
            threading.Thread(target=cancel).start()
            assert stream.read() in (b"", b"some")
