"""Streams of Podman (recorded from 4.3.1 and 5.8.6) and of the classic builder become events; hostile ones, too."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.dockerfile import parse
from tutor.engine import text_stream
from tutor.engine.build_events import (
    BuildFailed,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
    StepFailed,
    StepStarted,
)
from tutor.engine.port import LABEL
from tutor.engine.text_stream import OutputLimit, TextStream

RECORDED = Path(__file__).parent.parent / "fixtures" / "build-streams"
PARALLEL = """FROM node:18-alpine AS base
WORKDIR /app
FROM base AS deps
COPY package.json ./
RUN echo deps-start; sleep 3; echo dep > dep.txt
FROM base AS assets
COPY src ./src
RUN echo assets-start; sleep 3; echo asset > asset.txt
FROM base AS unused
RUN exit 1
FROM base AS final
COPY --from=deps /app/dep.txt ./
COPY --from=assets /app/asset.txt ./
RUN cat dep.txt asset.txt
CMD ["node"]
"""
FAILING = """FROM node:18-alpine AS build
WORKDIR /app
COPY package.json ./
RUN echo one && \\
    echo two >&2 && \\
    exit 3
FROM node:18-alpine
COPY --from=build /app ./
"""
VERSIONS = ["4.3.1", "5.8.6"]


def recorded(name, text):
    lines = (RECORDED / f"podman-{name}.jsonl").read_text().splitlines()
    return list(TextStream(parse(text)).events(json.loads(line)["o"] for line in lines))


def played(text, *stream):
    messages = [{"stream": s} if isinstance(s, str) else s for s in stream]
    return list(TextStream(parse(text)).events(messages))


def of(kind, events):
    return [e for e in events if isinstance(e, kind)]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_parallel_build_of_podman_is_followed_by_stage_and_line(version):
    events = recorded(f"{version}-parallel-cold", PARALLEL)
    assert isinstance(events[-1], ImageBuilt)
    steps = {s.step.line: s.step for s in of(StepStarted, events)}
    assert {line: step.stage for line, step in steps.items()} == {
        1: "base",
        2: "base",
        4: "deps",
        5: "deps",
        7: "assets",
        8: "assets",
        3: "deps",
        6: "assets",
        11: "final",
        12: "final",
        13: "final",
        14: "final",
        15: "final",
    }
    said = [line for e in of(LogLines, events) for line in e.lines if line]
    assert {"deps-start", "assets-start", "dep", "asset"} <= set(said)


@pytest.mark.parametrize("version", VERSIONS)
def test_podmans_cached_steps_are_told(version):
    events = recorded(f"{version}-parallel-cached", PARALLEL)
    cached = {e.step_id for e in of(StepCached, events)}
    assert {"line-5", "line-8", "line-2"} <= cached
    assert isinstance(events[-1], ImageBuilt)


@pytest.mark.parametrize("version", VERSIONS)
def test_podmans_failed_run_has_line_exit_code_and_last_words(version):
    failure = recorded(f"{version}-failing-run", FAILING)[-1].failure
    assert (failure.kind, failure.exit_code, failure.step.line) == ("run_failed", 3, 4)
    assert {"one", "two"} <= set(failure.log_tail)


@pytest.mark.parametrize("version", VERSIONS)
def test_podmans_missing_file_has_its_line(version):
    text = "FROM node:18-alpine\nWORKDIR /app\nCOPY missing.txt ./\nRUN true\n"
    failure = recorded(f"{version}-missing-copy", text)[-1].failure
    assert (failure.kind, failure.step.line) == ("missing_file", 3)


@pytest.mark.parametrize("version", VERSIONS)
def test_podmans_parse_error_is_one(version):
    failure = recorded(f"{version}-parse-error", "FROM node:18-alpine\nWORKDIR /app\nRUNN ls\n")[-1].failure
    assert failure.kind == "parse"


CLASSIC = (
    "Step 1/3 : FROM scratch\n",
    " ---> \n",
    "Step 2/3 : RUN one\n",
    " ---> Running in 0123456789ab\n",
    "\nfirst\nsec",
    "ond\n",
    "Removing intermediate container 0123456789ab\n ---> aaaaaaaaaaaa\n",
    f"Step 3/3 : LABEL {LABEL}=attempt\n",
    " ---> Running in 0123456789ac\n ---> bbbbbbbbbbbb\n",
    {"aux": {"ID": "sha256:" + "b" * 64}},
    "Successfully built bbbbbbbbbbbb\n",
)


def test_a_classic_build_keeps_every_line_of_output_and_hides_its_own_label():
    events = played("FROM scratch\nRUN one\n", *CLASSIC)
    assert [line for e in of(LogLines, events) for line in e.lines] == ["", "first", "second"]
    assert [e.step_id for e in of(StepDone, events)] == ["line-1", "line-2"]
    assert events[-1] == ImageBuilt("sha256:" + "b" * 64, events[-1].seconds)


def test_the_builders_own_words_are_known_behind_coloured_output():
    events = played(
        "FROM scratch\nRUN one\n",
        *CLASSIC[:4],
        "\x1b[91mto standard error\n\x1b[0mRemoving intermediate container 0123456789ab\n",
        {"error": "The command '/bin/sh -c one' returned a non-zero code: 1"},
    )
    assert events[-1].failure.log_tail == ("to standard error",)


def test_output_without_a_line_feed_is_kept_apart_from_the_builders_words():
    stream = (*CLASSIC[:4], "oops", "Removing intermediate container 0123456789ab\n", *CLASSIC[7:])
    said = [line for e in of(LogLines, played("FROM scratch\nRUN one\n", *stream)) for line in e.lines]
    assert said == ["oops"]


def test_a_classic_cached_step():
    events = played(
        "FROM scratch\nRUN one\n", *CLASSIC[:3], " ---> Using cache\n ---> aaaaaaaaaaaa\n", *CLASSIC[7:]
    )
    assert [e.step_id for e in of(StepCached, events)] == ["line-2"]


def test_output_that_looks_like_a_step_is_output():
    events = played(
        "FROM scratch\nRUN one\nRUN two\n", *CLASSIC[:4], "Step 9/9 : RUN evil\nStep 1/3 : FROM x\n"
    )
    assert [e.step.line for e in of(StepStarted, events)] == [1, 2]
    assert [line for e in of(LogLines, events) for line in e.lines] == [
        "Step 9/9 : RUN evil",
        "Step 1/3 : FROM x",
    ]


PODMAN = (
    "[1/2] STEP 1/3: FROM scratch AS a\n",
    "[1/2] STEP 2/3: RUN one\n",
    "{printed}\n",
    "--> 0123456789ab\n",
    "[1/2] STEP 3/3: RUN two\n",
    "[2/2] STEP 1/3: FROM scratch\n",
    "[2/2] STEP 2/3: RUN three\n",
    f'[2/2] STEP 3/3: LABEL "{LABEL}"="attempt"\n',
    "[2/2] COMMIT docker.io/multistage-tutor/x:1\n",
    {"aux": {"ID": "sha256:" + "b" * 64}},
)
TWO_STAGES = "FROM scratch AS a\nRUN one\nRUN two\nFROM scratch\nRUN three\n"


@pytest.mark.parametrize(
    "printed",
    [
        "[1/2] STEP 1/3: FROM scratch AS a",
        "[1/2] STEP 2/3: RUN one",
        "[1/2] STEP 3/4: RUN two",
        "[2/2] STEP 2/3: RUN three",
        "[2/2] STEP 1/9: FROM scratch",
        "[2/3] STEP 1/3: FROM scratch",
        "[9/9] STEP 1/1: FROM scratch",
        "STEP 2/3: RUN one",
        "Step 1/5 : FROM scratch",
        "Step 2/5 : RUN one",
    ],
)
def test_output_of_a_podman_build_that_looks_like_another_step_is_output(printed):
    events = played(
        TWO_STAGES,
        *(s.format(printed=printed) if s.startswith("{") else s for s in PODMAN if isinstance(s, str)),
    )
    assert [e.step.line for e in of(StepStarted, events)] == [1, 2, 3, 4, 5]
    assert [line for e in of(LogLines, events) for line in e.lines] == [printed]


def test_podmans_own_words_in_a_classic_build_are_output():
    events = played("FROM scratch\nRUN one\nRUN two\n", *CLASSIC[:4], "STEP 1/3: FROM scratch\n")
    assert [e.step.line for e in of(StepStarted, events)] == [1, 2]


def test_a_failure_behind_output_that_looks_like_a_step_keeps_its_line():
    failure = played(
        TWO_STAGES,
        *PODMAN[:2],
        "[2/2] STEP 2/3: RUN three\n",
        {"error": 'building at STEP "RUN one": while running runtime: exit status 3'},
    )[-1].failure
    assert (failure.kind, failure.step.line) == ("run_failed", 2)


def test_what_podmans_base_image_triggers_belongs_to_its_from():
    events = played(
        "ARG V=1\nFROM base:$V\nENV A=c\nCOPY a.txt /\n",
        "STEP 1/4: FROM base:1\n",
        "STEP 2/6: LABEL x=y\n",
        "--> 0123456789ab\n",
        "STEP 3/6: COPY a.txt /b.txt\n",
        "STEP 4/6: ENV A=c\n",
        "STEP 5/6: COPY a.txt /\n",
        f'STEP 6/6: LABEL "{LABEL}"="attempt"\n',
    )
    assert [(e.step.line, e.step.name) for e in of(StepStarted, events)] == [
        (2, "FROM base:$V"),
        (2, "LABEL x=y"),
        (2, "COPY a.txt /b.txt"),
        (3, "ENV A=c"),
        (4, "COPY a.txt /"),
    ]
    assert len({e.step.id for e in of(StepStarted, events)}) == 5
    assert not of(LogLines, events)


def test_a_stream_that_breaks_off_has_no_end():
    stream = TextStream(parse("FROM scratch\nRUN one\n"))
    events = list(stream.events({"stream": s} for s in CLASSIC[:5]))
    assert not stream.ended
    assert not of(ImageBuilt, events)
    assert not of(BuildFailed, events)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("dd: error writing '/big': No space left on device", "disk_full"),
        ("npm error code ECONNRESET", "network_failed"),
        ("npm ERR! errno EAI_AGAIN", "network_failed"),
        ("npm error code ERESOLVE", "run_failed"),
        ("curl: (6) Could not resolve host: typo", "run_failed"),
    ],
)
def test_a_full_disk_or_a_lost_network_in_a_command_is_not_the_learners_fault(printed, kind):
    events = played(
        "FROM scratch\nRUN one\n",
        *CLASSIC[:4],
        f"{printed}\n",
        {"error": "The command '/bin/sh -c one' returned a non-zero code: 1"},
    )
    assert events[-1].failure.kind == kind
    assert isinstance(events[-2], StepFailed)


def test_output_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(text_stream, "OUTPUT_LIMIT", 10_000)
    with pytest.raises(OutputLimit):
        played("FROM scratch\nRUN one\n", *CLASSIC[:4], *["y\n" * 1000] * 20)


def test_a_long_line_is_read_in_time_that_grows_with_its_length():
    def seconds(length):
        line = "Remov" * (length // 5) + "\n"
        began = time.perf_counter()
        played("FROM scratch\nRUN one\n", *CLASSIC[:4], *[line] * 5)
        return time.perf_counter() - began

    assert seconds(16_000) < 64 * min(seconds(1_000) for _ in range(3))


def test_progress_bars_are_not_kept_as_lines():
    events = played("FROM scratch\nRUN one\n", *CLASSIC[:4], "10%\r20%\r100%\n")
    assert [line for e in of(LogLines, events) for line in e.lines] == ["100%"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
)
LONG = "1" * 5000
"""A number with more digits than Python reads."""
NUMBERS = st.sampled_from(
    [
        f"Step {LONG}/3 : RUN x\n",
        f"Step 1/{LONG} : FROM scratch\n",
        f"[{LONG}/2] STEP 1/2: FROM scratch\n",
        f"[1/2] STEP {LONG}/{LONG}: RUN x\n",
        f"[{LONG}/{LONG}] COMMIT\n",
        f"The command 'x' returned a non-zero code: {LONG}",
        f"exit status {LONG}",
        f"dockerfile parse error line {LONG}: x",
    ]
)
MESSAGES = st.dictionaries(
    st.sampled_from(["stream", "status", "error", "errorDetail", "aux", "progressDetail", "id", "progress"]),
    JUNK
    | NUMBERS
    | st.sampled_from(CLASSIC[:8])
    | st.dictionaries(st.sampled_from(["message", "ID", "current", "total"]), JUNK),
    max_size=4,
)


@settings(max_examples=500, deadline=None)
@given(st.lists(MESSAGES, max_size=12))
def test_no_message_makes_the_decoder_raise(messages):
    for event in TextStream(parse("FROM scratch\nRUN one\n")).events(messages):
        assert "\x1b" not in repr(event)


def test_what_npm_left_out_in_an_earlier_step_explains_a_later_one():
    events = played(
        "FROM scratch\nRUN npm install\nRUN npm run build\n",
        "Step 1/3 : FROM scratch\n",
        "Step 2/3 : RUN npm install\n",
        "npm error Exit handler never called!\n",
        "Step 3/3 : RUN npm run build\n",
        "sh: next: not found\n",
        {"error": "The command '/bin/sh -c npm run build' returned a non-zero code: 127"},
    )
    assert events[-1].failure.kind == "network_failed"
