"""Checks of running containers on a real engine: each once as it should be, and once not."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tests.checks.shops import BAD, GOOD, check, shop
from tutor.engine.port import Cancel
from tutor.model.course import Limits

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def clean_engine(engine, node_base):
    """Nothing may be left behind."""
    yield
    assert nothing_left(engine)


READS = ["cat", "/proc/1/root/app/server.js"]
CHECKS = (
    check("starts", path="/", stays_up=1),
    check("http", path="/", contains="Shop", headers={"Content-Type": "text/html**", "x-shop": "open"}),
    check("command", "running", argv=["node", "-p", "40 + 2"], matches=["^42$"]),
    check("command", "missing", argv=["ls", "/app/state"], exit_code=1, errors_contains=["No such file"]),
    check("command", "fresh", **{"in": "fresh"}, argv=["cat", "/app/server.js"], contains=["createServer"]),
    check(
        *("command", "setup"),
        **{
            "in": "fresh",
            "setup": [["touch", "/tmp/a"], ["cp", "/tmp/a", "/tmp/b"]],
            "env": {"A": "env-of-it"},
        },
        argv=["sh", "-c", "ls /tmp; echo $A"],
        contains=["a", "b", "env-of-it"],
    ),
    check("command", "helper", **{"in": "helper"}, argv=READS, contains=["createServer"]),
    check(
        "command",
        "network",
        **{"in": "helper"},
        argv=["wget", "-qO-", "http://127.0.0.1:3000/"],
        contains=["Shop"],
    ),
    check("not_root"),
    check("read_only", path="/", tmpfs=["/tmp"]),
    check("healthy", seconds=20),
    check("stops_in", seconds=5),
)


def test_a_container_as_it_should_be(engine, downloads, tmp_path):
    _, verdict = judged(shop(tmp_path, *CHECKS), GOOD, engine, downloads)
    found = {i: s for i, s in statuses(verdict).items() if s != "passed"}
    if engine.info().name == "podman":
        assert found.pop("healthy", "could_not_run") == "could_not_run"
    assert found == {}, told(verdict)


def test_a_container_that_does_all_of_it_wrong(engine, downloads, tmp_path):
    wrong = {
        "http": {"path": "/", "headers": {"x-shop": "closed"}},
        "fresh": {"in": "fresh", "argv": ["no-such-program"]},
        "setup": {"in": "fresh", "argv": ["true"], "setup": [["false"]]},
        "running": {"argv": ["node", "-p", "41"], "contains": ["42"]},
        "helper": {"in": "helper", "argv": [*READS[:1], "/proc/1/root/none"]},
    }
    checks = [
        check(c.kind, c.id, **wrong.get(c.id, c.options)) for c in CHECKS if c.id not in ("starts", "network")
    ]
    _, verdict = judged(shop(tmp_path, *checks), BAD, engine, downloads)
    found = statuses(verdict)
    if engine.info().name == "podman" and found["healthy"] == "could_not_run":
        found["healthy"] = "failed"
    assert set(found.values()) == {"failed"}, told(verdict)
    words = {o.check_id: o.found for o in verdict.outcomes}
    assert "root runs" in words["not_root"]
    assert "read-only file system" in words["read_only"].lower()
    assert "no-such-program" in words["fresh"]
    assert words["setup"] == "exit code 1"
    assert "still runs after" in words["stops_in"]


def test_a_container_that_stops_too_soon(engine, downloads, tmp_path):
    text = 'FROM node:18-alpine\nCMD ["sleep", "1"]\n'
    lab = shop(tmp_path, check("starts", stays_up=4), check("not_root"), check("stops_in", seconds=1))
    _, verdict = judged(lab, text, engine, downloads)
    assert statuses(verdict) == {"starts": "failed", "not_root": "skipped", "stops_in": "skipped"}, told(
        verdict
    )


def test_a_program_that_is_no_server_is_not_waited_for(engine, downloads, tmp_path):
    lab = shop(tmp_path, check("starts", stays_up=1), limits=Limits(start_seconds=60))
    _, verdict = judged(lab, 'FROM node:18-alpine\nCMD ["sleep", "600"]\n', engine, downloads)
    assert verdict.status == "passed", told(verdict)
    assert verdict.seconds < 30


SCRATCH = """\
FROM node:18-alpine AS build
RUN mkdir -p /out/www /out/lib && cp /bin/busybox /out/ && { cp /lib/ld-musl-* /out/lib/ || true; } && echo hello > /out/www/index.html
FROM scratch
COPY --from=build /out /
USER 4242
CMD ["/busybox", "httpd", "-f", "-p", "3000", "-h", "/www"]
"""


def test_an_image_without_a_shell(engine, downloads, tmp_path):
    lab = shop(
        tmp_path,
        check("http", path="/", contains="hello"),
        check("command", "own", argv=["/busybox", "ls", "/www"], contains=["index.html"]),
        check("command", "shell", argv=["sh", "-c", "true"]),
        check(
            "command", "helper", **{"in": "helper"}, argv=["ls", "/proc/1/root/www"], contains=["index.html"]
        ),
        check("not_root"),
        check("present", paths=["www/index.html"]),
        check("content", path="www/index.html", contains=["hello"]),
    )
    _, verdict = judged(lab, SCRATCH, engine, downloads)
    found = statuses(verdict)
    assert found.pop("shell") == "failed", told(verdict)
    assert set(found.values()) == {"passed"}, told(verdict)


def test_a_command_that_never_ends_is_given_up(engine, downloads, tmp_path):
    endless = {"argv": ["sh", "-c", "while :; do echo x; done"], "seconds": 1}
    lab = shop(
        tmp_path,
        check("command", "running", **endless),
        check("command", "fresh", **{"in": "fresh"}, **endless),
    )
    _, verdict = judged(lab, GOOD, engine, downloads)
    assert statuses(verdict) == {"running": "failed", "fresh": "failed"}, told(verdict)
    assert all("did not end within 1 s" in o.found for o in verdict.outcomes), told(verdict)


@pytest.mark.parametrize("place", ["running", "fresh"])
def test_a_cancel_ends_a_command(engine, downloads, tmp_path, place):
    cancel = Cancel()
    lab = shop(tmp_path, check("command", **{"in": place}, argv=["sleep", "300"], seconds=300))

    def soon(event):
        if getattr(event, "phase", "") == ("run" if place == "running" else "inspect"):
            import threading

            threading.Timer(3.0, cancel).start()

    _, verdict = judged(lab, GOOD, engine, downloads, cancel=cancel, on_event=soon)
    assert verdict.status == "cancelled"
    assert verdict.seconds < 60
