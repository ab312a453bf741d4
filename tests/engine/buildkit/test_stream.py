"""What BuildKit may say that no recorded stream has: links, triggers, mirrors of base images, bad clocks, hostile text."""

import pytest

from tests.engine.buildkit.streams import (
    IMAGE,
    digest_of,
    failed,
    log,
    of,
    played,
    status,
    trace,
    vertex,
    warning,
)
from tutor.dockerfile import parse
from tutor.engine.build_events import (
    BuildFailed,
    BuildWarning,
    ImageBuilt,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.engine.buildkit import step_map
from tutor.engine.buildkit import stream as stream_module
from tutor.engine.buildkit.stream import BuildKitStream
from tutor.engine.text_stream import OutputLimit

ONE = "FROM scratch\nRUN one\n"
RUN = "[1/1] RUN one"


def lines_of(text, *names):
    """The line that each name stands for."""
    events = played(text, trace(*(vertex(n, digest=f"d{i}", at=1) for i, n in enumerate(names))))
    return [e.step.line for e in of(StepStarted, events)]


FILE = """\
# syntax=docker/dockerfile:1
ARG V=18
FROM node:${V} AS Build
ENV A=b
WORKDIR /
WORKDIR /app
COPY a$A b ./
RUN --mount=type=cache,target=/c \\
    make
RUN make
EXPOSE 80
FROM scratch
COPY --from=build /app /app
FROM build AS last
RUN make
"""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("[build 1/6] FROM docker.io/library/node:18@sha256:" + "a" * 64, 3),
        ("[build 2/6] WORKDIR /app", 6),
        ("[build 3/6] COPY ab b ./", 7),
        ("[build 4/6] RUN --mount=type=cache,target=/c     make", 8),
        ("[build 5/6] RUN make", 10),
        ("[linux/amd64 build 5/6] RUN make", 10),
        ("[linux/amd64->arm64 build  5/6] RUN make", 10),
        ("[build  5/16] RUN make", 10),
        ("[stage-1 1/1] COPY --from=build /app /app", 13),
        ("[1/1] COPY --from=build /app /app", 13),
        ("[last 1/1] RUN make", 15),
        ("[build 2/7] RUN trigger of the base image", 3),
        ("[build 3/7] RUN trigger of the base image", 3),
        ("[last 1/2] RUN trigger of the stage it starts from", 14),
        ("[build 99/1] RUN nonsense", 3),
        ("[stage-1 1/1] ADD nonsense /", 12),
        ("[nobody 1/1] RUN x", None),
        ("[internal] load build context", None),
        ("[auth] library/node:pull token for registry-1.docker.io", None),
        ("exporting to image", None),
        ("", None),
    ],
)
def test_a_name_is_mapped_to_its_line(name, line):
    text = name or "x"
    assert lines_of(FILE, text) == [line]


def test_the_learners_own_text_is_shown():
    events = played(FILE, trace(vertex("[build 3/6] COPY ab b ./", at=0)))
    (step,) = (e.step for e in of(StepStarted, events))
    assert (step.name, step.stage, step.stage_index, step.end_line) == ("COPY a$A b ./", "Build", 0, 7)


def test_a_step_over_several_lines_has_its_end():
    events = played(FILE, trace(vertex("[build 4/6] RUN --mount=type=cache,target=/c     make", at=0)))
    assert of(StepStarted, events)[0].step.end_line == 9


def test_the_second_half_of_a_link_is_the_engines_own():
    text = "FROM scratch\nCOPY --link a b\n"
    copy, link = "[1/1] COPY --link a b", "[1/1] LINK COPY --link a b"
    events = played(text, trace(vertex(copy, at=0), vertex(link, inputs=[copy], at=1)))
    assert [(e.step.line, e.step.is_engines_own) for e in of(StepStarted, events)] == [
        (2, False),
        (None, True),
    ]


TWINS = """\
FROM node:18 AS one
WORKDIR /app
RUN make
FROM docker.io/library/node:18 AS two
WORKDIR /app
RUN make
FROM two
COPY --from=one /a /a
COPY --from=two /b /b
FROM node:18 AS left-out
WORKDIR /app
"""
BASE = "[one 1/3] FROM docker.io/library/node:18"
DIR, MAKE = "[one 2/3] WORKDIR /app", "[one 3/3] RUN make"


