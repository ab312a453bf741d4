"""Builds that are stopped, on any engine: at once, with nothing left, and the next one goes on."""

import threading
import time

import pytest

from tests.attempts import nothing_left
from tests.processes import processes, wait_for
from tests.registry import TestRegistry
from tests.tiny_image import saved_image
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailed, ImageBuilt, LogLines
from tutor.engine.port import BuildRequest, Cancel

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]
TAG = "multistage-tutor/test:stopping"
ENDLESS = """FROM node:18-alpine AS first
RUN echo first
FROM first AS second
RUN echo second
FROM first
RUN sleep {seconds}
COPY --from=second /etc/passwd /passwd
"""


@pytest.fixture
def build(engine, tmp_path):
    def run(text, cancel=None, seconds=60):
        request = BuildRequest(parse(text), tmp_path, TAG, "test", seconds)
        return list(engine.build(request, cancel or Cancel()))

    yield run
    engine.remove_image(TAG)


def test_a_cancelled_build_ends_within_a_second_and_leaves_no_process(build, engine):
    word = f"7{time.time_ns() % 100_000:05}"
    cancel, thrown = Cancel(), []

    def throw():
        wait_for(lambda: processes(word))
        thrown.append(time.monotonic())
        cancel()

    thread = threading.Thread(target=throw)
    thread.start()
    end = build(ENDLESS.format(seconds=word), cancel)[-1]
    took = time.monotonic() - thrown[0]
    thread.join()
    assert isinstance(end, BuildFailed)
    assert end.failure.kind == "cancelled"
    assert took < 1
    assert wait_for(lambda: not processes(word), 2)
    assert nothing_left(engine)
    assert isinstance(build("FROM node:18-alpine\nRUN echo next\n")[-1], ImageBuilt)


def test_a_build_whose_base_has_to_be_pulled_is_cancelled_with_its_commands(build, engine):
    with engine.save("node:18-alpine") as archive:
        image = saved_image(archive)
    word, cancel = f"5{time.time_ns() % 100_000:05}", Cancel()
    thread = threading.Thread(target=lambda: wait_for(lambda: processes(f"sleep {word}")) and cancel())
    with TestRegistry({"base/node:1": image}) as registry:
        base = f"{registry.host}/base/node:1"
        thread.start()
        try:
            end = build(f"FROM scratch AS empty\nFROM {base}\nRUN sleep {word}\n", cancel)[-1]
        finally:
            thread.join()
            engine.remove_image(base)
    assert end.failure.kind == "cancelled"
    assert wait_for(lambda: not processes(f"sleep {word}"), 2)


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.8])
def test_a_build_that_is_cancelled_while_it_starts_leaves_nothing(build, engine, delay):
    word = f"8{time.time_ns() % 100_000:05}"
    cancel = Cancel()
    timer = threading.Timer(delay, cancel)
    timer.start()
    end = build(ENDLESS.format(seconds=word), cancel)[-1]
    timer.join()
    assert isinstance(end, BuildFailed)
    assert end.failure.kind == "cancelled"
    assert isinstance(build(f"FROM node:18-alpine\nRUN sleep 1; echo {word}\n")[-1], ImageBuilt)
    assert not processes(f"sleep {word}"), "it was started later"
    assert nothing_left(engine)


def test_what_a_command_leaves_in_the_background_ends_with_it(build):
    word = f"9{time.time_ns() % 100_000:05}"
    events = build(f"FROM node:18-alpine\nRUN sleep {word} >/dev/null 2>&1 & sleep 1\nRUN ps; true\n")
    assert isinstance(events[-1], ImageBuilt)
    lines = [line for e in events if isinstance(e, LogLines) for line in e.lines]
    assert lines
    assert not [line for line in lines if word in line]
    assert not processes(word)
