"""An attempt ends with a verdict, whatever goes wrong on the way."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.attempt.stored_engine import StoredEngine
from tests.attempts import judged
from tests.labs import CHECKS, a_lab
from tutor.attempt import (
    CheckDone,
    Diagnosed,
    Finished,
    ImageSeen,
    ImageUnseen,
    LayersKnown,
    SizesKnown,
    seeing,
)
from tutor.engine.port import Cancel, ContainerState
from tutor.errors import EngineTrouble, TutorError
from tutor.model.course import CheckSpec
from tutor.model.outcome import Status

FILE = "FROM scratch\nADD rootfs.tar /\nCOPY . /app\n"
ALL = (
    *CHECKS,
    CheckSpec("small", "image_size", "It is small", {"share_of_traditional": 1}, needs=("builds",)),
)


class Kept(list):
    """A store that keeps verdicts in memory."""

    def record(self, verdict, when):
        self.append(verdict.status)


@pytest.fixture
def tell(tmp_path):
    def run(engine, text=FILE, **more):
        lab = a_lab(traditional="FROM scratch\nCOPY . /app\n", checks=ALL, app=tmp_path)
        return judged(lab, text, engine, tmp_path / "downloads", **more)

    return run


def kinds(events, *wanted):
    return [type(e) for e in events if isinstance(e, wanted)]


def test_the_verdict_waits_for_no_x_ray(tell):
    events, verdict = tell(StoredEngine(), see_through=True)
    assert verdict.status == "passed"
    assert kinds(events, CheckDone, Finished, ImageSeen) == [CheckDone] * 4 + [Finished, ImageSeen, ImageSeen]
    assert [e.image for e in events if isinstance(e, ImageSeen)] == ["yours", "traditional"]


def test_nobody_who_does_not_ask_waits_for_an_x_ray(tell):
    events, _ = tell(StoredEngine())
    assert isinstance(events[-1], Finished)


def test_the_x_ray_of_the_traditional_file_itself_is_told_for_yours(tell):
    events, verdict = tell(StoredEngine(), "FROM scratch\nCOPY . /app\n", see_through=True)
    assert verdict.sizes.traditional == verdict.sizes.yours
    assert [e.image for e in events if isinstance(e, ImageSeen)] == ["yours", "traditional"]


def test_a_fault_of_the_x_ray_costs_no_verdict(tell, monkeypatch):
    def broken(*_):
        raise UnicodeDecodeError("utf-8", b"\x80", 0, 1, "a \x1b[31mname")

    monkeypatch.setattr(seeing, "see", broken)
    store = Kept()
    events, verdict = tell(StoredEngine(), store=store, see_through=True)
    assert (verdict.status, list(store)) == ("passed", ["passed"])
    unseen = [e for e in events if isinstance(e, ImageUnseen)]
    assert [e.image for e in unseen] == ["yours", "traditional"]
    assert unseen[0].reason.startswith("UnicodeDecodeError: ")
    assert unseen[0].reason.isprintable()


def test_an_image_that_somebody_removes_after_its_build_is_no_fault_of_the_learner(tell):
    store = Kept()
    events, verdict = tell(StoredEngine(pruned=True), store=store, see_through=True)
    assert (verdict.status, list(store)) == ("could_not_run", [])
    assert verdict.outcomes[-1].status is Status.COULD_NOT_RUN
    assert "no local image called sha256:" in verdict.outcomes[-1].because
    assert isinstance(events[-1], Finished)


def test_an_engine_that_is_lost_while_the_image_is_read_is_told(tell):
    _, verdict = tell(StoredEngine(save_trouble=EngineTrouble("The engine went away.", "Start it.")))
    assert verdict.status == "could_not_run"
    assert verdict.outcomes[-1].because == "The engine went away. Start it."


def test_a_build_that_fails_is_explained_and_nothing_is_seen(tell):
    events, verdict = tell(StoredEngine(failure="attempt: exit code: 1"), see_through=True)
    assert verdict.status == "failed"
    assert [o.status for o in verdict.outcomes] == [
        Status.PASSED,
        Status.PASSED,
        Status.FAILED,
        Status.SKIPPED,
    ]
    assert kinds(events, Diagnosed, Finished, ImageSeen) == [Diagnosed, Finished]


def test_a_traditional_image_that_cannot_be_built_leaves_the_size_open(tell):
    events, verdict = tell(StoredEngine(failure="traditional: no space left"), see_through=True)
    assert verdict.status == "could_not_run"
    assert verdict.outcomes[-1].because.endswith("could not be built: traditional: no space left")
    assert [e.image for e in events if isinstance(e, ImageSeen)] == ["yours"]


def test_without_an_engine_only_the_file_is_judged(tell):
    _, verdict = tell(None)
    assert verdict.status == "could_not_run"
    assert [o.status for o in verdict.outcomes][:2] == [Status.PASSED, Status.PASSED]
    assert verdict.outcomes[2].because == "no container engine answers"


def test_another_ignore_file_beside_the_same_dockerfile_is_another_try(tell):
    tries = [tell(None, ignore=ignore)[1] for ignore in (None, "*.md\n", "*.log\n")]
    assert len({t.dockerfile_digest for t in tries}) == 1
    assert len({t.written_digest for t in tries}) == 3


def test_an_attempt_that_was_cancelled_is_not_recorded_and_sees_nothing(tell):
    cancel, store = Cancel(), Kept()
    events, verdict = tell(
        StoredEngine(),
        cancel=cancel,
        store=store,
        see_through=True,
        on_event=lambda e: cancel() if isinstance(e, SizesKnown) else None,
    )
    assert (verdict.status, verdict.diagnosis, list(store)) == ("cancelled", None, [])
    assert isinstance(events[-1], Finished)


def test_a_cancel_after_the_verdict_ends_the_x_rays_and_leaves_the_verdict(tell):
    cancel = Cancel()
    events, verdict = tell(
        StoredEngine(),
        cancel=cancel,
        see_through=True,
        on_event=lambda e: cancel() if isinstance(e, ImageSeen) else None,
    )
    assert verdict.status == "passed"
    assert len(kinds(events, ImageSeen)) == 1


def test_a_verdict_that_cannot_be_kept_is_told_all_the_same(tell):
    class Full:
        def record(self, verdict, when):
            raise TutorError("The disk is full.", "Make room.")

    _, verdict = tell(StoredEngine(), store=Full())
    assert verdict.status == "passed"
    assert verdict.notice == "This verdict was not recorded. The disk is full. Make room."


def test_facts_that_the_engine_does_not_tell_are_done_without(tell):
    def refused(*_):
        raise EngineTrouble("No history.")

    engine = StoredEngine()
    engine.facts = refused
    events, verdict = tell(engine)
    assert verdict.status == "passed"
    assert not kinds(events, LayersKnown)


class Pages(BaseHTTPRequestHandler):
    """Answers each path with a page."""

    def do_GET(self):
        self.server.asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Harbour Goods")

    def log_message(self, *_):
        pass


class ShortLived(StoredEngine):
    """An engine whose container ends once it has been asked so many pages."""

    def __init__(self, pages, server):
        super().__init__()
        self._pages, self._server = pages, server

    def start(self, request):
        return "it"

    def state(self, container):
        running = self._server.asked < self._pages
        return ContainerState(running, None if running else 3)

    def host_port(self, container, port):
        return self._server.server_address[1]

    def logs(self, container):
        return ("Error: the shop burnt down",)

    def remove(self, container):
        pass


@pytest.fixture
def server():
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        server.asked = 0
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("options", "pages", "status"),
    [
        ({"path": "/"}, 9, Status.PASSED),
        ({"path": "/"}, 2, Status.FAILED),
        ({"path": "/", "stays_up": 0.1}, 2, Status.FAILED),
    ],
)
def test_a_server_that_ends_while_it_is_asked_has_not_stayed_up(tmp_path, server, options, pages, status):
    checks = (
        *CHECKS,
        CheckSpec("starts", "starts", "It starts", options, needs=("builds",)),
        CheckSpec("serves", "http", "It serves", {"path": "/shop", "contains": "Harbour"}, needs=("starts",)),
    )
    _, verdict = judged(a_lab(checks=checks, app=tmp_path), FILE, ShortLived(pages, server), tmp_path / "d")
    outcomes = {o.check_id: o for o in verdict.outcomes}
    assert outcomes["starts"].status is status
    assert "exit code 3: Error: the shop burnt down" in outcomes["starts"].found or status is Status.PASSED