def shared(text, target, *parts):
    return {e.step_id: e.places for e in of(StepShared, played(text, trace(*parts), target=target))}


def test_a_stage_that_equals_another_shares_all_its_steps():
    graph = (
        vertex(BASE, at=0),
        vertex(DIR, inputs=[BASE], at=1),
        vertex(MAKE, inputs=[DIR], at=2),
        vertex("[stage-2 1/2] COPY --from=one /a /a", inputs=[MAKE], at=3),
    )
    assert shared(TWINS, "2", *graph) == {
        digest_of(BASE): ((1, 4),),
        digest_of(DIR): ((1, 5),),
        digest_of(MAKE): ((1, 6),),
    }


def test_equal_words_behind_other_steps_are_not_shared():
    text = "FROM a AS x\nRUN make\nFROM b AS y\nRUN make\nFROM x\nCOPY --from=y /a /a\n"
    a, b = "[x 1/2] FROM docker.io/library/a", "[y 1/2] FROM docker.io/library/b"
    x, y = "[x 2/2] RUN make", "[y 2/2] RUN make"
    graph = (vertex(a, at=0), vertex(b, at=0), vertex(x, inputs=[a], at=1), vertex(y, inputs=[b], at=1))
    assert shared(text, "", *graph) == {}
    assert shared(text, "", *graph[:3]) == {}


def test_steps_of_stages_from_scratch_are_shared():
    text = "FROM scratch AS x\nCOPY a /a\nFROM scratch AS y\nCOPY a /a\nFROM x\nCOPY --from=y /a /b\n"
    name = "[x 1/1] COPY a /a"
    assert shared(text, "", vertex(name, at=0)) == {digest_of(name): ((1, 4),)}


def test_a_vertex_is_told_once_however_often_it_is_sent():
    run = [
        trace(vertex(RUN)),
        trace(vertex(RUN, at=1)),
        trace(vertex(RUN, at=1)),
        trace(vertex(RUN, at=1, until=3), vertex(RUN, at=1, until=3)),
        trace(vertex(RUN, at=4)),
        trace(vertex(RUN, at=4, until=5, cached=True)),
    ]
    events = played(ONE, *run, IMAGE)
    # the step has no inputs: it is done when the build ends, and the pause does not count
    (cached,) = of(StepCached, events)
    assert [type(e) for e in events] == [StepStarted, StepCached, ImageBuilt]
    assert cached.at == pytest.approx(4.0)


def test_pauses_do_not_count():
    after = "[internal] next"
    events = played(
        ONE,
        trace(vertex(RUN, at=0)),
        trace(vertex(RUN, at=0, until=1)),
        trace(vertex(RUN, at=5)),
        trace(vertex(RUN, at=5, until=7)),
        trace(vertex(after, at=8)),
    )
    (done,) = of(StepDone, events)
    assert (done.seconds, done.at) == (pytest.approx(3), pytest.approx(7))


def test_a_source_that_stays_quiet_is_done_before_what_needs_it_begins():
    base, run = "[1/2] FROM a", "[2/2] RUN one"
    text = "FROM a\nRUN one\n"
    events = played(
        text,
        trace(vertex(base), vertex(run, inputs=[base])),
        trace(vertex(base, at=0, until=0.1)),
        trace(vertex("[internal] other", at=0.2)),
        trace(vertex("[internal] other", at=0.2, until=2)),
    )
    assert [e.step_id for e in of(StepCached, events)] == [digest_of(base)]  # the base image was here


@pytest.mark.parametrize(
    ("at", "until"), [(5, 1), (5, 10**10), (-(10**9), 5), (None, 5), (0, 10**12), (10**11, 10**11)]
)
def test_a_clock_that_goes_wrong_does_no_harm(at, until):
    child = "[internal] child"
    events = played(
        ONE,
        trace(vertex("[internal] first", at=0)),
        trace(vertex(RUN, at=at)),
        trace(vertex(RUN, at=at, until=until)),
        trace(vertex(child, inputs=[RUN], at=6)),
    )
    (done,) = (e for e in of(StepDone, events) if e.step_id == digest_of(RUN))
    began = next(e for e in of(StepStarted, events) if e.step.id == digest_of(RUN))
    assert 0 <= began.at <= done.at < 100
    assert 0 <= done.seconds < 100


