"""`tutor watch` with real builds: a save stops the build that runs, nothing is left, and the next one is right."""

import hashlib
import os
import signal
from pathlib import Path

import pytest

from tests.attempts import containers
from tests.cli.watching import Watching

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]

ENDLESS = "FROM node:18-alpine\nRUN echo it has beg''un; sleep 1619\n"
QUICK = "FROM node:18-alpine\nRUN echo quick && exit 9\n"
BEGUN = "it has begun"


@pytest.fixture
def watching(own_home):
    started = []

    def start(*options, host):
        started.append(Watching(*options, host=host, home=own_home))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture
def endless(own_home):
    """The learner's file holds a build that never ends."""
    file = own_home / "work" / "two-stages" / "Dockerfile"
    file.parent.mkdir(parents=True)
    file.write_text(ENDLESS)


def left(engine):
    """Return what still sleeps: containers, and processes where the engine is on this machine."""
    found = [c["Command"] for c in containers(engine) if "sleep 1619" in c["Command"]]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "sleep 1619" in command and folder.name != str(os.getpid()):
            found.append(command)
    return found


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.usefixtures("endless")
def test_a_save_stops_the_build_and_checks_the_new_file(engine, watching):
    watch = watching("--json", "--logs", host=engine.info().address)
    watch.until(lambda: watch.count(BEGUN), seconds=90)
    assert left(engine)
    watch.save(QUICK)
    assert watch.until(lambda: watch.count("changed meanwhile")) < 2, "half a second to see it, one to stop"
    watch.until(lambda: watch.out, seconds=90)
    assert [v["verdict"] for v in watch.verdicts] == ["failed"]
    assert watch.verdicts[0]["dockerfile_sha256"] == digest(QUICK)
    assert watch.verdicts[0]["diagnosis"]["line"] == 2
    watch.until(lambda: not left(engine))
    assert watch.end(signal.SIGINT)[0] == 0


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_a_build_leaves_nothing(engine, watching, number):
    watch = watching("--logs", host=engine.info().address)
    watch.until(lambda: watch.count(BEGUN), seconds=90)
    assert left(engine)
    ended, seconds = watch.end(number)
    assert ended == 128 + number
    assert seconds < 2
    assert not watch.count("Traceback")
    watch.until(lambda: not left(engine))


def test_an_engine_that_comes_back_is_used_at_the_next_save(engine, watching, tmp_path):
    address = engine.info().address
    assert address.startswith("unix://")
    socket = tmp_path / "engine.sock"
    watch = watching("--json", host=f"unix://{socket}")
    watch.until_checked(1)
    socket.symlink_to(address.removeprefix("unix://"))
    watch.save(QUICK)
    watch.until_checked(2, seconds=90)
    socket.unlink()
    watch.save(QUICK + "# again\n")
    watch.until_checked(3, seconds=90)
    socket.symlink_to(address.removeprefix("unix://"))
    watch.save(QUICK + "# again\n")
    watch.until_checked(4, seconds=90)
    assert [v["verdict"] for v in watch.verdicts] == ["could_not_run", "failed", "could_not_run", "failed"]
