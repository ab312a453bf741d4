"""A further build that ends otherwise than the first one judges nobody."""

from pathlib import Path

import pytest

from tests.checks.made import judged, made
from tutor.engine.build_events import BuildFailed, BuildFailure, BuildStep, LogLines, StepStarted
from tutor.engine.port import BuildRequest

TEXT = "FROM a AS build\nRUN make\nFROM a\nCOPY --from=build /x /x\n"
OPTIONS = {"words": ("hgt_word",), "name": "the token"}


class BrokenEngine:
    """Each build of it prints something and fails."""

    def __init__(self, printed=""):
        self._printed = printed
        self.asked = []

    def build(self, request, cancel):
        self.asked.append(request)
        step = BuildStep("s", "RUN make", "build", 2)
        yield StepStarted(step, 0.0)
        yield LogLines("s", (self._printed,))
        yield BuildFailed(BuildFailure("run_failed", "no space left on device", step, 1))

    def remove_image(self, reference):
        pass


def evidence(engine):
    found = made(text=TEXT)
    found.engine, found.request = engine, BuildRequest(found.dockerfile, Path(), "tag", "trial", 60)
    return found


@pytest.mark.parametrize("kind", ["quiet_build", "no_secret_in_stages"])
def test_a_build_that_fails_the_second_time_is_told_with_its_reason(kind):
    outcome = judged(kind, evidence(BrokenEngine()), **OPTIONS)
    assert outcome.status == "could_not_run"
    assert outcome.because.endswith(": no space left on device")


def test_what_it_has_printed_by_then_counts():
    outcome = judged("quiet_build", evidence(BrokenEngine("token: hgt_word")), **OPTIONS)
    assert (outcome.status, outcome.where) == ("failed", "line 2: RUN make")


def test_the_log_is_that_of_a_build_without_the_cache_and_a_stage_is_built_as_the_last_one():
    engine = BrokenEngine()
    judged("quiet_build", evidence(engine), **OPTIONS)
    judged("no_secret_in_stages", evidence(engine), **OPTIONS)
    assert [request.no_cache for request in engine.asked] == [True, False]
    assert engine.asked[1].dockerfile.text == "FROM a AS build\nRUN make\n"


@pytest.mark.parametrize("kind", ["quiet_build", "no_secret_in_stages"])
def test_without_an_engine_nothing_is_known(kind):
    outcome = judged(kind, made(text=TEXT), **OPTIONS)
    assert outcome.status == "could_not_run"


def test_a_file_of_one_stage_leaves_no_stage_behind():
    engine = BrokenEngine()
    found = evidence(engine)
    found.dockerfile = made(text="FROM a\nRUN make\n").dockerfile
    assert judged("no_secret_in_stages", found, **OPTIONS).status == "passed"
    assert engine.asked == []
