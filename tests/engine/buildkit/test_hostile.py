"""Recorded streams, damaged in every way: nothing is raised, nothing harmful is shown, the build ends at most once."""

import base64
import binascii
import json
import random
import re
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.buildkit.streams import (
    IMAGE,
    NAMES,
    Pace,
    dockerfile_of,
    failed,
    log,
    message,
    moment,
    rows,
    status,
    trace,
    vertex,
    warning,
)
from tutor.dockerfile import parse
from tutor.engine.build_events import (
    FAILURE_KINDS,
    BuildFailed,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
    StepFailed,
    StepStarted,
)
from tutor.engine.buildkit import moving, steps
from tutor.engine.buildkit.stream import BuildKitStream

DOCKERFILES = {name: parse(dockerfile_of(name)) for name in NAMES}
STREAMS = {name: rows(name) for name in NAMES}
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
EVIL = "\x1b]0;t\x07\x1b[2J\u202e\x00 [bold]x[/bold] Step 9/9 : RUN \r\n] [build 1/2] \x9b31m\ud800"
JUNK = st.sampled_from(
    [None, True, -1, 1 << 70, 1.5, "", EVIL, "A" * 99, [], {}, [[[[]]]], {"ID": 5}, {"ID": EVIL}, {"message": [EVIL]}]
)  # fmt: skip
ODD_KEYS = st.sampled_from(["id", "aux", "error", "errorDetail", "stream", "status", "progressDetail"])


