"""Servers of a lab's own, on a real engine: reached from builds and containers, gone afterwards, never the learner's fault."""

import threading

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tests.labs import CHECKS, a_lab
from tutor.attempt import BuildProgress, Diagnosed, PhaseStarted
from tutor.attempt.image_builder import ImageBuilder
from tutor.attempt.services import AttemptServices
from tutor.engine import docker_containers
from tutor.engine.build_events import StepStarted
from tutor.engine.connect import open_engine
from tutor.engine.port import Cancel
from tutor.model.build_inputs import BuildInputs
from tutor.model.course import CheckSpec, Limits
from tutor.model.service import Service

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]

SERVER = """
const { createServer } = require('http')
createServer((request, answer) => {
  const isKnown = request.headers.authorization === 'Bearer hgt_word'
  answer.writeHead(isKnown || request.url === '/open' ? 200 : 401).end('rates of ' + request.headers.host)
  END
}).listen(8080, () => console.log('serving'))
"""
DOCKERFILE = 'FROM node:18-alpine\nCOPY server.js /\nCMD ["node", "/server.js"]\n'
APP = """
const { get, createServer } = require('http')
createServer((request, answer) => {
  const options = { headers: { authorization: 'Bearer hgt_word' } }
  get('http://rates.test:8080/', options, (found) => found.pipe(answer)).on('error', (e) => answer.end(String(e)))
}).listen(3000)
"""
WGET = "wget -qO- --header 'Authorization: Bearer '$TOKEN http://rates.test:8080/"
TAKEN = f"""FROM node:18-alpine
ARG TOKEN
RUN {WGET} > /rates.txt
COPY app.js /
CMD ["node", "/app.js"]
"""
SEES = {"argv": ["wget", "-qO-", "http://rates.test:8080/open"], "contains": ["rates of rates.test:8080"]}


@pytest.fixture
def serving(tmp_path, engine):
    """Return a function: what ends its server, and more of the lab -> a lab with a server of its own."""

    def lab(end="", dockerfile=DOCKERFILE, **more):
        for name, text in (
            ("app/app.js", APP),
            ("server/server.js", SERVER.replace("END", end)),
            ("server/Dockerfile", dockerfile),
        ):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        service = Service(
            *("rates", tmp_path / "server", dockerfile, "rates.test", 8080),
            during=more.pop("during", ("build", "run")),
            ready=more.pop("ready", ""),
        )
        return a_lab(
            app=tmp_path / "app",
            checks=more.pop("checks", CHECKS),
            services=(service,),
            build=BuildInputs({"TOKEN": "hgt_word"}, {"token": "hgt_word"}),
            limits=Limits(build_seconds=120, start_seconds=30),
            **more,
        )

    yield lab
    assert nothing_left(engine)


@pytest.fixture
def classic(engine, monkeypatch):
    """The same engine, asked for its classic builder, where it has one."""
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    return open_engine(engine.info().address)


@pytest.mark.parametrize(("builder", "ready"), [("engine", ""), ("engine", "/open"), ("classic", "/open")])
def test_builds_and_all_containers_reach_it(serving, request, downloads, builder, ready):
    engine = request.getfixturevalue(builder)
    checks = (
        *CHECKS,
        CheckSpec("fresh", "command", "Seen from a fresh one", {**SEES, "in": "fresh"}),
        CheckSpec("starts", "starts", "It starts", {"path": "/"}),
        CheckSpec("serves", "http", "It passes on", {"path": "/", "contains": "rates of rates.test"}),
        CheckSpec("beside", "command", "Seen from beside", {**SEES, "in": "helper"}),
        CheckSpec("inside", "command", "Seen from inside", SEES),
        CheckSpec("read-only", "read_only", "It works read-only", {"path": "/"}),
    )
    events, verdict = judged(serving(checks=checks, ready=ready), TAKEN, engine, downloads)
    assert verdict.status == "passed", told(verdict)
    assert "Starting the lab's own server rates.test." in notes(events)


def test_its_image_is_built_once_for_each_content_of_its_folder(serving, engine, downloads):
    dockerfile = DOCKERFILE.replace("CMD", f"ENV VERSION={id(downloads)}\nCMD")
    built = "Building the lab's own server rates.test, once."
    assert [
        built in notes(judged(serving(dockerfile=text), TAKEN, engine, downloads)[0])
        for text in (dockerfile, dockerfile, dockerfile.replace("VERSION", "RELEASE"))
    ] == [True, False, True]


def notes(events):
    return [event.note for event in events if isinstance(event, PhaseStarted) and event.phase == "services"]


def test_a_secret_reaches_the_build_of_an_engine_that_can_mount_it(serving, engine, downloads):
    text = f"""FROM node:18-alpine
COPY . /context
RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token); {WGET}
RUN test "$(ls -A /context)" = app.js && ! grep -r hgt_word /run
"""
    _, verdict = judged(serving(during=("build",)), text, engine, downloads)
    assert verdict.status == "passed", told(verdict)