def printed(*messages):
    events = played(ONE, trace(vertex(RUN, at=0)), *messages, IMAGE)
    return [line for e in of(LogLines, events) for line in e.lines]


def test_bytes_may_be_split_anywhere():
    data = "grün\r\n10%\r20%\r100%\n\x1b[31mred\x1b[0m ünd\ttab".encode()
    one_by_one = [trace(log(RUN, data[i : i + 1])) for i in range(len(data))]
    assert printed(*one_by_one) == printed(trace(log(RUN, data))) == ["grün", "100%", "red ünd\ttab"]


def test_the_two_streams_do_not_mix():
    parts = [
        trace(log(RUN, b"a", 1)),
        trace(log(RUN, b"\xc3", 2)),
        trace(log(RUN, b"b\n", 1)),
        trace(log(RUN, b"\xa4\n", 2)),
    ]
    assert printed(*parts) == ["ab", "ä"]


def test_output_comes_in_batches_and_before_the_end_of_its_step():
    data = b"".join(b"%d\n" % n for n in range(120)) + b"rest"
    child = "[internal] child"
    events = played(
        ONE, trace(vertex(RUN, at=0, until=1), log(RUN, data)), trace(vertex(child, inputs=[RUN], at=2))
    )
    assert [len(e.lines) for e in of(LogLines, events)] == [50, 50, 20, 1]
    assert max(n for n, e in enumerate(events) if isinstance(e, LogLines)) < next(
        n for n, e in enumerate(events) if isinstance(e, StepDone)
    )


def test_a_line_without_end_is_kept_short():
    stream = BuildKitStream(parse(ONE), lambda: 0.0)
    messages = [trace(vertex(RUN, at=0)), *[trace(log(RUN, b"x" * 10_000))] * 50, trace(log(RUN, b"\n"))]
    said = [line for e in of(LogLines, stream.events(messages)) for line in e.lines]
    assert [len(line) for line in said] == [400]


def test_output_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(stream_module, "OUTPUT_LIMIT", 10_000)
    with pytest.raises(OutputLimit):
        played(ONE, trace(vertex(RUN, at=0)), *[trace(log(RUN, b"y\n" * 1000))] * 20)


def test_output_of_a_step_that_has_no_name_is_dropped():
    assert [e for e in played(ONE, trace(log("unknown", b"x\n"))) if isinstance(e, LogLines)] == []


def ended(text, *messages, **settings):
    events = played(text, *messages, **settings)
    assert isinstance(events[-1], BuildFailed)
    assert len(of(BuildFailed, events)) == 1
    return events[-1].failure


EXIT = 'process "/bin/sh -c one" did not complete successfully: exit code: 7'


def test_cancelled_siblings_are_not_the_cause():
    other = "[internal] sibling"
    events = played(
        ONE,
        trace(vertex(other, at=0), vertex(RUN, at=0), log(RUN, b"last words")),
        trace(vertex(other, at=0, until=1, error="context canceled: context canceled")),
        trace(vertex(RUN, at=0, until=1, error=EXIT)),
        failed("failed to solve: Canceled: context canceled"),
    )
    assert [e.step_id for e in of(StepFailed, events)] == [digest_of(RUN)]
    failure = events[-1].failure
    assert (failure.kind, failure.exit_code, failure.step.line) == ("run_failed", 7, 2)
    assert failure.log_tail == ("last words",)
    assert failure.message == EXIT


def test_the_step_whose_words_the_end_repeats_is_the_cause():
    other = "[internal] load metadata for docker.io/library/x:1"
    failure = ended(
        ONE,
        trace(vertex(other, at=0, until=1, error="something else"), vertex(RUN, at=0, until=1, error=EXIT)),
        failed(f"failed to solve: {EXIT}"),
    )
    assert failure.step.id == digest_of(RUN)


