"""A build that is stopped before the engine has answered: nothing more is asked of the engine."""

import threading

import pytest

from tests.engine.small_engine import PODMAN, small_engine
from tutor.dockerfile import parse
from tutor.engine import context as packing
from tutor.engine.build_stop import BuildStop, Stopped
from tutor.engine.port import BuildRequest, Cancel


def join_asking():
    """Wait for what a stopped build still does in the background."""
    for thread in threading.enumerate():
        if thread.name == "engine-asking":
            thread.join(5)
            assert not thread.is_alive()


@pytest.fixture
def stop():
    stop = BuildStop(Cancel(), 60)
    yield stop
    stop.close()


def test_nothing_is_asked_behind_a_stop(stop):
    stop("cancelled")
    asked = []
    with pytest.raises(Stopped):
        stop.unless_stopped(lambda: asked.append(1), asked.append)
    join_asking()
    assert not asked


def test_a_late_answer_is_given_back_however_often_the_build_is_stopped(stop):
    go, late = threading.Event(), []

    def ask():
        stop("cancelled")
        stop("time_limit")
        go.wait(5)
        return "answer"

    with pytest.raises(Stopped):
        stop.unless_stopped(ask, late.append)
    stop("cancelled")
    go.set()
    join_asking()
    assert late == ["answer"]


def test_what_notices_the_stop_itself_ends_nothing_else(stop):
    def ask():
        stop("cancelled")
        stop.check()

    late = []
    with pytest.raises(Stopped):
        stop.unless_stopped(ask, late.append)
    join_asking()
    assert not late


@pytest.fixture(params=[{}, PODMAN], ids=["classic", "podman"])
def building(request, tmp_path):
    """Build an `app` with files one, two and three; return (kind of failure, builds asked for)."""
    app = tmp_path / "app"
    app.mkdir()
    for name in ("one", "two", "three"):
        (app / name).touch()

    def run(cancel):
        with small_engine(tmp_path, **request.param) as (server, engine):
            asked = BuildRequest(parse("FROM scratch\n"), app, "multistage-tutor/x:1", "test", 60)
            end = list(engine.build(asked, cancel))[-1]
            join_asking()
            return end.failure.kind, server.builds

    return run


@pytest.mark.parametrize(("at", "packed"), [("one", ["one"]), ("two", ["one", "three", "two"])])
def test_a_build_that_is_cancelled_while_it_is_packed_is_not_sent(building, monkeypatch, at, packed):
    cancel, seen = Cancel(), []
    opened = packing.open_file

    def see_and_open(root, path):
        seen.append(path)
        if path == at:
            cancel()
        return opened(root, path)

    monkeypatch.setattr(packing, "open_file", see_and_open)
    assert building(cancel) == ("cancelled", [])
    assert seen == packed


def test_a_build_that_is_cancelled_before_it_begins_is_not_packed(building, monkeypatch):
    cancel, packed = Cancel(), []
    cancel()
    monkeypatch.setattr(packing, "open_file", lambda root, path: packed.append(path))
    assert building(cancel) == ("cancelled", [])
    assert not packed