def test_what_a_build_prints_of_a_secret_is_not_kept(serving, engine, downloads):
    text = "FROM node:18-alpine\nRUN --mount=type=secret,id=token cat /run/secrets/token; echo; exit 1\n"
    events, verdict = judged(serving(during=("build",)), text, engine, downloads)
    assert "hgt_word" not in str(verdict)
    assert "hgt_word" not in str([e for e in events if isinstance(e, Diagnosed)])
    assert "[token]" in verdict.diagnosis.text + verdict.diagnosis.engine_words, verdict


def test_a_trial_build_reaches_it(serving, engine, downloads):
    text = TAKEN.replace("FROM node:18-alpine", "FROM node:18-alpine AS one").replace(
        "COPY", "FROM one\nCOPY"
    )
    checks = (*CHECKS, CheckSpec("target", "target", "One builds", {"name": "one"}))
    uncached = text.replace("/rates.txt", f"/rates-{id(downloads)}.txt")
    _, verdict = judged(serving(checks=checks), uncached, engine, downloads)
    assert verdict.status == "passed", told(verdict)


def test_a_server_for_the_build_is_unknown_to_containers_and_the_other_way_round(serving, engine, downloads):
    away = {"argv": ["wget", "-qO-", "http://rates.test:8080/open"], "in": "fresh", "exit_code": 1}
    checks = (*CHECKS, CheckSpec("fresh", "command", "Unseen", away))
    _, verdict = judged(serving(checks=checks, during=("build",)), TAKEN, engine, downloads)
    assert verdict.status == "passed", told(verdict)
    unseen = TAKEN.replace(WGET, f"! {WGET}")
    _, verdict = judged(serving(during=("run",)), unseen, engine, downloads)
    assert verdict.status == "passed", told(verdict)


def test_a_refusal_by_a_server_that_runs_is_the_learners(serving, engine, downloads):
    _, verdict = judged(serving(), TAKEN.replace("ARG TOKEN\n", ""), engine, downloads)
    assert statuses(verdict)["builds"] == "failed"


def test_a_server_that_dies_is_no_failure_of_the_learner(serving, engine, downloads):
    lab = serving("console.log('out of rates'); setTimeout(() => process.exit(1), 50)")
    text = TAKEN.replace(WGET, f"{WGET}; sleep 1; {WGET}")
    _, verdict = judged(lab, text, engine, downloads)
    assert (verdict.status, verdict.diagnosis) == ("could_not_run", None)
    because = next(o.because for o in verdict.outcomes if o.check_id == "builds")
    assert because.startswith(
        "The lab's own server rates.test has stopped: serving / out of rates. This says nothing about your"
    )


@pytest.mark.parametrize("ready", ["", "/open"])
@pytest.mark.parametrize(
    ("dockerfile", "words"),
    [
        (DOCKERFILE + 'CMD ["sh", "-c", "echo no rates today; exit 3"]\n', "did not come up: no rates today"),
        ('FROM node:18-alpine\nCMD ["no-such-program"]\n', "did not come up: "),
        ("FROM node:18-alpine\nRUN echo we have none; false\n", "could not be built: "),
    ],
)
def test_one_that_does_not_come_up_is_no_failure_either(serving, engine, downloads, dockerfile, words, ready):
    _, verdict = judged(serving(dockerfile=dockerfile, ready=ready), TAKEN, engine, downloads)
    assert verdict.status == "could_not_run"
    because = next(o.because for o in verdict.outcomes if o.check_id == "builds")
    assert f"The lab's own server rates.test {words}" in because


def test_a_cancel_removes_it(serving, engine, downloads):
    cancel = Cancel()

    def on_event(event):
        inner = event.event if isinstance(event, BuildProgress) else None
        if isinstance(inner, StepStarted) and "sleep" in inner.step.name:
            threading.Thread(target=cancel).start()

    text = TAKEN.replace(WGET, f"{WGET}; sleep 120")
    _, verdict = judged(serving(), text, engine, downloads, cancel=cancel, on_event=on_event)
    assert verdict.status == "cancelled"


def test_a_cancel_before_it_is_up_ends_the_attempt(serving, engine, downloads):
    cancel = Cancel()

    def on_event(event):
        if isinstance(event, PhaseStarted) and event.phase == "services":
            cancel()

    events, verdict = judged(serving(), TAKEN, engine, downloads, cancel=cancel, on_event=on_event)
    assert verdict.status == "cancelled"
    assert not any(isinstance(e, BuildProgress) for e in events)


def test_the_one_of_a_killed_tutor_is_swept_away(serving, engine, downloads, monkeypatch):
    place, _, _ = docker_containers.own_mark().rpartition(":")
    monkeypatch.setattr(docker_containers, "own_mark", lambda: f"{place}:4194999")  # no process has it
    lab, cancel = serving(), Cancel()
    list(AttemptServices(lab, cancel).start("build", engine, ImageBuilder(engine, lab, cancel, downloads)))
    assert not nothing_left(engine, 0)
    engine.sweep()


def test_an_engine_that_cannot_mount_says_so_for_a_lab_that_needs_it(serving, classic, downloads):
    _, verdict = judged(serving(requires=("mounts",)), TAKEN, classic, downloads)
    by_podman = classic.builder() == "podman"
    assert verdict.status == ("passed" if by_podman else "could_not_run")
    assert by_podman or "this lab needs `RUN --mount`" in verdict.outcomes[-1].because