def test_a_build_that_was_cancelled_says_so():
    failure = ended(ONE, trace(vertex(RUN, at=0)), failed("context canceled"))
    assert (failure.kind, failure.step) == ("cancelled", None)


ASKING = """\
# syntax=docker/dockerfile:1.9
FROM node:18-alpine AS build
RUN --mount=type=bind,from=docker.io/library/tools,target=/t make
FROM nginx
COPY --from=builder /a /b
"""
NO_HOST = 'failed to do request: Head "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host'


@pytest.mark.parametrize(
    ("name", "line", "text"),
    [
        ("[internal] load metadata for docker.io/library/node:18-alpine", 2, "FROM node:18-alpine AS build"),
        ("[linux/amd64 internal] load metadata for docker.io/library/nginx:latest", 4, "FROM nginx"),
        ("[internal] load metadata for docker.io/library/builder:latest", 5, "COPY --from=builder /a /b"),
        ("FROM docker.io/library/builder:latest", 5, "COPY --from=builder /a /b"),
        ("docker-image://docker.io/library/tools:latest", 3, "RUN --mount"),
        ("resolve image config for docker.io/docker/dockerfile:1.9", 1, "# syntax"),
        ("resolve image config for docker-image://docker.io/docker/dockerfile:1.9", 1, "# syntax"),
        ("docker-image://docker.io/docker/dockerfile:1.9@sha256:" + "a" * 64, 1, "# syntax"),
        ("[internal] load metadata for docker.io/library/unknown:1", None, "[internal]"),
    ],
)
def test_a_question_to_a_registry_that_fails_has_the_line_that_asks(name, line, text):
    events = played(
        ASKING, trace(vertex(name, at=0, until=1, error=NO_HOST)), failed(f"failed to solve: {NO_HOST}")
    )
    failure = events[-1].failure
    assert (failure.kind, failure.step.line) == ("registry_unreachable", line)
    assert failure.step.name.startswith(text)
    assert failure.message == NO_HOST
    assert of(StepStarted, events)[0].step.is_engines_own


@pytest.mark.parametrize(
    ("words", "kind", "line"),
    [
        ("failed to solve with frontend dockerfile.v0: failed to create LLB definition: docker.io/library/builder:latest: not found", "missing_image", 5),
        ('failed to do request: Head "https://registry-1.docker.io/v2/library/node/manifests/18-alpine": dial tcp: i/o timeout', "registry_unreachable", 2),
        ("nginx: no match for platform in manifest: not found", "missing_image", 4),
        ("Dockerfile:3\n-----\n   2 |     \n   3 | >>> RUN\n-----\nERROR: failed to solve: whatever", "other", 3),
        ("whatever", "engine_trouble", None),
        ("dockerfile parse error on line 4: unknown instruction: X", "parse", 4),
        ("dockerfile parse error on line 400: unknown instruction: X", "parse", None),
        ("target stage nobody could not be found", "parse", None),
    ],
)  # fmt: skip
def test_an_error_without_a_step_has_the_line_that_it_speaks_of(words, kind, line):
    failure = ended(ASKING, failed(words))
    assert (failure.kind, failure.step.line if failure.step else None) == (kind, line)


def test_an_address_that_cannot_be_fetched_has_the_line_of_its_add():
    text = "FROM scratch\nADD https://nobody.invalid/x /x\n"
    name, words = "https://nobody.invalid/x", 'Get "https://nobody.invalid/x": dial tcp: no such host'
    failure = ended(
        text, trace(vertex(name, at=0, until=1, error=words)), failed(f"failed to load cache key: {words}")
    )
    assert (failure.kind, failure.step.line) == ("network_failed", 2)
    failure = ended(
        text,
        trace(vertex(name, at=0, until=1, error="invalid response status 404")),
        failed("invalid response status 404"),
    )
    assert (failure.kind, failure.step.line) == ("other", 2)


def test_a_secret_that_is_not_there_has_its_line():
    text = "FROM scratch\nRUN one\nRUN --mount=type=secret,id=token,required=true two\n"
    for words in ("failed to solve: secret token: not found", "secret token not found: not found"):
        failure = ended(text, failed(words))
        assert (failure.kind, failure.step.line) == ("other", 3)