def decoded(text):
    """The bytes of base64 text that may have been cut."""
    return base64.b64decode(text[: len(text) // 4 * 4])


def flipped(row, chance):
    """Flip some bits of a message."""
    aux = row["o"].get("aux")
    if not isinstance(aux, str):
        return row
    data = bytearray(decoded(aux))
    for _ in range(chance.randint(1, 4)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return {"t": row["t"], "o": row["o"] | {"aux": base64.b64encode(bytes(data)).decode()}}


def cut(row, chance):
    aux = row["o"].get("aux")
    if not isinstance(aux, str):
        return row
    return {"t": row["t"], "o": row["o"] | {"aux": aux[: chance.randrange(len(aux) + 1)]}}


def grown(row, chance):
    """Add fields that nobody knows, and hostile ones that everybody does."""
    aux = row["o"].get("aux")
    if not isinstance(aux, str):
        return row
    name = chance.choice([EVIL, f"[final 3/3] RUN {EVIL}", f"[internal] load metadata for {EVIL}"])
    extra = message(
        (99, EVIL.encode("utf-8", "replace")),
        (chance.randrange(1, 5), bytes(chance.randrange(256) for _ in range(9))),
        vertex(name.encode("utf-8", "replace").decode(), at=chance.choice([0, 1, 9.5, -5]), error=chance.choice(["", "oops"])),
    )  # fmt: skip
    return {"t": row["t"], "o": row["o"] | {"aux": base64.b64encode(decoded(aux) + extra).decode()}}


DAMAGES = {
    "flip": lambda rows, chance: [flipped(r, chance) if chance.random() < 0.3 else r for r in rows],
    "cut": lambda rows, chance: [cut(r, chance) if chance.random() < 0.3 else r for r in rows],
    "grow": lambda rows, chance: [grown(r, chance) if chance.random() < 0.3 else r for r in rows],
    "truncate": lambda rows, chance: rows[: chance.randrange(len(rows) + 1)],
    "reorder": lambda rows, chance: chance.sample(rows, len(rows)),
    "repeat": lambda rows, chance: [r for r in rows for _ in range(chance.choice([1, 1, 2, 5]))],
    "drop": lambda rows, chance: [r for r in rows if chance.random() < 0.7],
    "swap": lambda rows, chance: [{"t": chance.uniform(0, 9), "o": r["o"]} for r in rows],
}


def checked(stream, messages, also_fail=True):
    """Read a stream and check what holds for every one."""
    events = list(stream.events(messages))
    if not stream.ended and also_fail:
        events += stream.fail("engine_lost", EVIL)
    ends = [e for e in events if isinstance(e, (ImageBuilt, BuildFailed))]
    assert len(ends) <= 1
    assert not ends or events[-1] is ends[0]
    begun = [e.step.id for e in events if isinstance(e, StepStarted)]
    over = [e.step_id for e in events if isinstance(e, (StepCached, StepDone, StepFailed))]
    assert len(begun) == len(set(begun))
    assert len(over) == len(set(over))
    assert set(over) <= set(begun)
    assert all(e.at >= 0 for e in events if hasattr(e, "at"))
    assert all(
        len(e.lines) <= 50 and all(len(x) <= 400 for x in e.lines) for e in events if isinstance(e, LogLines)
    )
    for failure in (e.failure for e in ends if isinstance(e, BuildFailed)):
        assert failure.kind in FAILURE_KINDS
    assert not any(HARMFUL.search(text) for text in texts(events))
    return events


def texts(value):
    """Every text in events."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name))


@settings(max_examples=16_000, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    damages=st.lists(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
    window=st.integers(0, 60),
)
def test_a_damaged_stream_does_no_harm(name, damages, seed, window):
    chance, pace = random.Random(seed), Pace()
    # a window, so that a case takes little time; the first rows name the steps
    played = STREAMS[name][window // 4 : window // 4 + 9] + STREAMS[name][-3:]
    for damage in damages:
        played = DAMAGES[damage](played, chance)
    stream = BuildKitStream(
        DOCKERFILES[name], pace, substitutes={"node:18-alpine": "multistage-tutor/base:1"}
    )
    checked(stream, pace.play(played))


@settings(max_examples=3500, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    at=st.integers(0, 30),
    junk=st.lists(st.dictionaries(ODD_KEYS, JUNK, max_size=3) | JUNK, max_size=4),
)
def test_wrong_json_does_no_harm(name, at, junk):
    messages = [r["o"] for r in STREAMS[name][at : at + 6]]
    checked(BuildKitStream(DOCKERFILES[name], lambda: 0.0), [*messages[:3], *junk, *messages[3:]])


VERTEX = st.builds(
    lambda name, at, took, cached, error, inputs: vertex(
        name, at=at, until=None if at is None or took is None else at + took, cached=cached, error=error, inputs=inputs
    ),
    st.sampled_from(["[build 4/4] RUN x", "[build 1/4] FROM y", "[internal] z", "FROM y", "[stage-1 2/2] COPY a b", "[ 1/0] "]),
    st.none() | st.floats(-100, 100),
    st.none() | st.floats(-100, 1e9),
    st.booleans(),
    st.sampled_from(["", "context canceled", "exit code: 3", 'process "x" did not complete successfully: exit code: 1', "x"]),
    st.lists(st.sampled_from(["[build 1/4] FROM y", "[build 4/4] RUN x", "nobody"]), max_size=2),
)  # fmt: skip
PARTS = st.lists(
    VERTEX
    | st.builds(log, st.sampled_from(["[build 4/4] RUN x", "nobody"]), st.binary(max_size=12), st.integers(0, 3))
    | st.builds(status, st.just("FROM y"), st.sampled_from(["sha256:" + "a" * 64, "transferring context:", "x\x1b"]), st.integers(-5, 1 << 63), st.integers(-5, 1 << 63))
    | st.builds(warning, st.sampled_from(["x", "y\x1b[1m"]), st.integers(-1, 1 << 40), st.integers(-1, 1 << 40)),
    max_size=5,
)  # fmt: skip
END = st.sampled_from([IMAGE, failed("x"), failed("context canceled"), failed('process "a" did not complete successfully: exit code: 1'), failed("exit code: " + "1" * 5000)])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(parts=st.lists(PARTS, max_size=6), end=st.none() | END)
def test_any_order_of_changes_does_no_harm(parts, end):
    messages = [trace(*p) for p in parts] + ([end] if end else [])
    checked(BuildKitStream(DOCKERFILES[NAMES[0]], lambda: 1.0), messages)


def test_memory_is_bounded_whatever_an_engine_sends(monkeypatch):
    monkeypatch.setattr(steps, "_MOST", 200)
    monkeypatch.setattr(moving, "_MOST", 200)

    def flood():
        for number in range(600):
            name = f"[build 4/4] RUN {number} " + "x" * 9000
            yield trace(vertex(name, at=number, inputs=[f"{number}-{i}" for i in range(20)]))
            yield trace(
                log(name, b"y" * 900), status(name, f"sha256:{number:064d}", 1, 2), warning(f"{number}", 1, 1)
            )

    stream = BuildKitStream(DOCKERFILES[NAMES[0]], lambda: 0.0)
    tracemalloc.start()
    try:
        for _ in stream.events(flood()):
            pass
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < 4_000_000


def test_deep_nesting_is_nothing_to_a_message():
    data = b"x"
    for _ in range(20_000):
        data = message((1, data[-200_000:]))
    checked(BuildKitStream(DOCKERFILES[NAMES[0]], lambda: 0.0), [trace((1, data))])


def test_text_that_is_no_base64_is_nothing():
    for text in (
        "!",
        "A",
        "é",
        "====",
        json.dumps(None),
        "A" * 1_000_001,
        binascii.hexlify(moment(5)).decode(),
    ):
        checked(
            BuildKitStream(DOCKERFILES[NAMES[0]], lambda: 0.0), [{"id": "moby.buildkit.trace", "aux": text}]
        )
