"""Ctrl-C, and a terminate signal, at any moment: no container and no process is left, no traceback is shown."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.attempts import containers, nothing_left
from tests.processes import processes, wait_for

pytestmark = [
    pytest.mark.engine,
    pytest.mark.usefixtures("node_base"),
    pytest.mark.xdist_group("two-stages"),  # builds what lab 1 builds
]

ENDLESS_BUILD = "FROM node:18-alpine\nRUN sleep 602\n"
ENDLESS_START = 'FROM node:18-alpine\nCMD ["sleep", "603"]\n'


@pytest.fixture
def check(engine, tmp_path, own_home):
    """Start `tutor check` on a Dockerfile; it is killed at the end of the test at the latest."""
    processes = []

    def start(text):
        file = tmp_path / f"Dockerfile-{len(processes)}"
        file.write_text(text)
        process = subprocess.Popen(
            [sys.executable, "-m", "tutor", "check", "two-stages", "--file", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "DOCKER_HOST": engine.info().address},
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("text", [ENDLESS_BUILD, ENDLESS_START], ids=["building", "running"])
def test_a_signal_leaves_nothing(check, engine, text, number):
    process = check(text)
    sleeping = "sleep 602" if text == ENDLESS_BUILD else "sleep 603"
    assert wait_for(lambda: processes(sleeping))
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert "Traceback" not in out + err
    assert process.returncode == 128 + number
    assert nothing_left(engine)
    assert wait_for(lambda: not processes(sleeping))


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.2, 0.4, 0.8, 1.5])
def test_an_early_ctrl_c_leaves_nothing(check, engine, delay):
    process = check(ENDLESS_BUILD)
    threading.Timer(delay, process.send_signal, (signal.SIGINT,)).start()
    out, err = process.communicate(timeout=20)
    assert "Traceback (most" not in out + err or delay < 0.1, (
        err
    )  # the interpreter itself is loading until then
    assert process.returncode in (130, -signal.SIGINT, 1)
    assert nothing_left(engine)


def test_a_killed_tutors_container_is_swept_by_the_next_one(check, engine):
    process = check(ENDLESS_START)
    assert wait_for(
        lambda: any("603" in c["Command"] and c["State"] == "running" for c in containers(engine))
    )
    process.kill()
    process.wait(10)
    assert len(containers(engine)) == 1
    assert engine.sweep() == 1
    assert containers(engine) == []


def test_two_copies_on_one_lab_do_not_meet(check, engine, own_home):
    processes = [
        check("FROM node:18-alpine\nRUN sleep 3\n"),
        check("FROM node:18-alpine\nRUN sleep 2; exit 9\n"),
    ]
    ends = [process.communicate(timeout=90) for process in processes]
    assert [process.returncode for process in processes] == [1, 1], ends
    assert "exit code 9" not in ends[0][0]
    assert containers(engine) == []