def test_triggers_that_the_engine_does_not_count_are_those_of_the_base():
    text = "FROM a\nRUN echo mine\nCOPY $A /b\n"
    names = ["[2/3] RUN echo trigger", "[3/3] RUN echo mine", "[4/3] COPY x /b"]
    assert lines_of(text, *names)[:2] == [1, 2]


SENT = {"node:18-alpine": "multistage-tutor/base:0123", "nginx": "multistage-tutor/base:0456"}


def test_a_base_image_that_was_sent_instead_is_never_shown():
    sent = "docker.io/multistage-tutor/base:0123"
    meta = f"[internal] load metadata for {sent}"
    base = f"[build 1/2] FROM {sent}@sha256:" + "a" * 64
    words = f"{sent}: failed to resolve source metadata for {sent}: {sent}: not found"
    events = played(
        ASKING,
        trace(vertex(meta, at=0, until=1)),
        trace(vertex(base, at=1), status(base, f"resolve {sent}", 5, 10), warning(f"{sent} is old", 2, 2)),
        trace(vertex(base, at=1, until=2, error=words)),
        failed(f"Dockerfile:2\n---\n 2 | >>> FROM multistage-tutor/base:0123\n---\nfailed to solve: {words}"),
        substitutes=SENT,
    )
    assert "multistage-tutor" not in repr(events)
    assert [e.step.name for e in of(StepStarted, events)] == [
        "[internal] load metadata for node:18-alpine",
        "FROM node:18-alpine AS build",
    ]
    assert events[-1].failure.step.line == 2
    assert of(BuildWarning, events)[0].message == "node:18-alpine is old"


def test_an_address_does_not_show_it_either():
    words = 'failed to do request: Head "https://registry-1.docker.io/v2/multistage-tutor/base/manifests/0456": dial tcp: no such host'
    failure = ended(ASKING, failed(words), substitutes=SENT)
    assert failure.message == words.replace("multistage-tutor/base/manifests/0456", "nginx/manifests/latest")
    assert failure.step.line == 4


def test_the_metadata_of_a_sent_base_has_the_line_of_the_written_one():
    meta = "[internal] load metadata for docker.io/multistage-tutor/base:0456"
    failure = ended(
        ASKING,
        trace(vertex(meta, at=0, until=1, error="x: not found")),
        failed("x: not found"),
        substitutes=SENT,
    )
    assert failure.step.line == 4


def test_a_trouble_of_the_engine_before_the_first_instruction_is_not_the_learners():
    name = "[internal] load build context"
    failure = ended(ONE, trace(vertex(name, at=0, until=1, error="oops")), failed("oops"))
    assert failure.kind == "engine_trouble"


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("dd: error writing '/big': No space left on device", "disk_full"),
        ("npm error code ECONNRESET", "network_failed"),
        ("npm error code ERESOLVE", "run_failed"),
    ],
)
def test_a_full_disk_or_a_lost_network_in_a_command_is_not_the_learners_fault(printed, kind):
    failure = ended(
        ONE, trace(vertex(RUN, at=0, until=1, error=EXIT), log(RUN, printed.encode())), failed(EXIT)
    )
    assert (failure.kind, failure.exit_code) == (kind, 7)


def test_a_build_that_is_stopped_names_the_step_that_runs_longest():
    text = "FROM a AS x\nRUN one\nFROM b\nRUN two\nCOPY --from=x /a /a\n"
    one, two = "[x 2/2] RUN one", "[stage-1 2/3] RUN two"
    stream = BuildKitStream(parse(text), lambda: 0.0)
    begun = list(stream.events([trace(vertex(one, at=0), vertex(two, at=1)), trace(log(two, b"tick\ntick"))]))
    assert not stream.ended
    assert (stream.step.line, list(stream.tail)) == (2, [])
    events = [*begun, *stream.fail("time_limit", "too long")]
    assert (events[-1].failure.kind, events[-1].failure.step.line) == ("time_limit", 2)
    assert [e.step_id for e in of(StepFailed, events)] == [digest_of(one)]
    assert [line for e in of(LogLines, events) for line in e.lines] == ["tick", "tick"]
    assert list(stream.fail("other", "again")) == []


