"""Containers as engines of all kinds tell of them: what an engine cannot tell is never the learner's failure."""

import pytest

from tests.checks.made import judged, made
from tutor.checks.probe import Probe
from tutor.engine.docker_containers import processes
from tutor.engine.port import Cancel, CommandResult, ContainerState, EngineInfo, Process, RunRequest
from tutor.model.outcome import Status

PASSED, FAILED, COULD_NOT = Status.PASSED, Status.FAILED, Status.COULD_NOT_RUN
CHECKED = {"Healthcheck": {"Test": ["CMD", "true"]}}


class OneContainer:
    """An engine whose container goes through the states that it is told, and stays in the last one."""

    def __init__(self, *states, name="docker", who=None, command=None):
        self._states = list(states) or [ContainerState(True, None)]
        self._name, self._who, self._command = name, who, command
        self.signals, self.removed, self.started = [], [], []

    def info(self):
        return EngineInfo(self._name, "1", "1.41", "overlay2", "unix:///x")

    def start(self, request):
        self.started.append(request)
        return "container"

    def state(self, container):
        return self._states.pop(0) if len(self._states) > 1 else self._states[0]

    def host_port(self, container, port):
        return None

    def logs(self, container, lines=40):
        return ("Error: EROFS: read-only file system, open '/app/state'", "Node.js v18")

    def listening(self, container):
        return None

    def processes(self, container):
        return self._who

    def signal(self, container, name):
        self.signals.append(name)

    def execute(self, container, argv, seconds, cancel):
        return self._command

    def run(self, request, cancel):
        return self._command

    def remove(self, container):
        self.removed.append(container)


def running(health=""):
    return ContainerState(True, None, health=health)


STOPPED = ContainerState(False, 0)


def evidence(engine, **options):
    found = made(**options)
    found.engine = engine
    found.probe = Probe(engine, 3000, Cancel())
    found.probe.start(RunRequest("image", 3000, "attempt", 64, 64))
    found.probe.state = running()
    return found


@pytest.mark.parametrize(
    ("states", "status", "words"),
    [
        ((running("starting"), running("starting"), running("healthy")), PASSED, "healthy"),
        ((running("starting"), running("unhealthy")), FAILED, "it is unhealthy"),
        ((running("starting"), STOPPED), FAILED, "the container stopped"),
        ((running("starting"),), FAILED, "it is starting"),
    ],
)
def test_healthy(states, status, words):
    outcome = judged("healthy", evidence(OneContainer(*states), config=CHECKED), seconds=0.3)
    assert (outcome.status, outcome.found) == (status, words)


def test_what_the_health_check_printed_last_is_told_and_kept():
    said = "Connecting to 127.0.0.1:8080\nwget: can't connect: Connection refused"
    found = evidence(OneContainer(ContainerState(True, None, False, "unhealthy", said)), config=CHECKED)
    outcome = judged("healthy", found, seconds=0.3)
    assert outcome.found == "it is unhealthy: wget: can't connect: Connection refused"
    assert found.probe.health_said == said


def checked(health, number):
    return ContainerState(True, None, False, health, "", f"2026-01-01T00:00:0{number}Z")


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([checked("unhealthy", 1)] * 3 + [checked("healthy", 2)], PASSED),
        ([checked("unhealthy", 1)] * 3 + [checked("unhealthy", 2), checked("healthy", 3)], FAILED),
        ([checked("unhealthy", 1)], FAILED),
    ],
)
def test_a_check_that_came_too_early_does_not_count(states, status):
    """A server that starts slowly is unhealthy at first; it is ready when it is judged, so the next check tells."""
    assert judged("healthy", evidence(OneContainer(*states), config=CHECKED), seconds=0.9).status is status


@pytest.mark.parametrize("config", [{}, {"Healthcheck": {"Test": ["NONE"]}}, {"Healthcheck": "broken"}])
def test_an_image_without_a_health_check_fails(config):
    assert judged("healthy", evidence(OneContainer(), config=config)).found == "the image has none"


def test_a_podman_that_checks_no_health_is_not_the_learners_failure():
    engine = OneContainer(running("starting"), name="podman")
    assert judged("healthy", evidence(engine, config=CHECKED), seconds=0.2).status is COULD_NOT
    text = "FROM a\nHEALTHCHECK CMD true\n"
    assert judged("healthy", evidence(OneContainer(name="podman"), text=text)).status is COULD_NOT
    assert judged("healthy", evidence(OneContainer(name="podman"))).status is FAILED


