"""What a container printed last, and how it ended: known in long output, and without waiting for it."""

import time

import pytest

from tests.checks.made import made
from tutor.diagnosis import container, start
from tutor.diagnosis.running import made as diagnosis
from tutor.engine.docker_containers import _last
from tutor.engine.port import ContainerState
from tutor.model.last_words import telling_line


class Ended:
    """A container that has ended."""

    refused = ""

    def __init__(self, *log, exit_code=1, out_of_memory=False):
        self.log = log
        self.state = ContainerState(False, exit_code, out_of_memory)


def evidence(*log, **state):
    found = made(([], 1))
    found.probe = Ended(*log, **state)
    return found


def seconds(function, *arguments):
    began = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - began


@pytest.mark.parametrize(
    "line", ["a" * 16_000, " " * 16_000 + "x", "at " + "a:" * 8_000, "a/" * 8_000 + ": not foun"]
)
def test_a_long_line_takes_no_longer_than_it_is_long(line):
    assert seconds(start._not_found, evidence(line)) < 2
    assert seconds(telling_line, [line]) < 2


@pytest.mark.parametrize(
    "words", ["sh: next: not found", "/bin/sh: 1: next: not found", 'exec: "next": executable file not found']
)
def test_a_program_that_is_not_found_is_named(words):
    found = start._not_found(evidence("a" * 16_000, words))
    assert (found[1] or found[2]) == "next"


def test_the_end_of_a_long_output_is_kept():
    kept = diagnosis("x", evidence(*["noise " * 60] * 11, "the reason"), "", "", "", None).engine_words
    assert kept.endswith("the reason")
    assert len(kept) <= 800
    assert _last(5, [b"abc", b"", b"defgh", b"i"]) == b"efghi"


@pytest.mark.parametrize(
    ("state", "words"), [({"exit_code": 1, "out_of_memory": True}, "1,024 MB"), ({"exit_code": 137}, "137")]
)
def test_a_container_that_was_killed_for_its_memory_is_told(state, words):
    found = container.out_of_memory(None, evidence(**state))
    assert (found.id, found.line) == ("out-of-memory", 7)
    assert words in found.see


def test_a_container_that_ended_by_itself_is_none_of_it():
    assert container.out_of_memory(None, evidence(exit_code=1)) is None
