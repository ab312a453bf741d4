"""An attempt ends with a verdict, whatever goes wrong on the way."""

import pytest

from tests.attempt.stored_engine import StoredEngine
from tests.attempts import judged
from tests.labs import CHECKS, a_lab
from tutor.attempt import CheckDone, Finished, ImageSeen, ImageUnseen, story
from tutor.model.course import CheckSpec

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

    monkeypatch.setattr(story, "see", broken)
    store = Kept()
    events, verdict = tell(StoredEngine(), store=store, see_through=True)
    assert (verdict.status, list(store)) == ("passed", ["passed"])
    unseen = [e for e in events if isinstance(e, ImageUnseen)]
    assert [e.image for e in unseen] == ["yours", "traditional"]
    assert unseen[0].reason.startswith("UnicodeDecodeError: ")
    assert unseen[0].reason.isprintable()