@pytest.mark.parametrize(
    ("who", "config", "status"),
    [
        ((Process("1000", "node"), Process("0", "sh")), {}, FAILED),
        ((Process("root", "node"),), {"User": "node"}, FAILED),
        ((Process("1000", "node"), Process("node", "x")), {}, PASSED),
        (None, {"User": "1000:0"}, PASSED),
        (None, {"User": "node"}, PASSED),
        (None, {"User": "nobody-knows"}, COULD_NOT),
        (None, {"User": "0"}, COULD_NOT),
        (None, {}, COULD_NOT),
    ],
)
def test_not_root(who, config, status):
    found = evidence(OneContainer(who=who), config=config)
    found._contents["etc/passwd"] = b"node:x:1000:1000::/:/bin/sh\n"
    assert judged("not_root", found).status is status


def test_the_processes_in_an_engines_answer():
    rows = [["7", "1000", "node server.js"], ["8", "0", "sh\x1b[31m"], ["broken"], None]
    assert processes({"Titles": ["PID", "UID", "COMMAND"], "Processes": rows}) == (
        Process("1000", "node server.js"),
        Process("0", "sh"),
    )
    assert processes({"Titles": ["PID", "CMD"], "Processes": [["1", "x"]]}) is None
    assert processes({"Titles": None, "Processes": None}) is None


def test_stopping_takes_the_images_own_signal():
    engine = OneContainer(running(), running(), STOPPED)
    outcome = judged("stops_in", evidence(engine, config={"StopSignal": "SIGQUIT"}), seconds=2)
    assert (outcome.status, engine.signals) == (PASSED, ["SIGQUIT"])
    assert 0 <= outcome.seconds < 2


def test_a_container_that_does_not_stop_fails_and_one_that_has_is_nobodys_failure():
    engine = OneContainer(running(), who=(Process("1000", "sh -c x; y"), Process("1000", "x")))
    outcome = judged("stops_in", evidence(engine), seconds=0.2)
    assert outcome.status is FAILED
    assert outcome.found.endswith("; its first process is `sh -c x; y`")
    assert judged("stops_in", evidence(OneContainer(running())), seconds=0.2).status is FAILED
    assert judged("stops_in", evidence(OneContainer(STOPPED)), seconds=0.2).status is COULD_NOT


def test_read_only_tells_the_line_that_speaks_of_it_and_removes_its_container():
    engine = OneContainer(STOPPED)
    outcome = judged("read_only", evidence(engine), tmpfs=["/tmp"], seconds=0.5)
    assert (outcome.status, "EROFS" in outcome.found) == (FAILED, True)
    assert engine.removed == ["container"]
    assert (engine.started[-1].read_only, engine.started[-1].tmpfs) == (True, ("/tmp",))


def test_read_only_compares_with_the_usual_container():
    outcome = judged("read_only", evidence(OneContainer(running())), seconds=0.3)
    assert outcome.status is PASSED


@pytest.mark.parametrize(
    ("result", "options", "status", "words"),
    [
        (CommandResult(0, "42\n"), {"matches": ["^42$"]}, PASSED, ""),
        (CommandResult(0, "41\n"), {"contains": ["42"]}, FAILED, "it begins with “41”"),
        (CommandResult(0, "", "warning"), {"errors_lacks": ["warning"]}, FAILED, "it is in it"),
        (CommandResult(3, "", "a\nlast"), {}, FAILED, "exit code 3: last"),
        (CommandResult(3), {"exit_code": 3}, PASSED, ""),
        (CommandResult(None, is_late=True), {"seconds": 5}, FAILED, "it did not end within 5 s"),
        (CommandResult(None, refused="no such program"), {}, FAILED, "cannot be started: no such program"),
        (CommandResult(None, refused="no such program"), {"in": "helper"}, COULD_NOT, ""),
    ],
)
def test_command(result, options, status, words):
    outcome = judged("command", evidence(OneContainer(command=result)), argv=["x"], **options)
    assert outcome.status is status
    assert words in outcome.found


@pytest.mark.parametrize("kind", ["healthy", "not_root", "read_only", "stops_in", "command", "starts"])
def test_without_a_container_nothing_is_anybodys_failure(kind):
    assert judged(kind, made(), argv=["x"], seconds=1).status is COULD_NOT


def test_what_a_command_prints_is_harmless():
    result = CommandResult(1, "", "\x1b]0;owned\x07 red\u202e")
    outcome = judged("command", evidence(OneContainer(command=result)), argv=["x"])
    assert not {"\x1b", "\u202e", "\x07"} & set(outcome.found)