def test_a_build_that_printed_too_much_names_the_step_that_printed():
    text = "FROM a AS x\nRUN one\nFROM b\nRUN two\nCOPY --from=x /a /a\n"
    one, two = "[x 2/2] RUN one", "[stage-1 2/3] RUN two"
    stream = BuildKitStream(parse(text), lambda: 0.0)
    list(stream.events([trace(vertex(one, at=0), vertex(two, at=1), log(two, b"tick\n"))]))
    failure = list(stream.fail("output_limit", "too much"))[-1].failure
    assert (failure.step.line, failure.log_tail) == (4, ("tick",))


def test_a_stream_that_breaks_off_has_no_end():
    stream = BuildKitStream(parse(ONE), lambda: 0.0)
    assert not of(ImageBuilt, stream.events([trace(vertex(RUN, at=0))]))
    assert not stream.ended


def test_an_error_behind_the_image_counts():
    assert ended(ONE, IMAGE, failed("no space left on device")).kind == "disk_full"


def test_nothing_is_read_behind_the_end():
    assert len(played(ONE, failed("no space left on device"), failed("x"), IMAGE)) == 1


def test_the_context_is_progress_that_people_can_read():
    context, file, ignore = (
        "[internal] load build context",
        "[internal] load build definition from Dockerfile",
        "[internal] load .dockerignore",
    )
    events = played(
        ONE,
        trace(vertex(context, at=0), vertex(file, at=0), vertex(ignore, at=0)),
        trace(status(context, "transferring context:", 100), status(file, "transferring dockerfile:", 7)),
        trace(status(ignore, "transferring context:", 2, until=1), status(context, "transferring context:", 100)),
        trace(status(context, "transferring context:", 300, until=2), status("unknown", "sha256:" + "a" * 64, 1)),
    )  # fmt: skip
    assert [(p.label, p.current, p.total, p.done) for p in of(Progress, events)] == [
        ("sending the context", 100, None, False),
        ("loading the Dockerfile", 7, None, False),
        ("loading .dockerignore", 2, None, True),
        ("sending the context", 300, None, True),
    ]


def test_warnings_have_their_lines_and_come_once():
    advice = warning("JSONArgsRecommended: x", 2, 9, "https://docs.example/", ["long", "words"])
    events = played(ONE, trace(advice), trace(advice, warning("elsewhere", 99, 99, "javascript:x")))
    assert events == [
        BuildWarning("JSONArgsRecommended: x", "long words", "https://docs.example/", 2, 2),
        BuildWarning("elsewhere"),
    ]


SEPARATORS = "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"
"""What Python takes for ends of lines, and no engine."""


def test_lines_are_those_of_the_engine():
    text = f"FROM a\nRUN x {SEPARATORS} # y\n# {SEPARATORS}\n\n# last\n"
    assert [
        w.line for w in of(BuildWarning, played(text, trace(warning("x", 5, 5), warning("y", 6, 6))))
    ] == [5, None]
    end = played(text, failed("dockerfile parse error line 5: oops"))[-1].failure
    assert (end.step.line, end.step.name) == (5, "# last")


def test_a_syntax_directive_ends_with_its_line():
    text = f"# escape=\\ {SEPARATORS}\n# syntax=docker/dockerfile:9\nFROM a\n"
    assert step_map.syntax_directive(text).line == 2
    assert step_map.syntax_directive("# escape=\\\u2028# syntax=docker/dockerfile:9\nFROM a\n") is None


def test_hostile_text_is_harmless_everywhere():
    evil = "\x1b[31m\x1b]0;title\x07[bold]\u202ex\x00"
    name = f"[internal] load {evil}"
    events = played(
        ONE,
        trace(vertex(name, at=0), log(name, evil.encode() + b"\n"), status(name, evil, 3), warning(evil, 1, 1, f"https://{evil}", [evil])),
        trace(vertex(name, at=0, until=1, error=evil)),
        failed(f"{evil} unknown instruction: {evil}"),
    )  # fmt: skip
    assert len(events) == 6
    assert not {"\\x1b", "\\x07", "\\x00", "\\u202e"} & {
        c for c in ("\\x1b", "\\x07", "\\x00", "\\u202e") if c in repr(events)
    }
