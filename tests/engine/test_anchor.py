"""The container that ends a build by Podman: from which image it is started, and what is pulled for that."""

import json
from urllib.parse import parse_qs

import pytest

from tests.engine.small_engine import PODMAN, small_engine
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailed, ImageBuilt, Progress
from tutor.engine.port import BuildRequest, Cancel

ANCHORED = "/proc/4321/ns/pid"


@pytest.fixture
def podman(tmp_path):
    """An engine that has the images of `here`, gets those of `there`, and starts containers from those of `runs`."""
    with small_engine(tmp_path, **PODMAN) as (server, engine):
        server.engine, server.context = engine, tmp_path
        server.here, server.there, server.runs, server.made = set(), set(), {"rust:1", "node:18"}, []

        def pull(query):
            name, tag = (parse_qs(query)[key][0] for key in ("fromImage", "tag"))
            if f"{name}:{tag}" not in server.there:
                return [{"error": f"{name} cannot be had"}]
            server.here.add(f"{name}:{tag}")
            detail = {"current": 5, "total": 10}
            return [
                {"status": "Downloading", "id": "0123456789ab", "progressDetail": detail},
                {"aux": {"ID": "x"}},
            ]

        def create(query):
            server.made.append(json.loads(server.body)["Image"])
            return {"Id": "c"}

        server.answers |= {
            "POST /images/create": pull,
            "GET /images/*/json": lambda _: (
                {"Id": "i"} if server.path.split("/")[-2] in server.here else None
            ),
            "POST /containers/create": create,
            "POST /containers/*/start": lambda _: {} if server.made[-1] in server.runs else None,
            "GET /containers/*/json": {"State": {"Pid": 4321}},
            "DELETE /containers/*": {},
        }
        yield server


def built(server, text, cancel=None, **more):
    """Build; return the events and the namespace that the build was sent with."""
    request = BuildRequest(parse(text), server.context, "multistage-tutor/x:1", "test", 60, **more)
    events = list(server.engine.build(request, cancel or Cancel()))
    options = [json.loads(o) for query in server.builds for o in parse_qs(query).get("nsoptions", ())]
    return events, [one["Path"] for o in options for one in o if one["Name"] == "pid"]


def pulled(server):
    return [parse_qs(query)["fromImage"][0] for what, query in server.asked if what == "POST /images/create"]


def test_a_base_that_is_here_is_used_and_none_is_pulled(podman):
    podman.here = {"node:18"}
    events, spaces = built(podman, "FROM node:18\nRUN x\n")
    assert isinstance(events[-1], ImageBuilt)
    assert spaces == [ANCHORED]
    assert not pulled(podman)


def test_a_base_that_is_not_here_is_pulled_first_and_its_progress_told(podman):
    podman.there = {"rust:1", "node:18"}
    events, spaces = built(podman, "FROM rust:1 AS a\nFROM a AS b\nRUN x\nFROM node:18\nCOPY --from=b / /\n")
    assert isinstance(events[-1], ImageBuilt)
    assert spaces == [ANCHORED]
    assert pulled(podman) == ["rust"]
    assert [(e.label, e.current, e.total) for e in events if isinstance(e, Progress)] == [
        ("Downloading 0123456789ab", 5, 10)
    ]


def test_each_base_that_is_here_is_tried(podman):
    podman.here, podman.runs = {"bare:1", "odd:1", "node:18"}, {"node:18"}
    text = "FROM bare:1 AS a\nRUN x\nFROM odd:1 AS b\nRUN y\nFROM node:18\nCOPY --from=a / /\nCOPY --from=b / /\n"
    _, spaces = built(podman, text)
    assert podman.made == ["bare:1", "odd:1", "node:18"]
    assert spaces == [ANCHORED]
    assert len([what for what, _ in podman.asked if what.startswith("DELETE")]) >= 2


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("FROM rust:1\nCOPY . .\n", ""),
        ("FROM scratch\nRUN x\n", ""),
        ("FROM rust:1 AS unused\nRUN x\nFROM node:18\nRUN y\n", ""),
        ("FROM node:18 AS a\nRUN x\nFROM rust:1\nRUN y\n", "a"),
    ],
)
def test_nothing_is_pulled_that_no_command_of_the_build_needs(podman, text, target):
    podman.here = {"node:18"}
    events, _ = built(podman, text, target=target)
    assert isinstance(events[-1], ImageBuilt)
    assert not pulled(podman)


def test_a_base_that_cannot_be_had_is_told_by_the_build(podman):
    podman.answers["POST /build"] = [{"stream": "STEP 1/2: FROM rust:1\n"}, {"error": "manifest unknown"}]
    events, spaces = built(podman, "FROM rust:1\nRUN x\n")
    assert isinstance(events[-1], BuildFailed)
    assert (events[-1].failure.kind, events[-1].failure.step.line) == ("missing_image", 1)
    assert not spaces


def test_a_build_that_is_cancelled_while_a_base_is_pulled_is_not_sent(podman):
    cancel, answer = Cancel(), podman.answers["POST /images/create"]

    def pull(query):
        cancel()
        return answer(query)

    podman.answers["POST /images/create"], podman.there = pull, {"rust:1"}
    events, _ = built(podman, "FROM rust:1\nRUN x\n", cancel)
    assert events[-1].failure.kind == "cancelled"
    assert not podman.builds
    assert not podman.made
