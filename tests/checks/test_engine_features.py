"""What an engine is too old for, and what it cannot pull, is never the learner's failure; what is mistyped is."""

import pytest

from tests.labs import a_lab
from tutor.checks import make
from tutor.checks.engine_features import missing_feature
from tutor.checks.evidence import Evidence
from tutor.checks.text import mistyped_base
from tutor.diagnosis import diagnose
from tutor.dockerfile import parse, quick_check
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.engine.failure import classify
from tutor.model.course import CheckSpec
from tutor.model.outcome import Status

FILE = """\
# syntax=docker/dockerfile:1
FROM node:18 AS build
RUN --mount=type=cache,target=/c make
COPY --link --chmod=755 a b
COPY <<EOF /etc/x
RUN nothing
apk add y
EOF
FROM nginx
COPY --from=builder /a /a
ADD --checksum=sha256:aa https://example/x /x
"""


def evidence(message, line=None, text=FILE, name="", kind=None):
    dockerfile = parse(text)
    step = BuildStep("s", name or f"line {line}", "", line) if line else None
    failure = BuildFailure(kind or classify(message), message, step)
    return Evidence(
        a_lab(), text=text, dockerfile=dockerfile, problems=quick_check(dockerfile), failure=failure
    )


def outcome(found):
    return make(CheckSpec("builds", "builds", "Builds", {})).run(found)


@pytest.mark.parametrize(
    ("message", "line", "words"),
    [
        ("the --mount option requires BuildKit. Refer to https://x to learn", 3, ["`--mount`", "classic builder", "20.10"]),
        ("the --chmod option requires BuildKit. Refer to https://x to learn", 4, ["`--chmod`", "classic builder", "20.10"]),
        ("the --link option requires BuildKit. Refer to https://x to learn", 4, ["`--link`", "classic builder", "23.0"]),
        ('failed to parse platform : "" is an invalid component of "": platform specifier', 2, ["`$BUILDPLATFORM`", "classic builder", "BuildKit"]),
        ("dockerfile parse error line 4: Unknown flag: link", 4, ["`--link`", "23.0"]),
        ("dockerfile parse error on line 4: unknown flag: --link", 4, ["`--link`", "23.0"]),
        ("dockerfile parse error line 3: unexpected key 'env' in 'env=TOKEN'", 3, ["`env=` in a `--mount`", "newer"]),
        ("dockerfile parse error line 11: Unknown flag: checksum", 11, ["`--checksum`", "newer"]),
        ("dockerfile parse error line 7: unknown instruction: APK", 7, ["here-document", "23.0", "BuildKit", "Podman"]),
        ("dockerfile parse error line 8: unknown instruction: EOF", 8, ["here-document", "23.0"]),
        ('building at STEP "APK add y": Build error: Unknown instruction: "APK"', None, ["here-document", "Podman"]),
        ('building at STEP "COPY --link": COPY only supports the --chmod=<permissions> --chown=<uid:gid> flags', 4, ["`--link`", "Podman", "23.0"]),
    ],
)  # fmt: skip
def test_what_the_engine_lacks_is_told_with_the_engines_that_have_it(message, line, words):
    found = outcome(evidence(message, line))
    assert found.status is Status.COULD_NOT_RUN
    assert all(word in found.because for word in words), found.because


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("dockerfile parse error line 3: Unknown flag: muont", 3),
        ("dockerfile parse error line 9: unknown instruction: FRM", 9),
        ("executor failed running [/bin/sh -c echo the --mounted option requires BuildKit]: exit code: 1", 3),
        ('"/--link": not found', 4),
        ("something nobody has seen", 3),
    ],
)
def test_a_slip_stays_the_learners(message, line):
    found = evidence(message, line)
    assert missing_feature(found) is None
    assert outcome(found).status is Status.FAILED


def test_a_parse_error_outside_a_here_document_is_none_of_it():
    text = "FROM a\nRUN <<EOF\nx\nEOF\nCOPI a b\n"
    assert (
        missing_feature(evidence("dockerfile parse error line 5: unknown instruction: COPI", 5, text)) is None
    )


def test_nothing_is_missing_without_a_failure():
    assert missing_feature(Evidence(a_lab())) is None


SYNTAX = "# syntax=docker/dockerfile:1"


@pytest.mark.parametrize("kind", ["registry_unreachable", "rate_limit"])
def test_a_frontend_that_cannot_be_pulled_is_not_the_learners_fault(kind):
    found = outcome(evidence("dial tcp: no such host", 1, name=SYNTAX, kind=kind))
    assert found.status is Status.COULD_NOT_RUN
    assert f"`{SYNTAX}`" in found.because
    assert "no such host" in found.because
    assert "left out" in found.because


def test_a_frontend_that_nobody_has_is_explained():
    found = evidence("docker/dockerfile:99: not found", 1, name=SYNTAX)
    told = outcome(found)
    assert told.status is Status.FAILED
    diagnosis = diagnose((told,), found)
    assert (diagnosis.id, diagnosis.line) == ("unknown-frontend", 1)
    assert "Leave the line out" in diagnosis.try_


UNKNOWN = [
    ("docker.io/library/builder:latest: failed to resolve source metadata for docker.io/library/builder:latest: pull access denied, repository does not exist or may require authorization", 10),
    ("failed to solve with frontend dockerfile.v0: failed to create LLB definition: docker.io/library/builder:latest: not found", 10),
    ('failed to do request: Head "https://registry-1.docker.io/v2/library/builder/manifests/latest": dial tcp: no such host', 10),
    ("invalid from flag value builder: pull access denied for builder, repository does not exist or may require 'docker login'", 10),
    ('building at STEP "COPY --from=builder /a /a": initializing source docker://builder:latest: reading manifest', 10),
]  # fmt: skip


@pytest.mark.parametrize(("message", "line"), UNKNOWN)
def test_an_unknown_stage_is_told_alike_on_every_engine(message, line):
    text = FILE.replace("FROM nginx", "FROM a AS deps\nFROM nginx").replace(
        "<<EOF /etc/x\nRUN nothing\napk add y\nEOF", "c d"
    )
    line = text.splitlines().index("COPY --from=builder /a /a") + 1
    found = evidence(message, line, text)
    told = outcome(found)
    assert told.status is Status.FAILED
    diagnosis = diagnose((told,), found)
    assert diagnosis.id == "unknown-stage"
    assert diagnosis.see == f"Line {line}: `builder` is not a stage in this file; yours: `build`, `deps`."
    assert diagnosis.try_ == "Write `--from=build`."


def test_a_number_of_a_stage_that_is_not_there_is_told():
    text = "FROM a AS build\nFROM b\nCOPY --from=9 /a /a\n"
    found = evidence("failed to create LLB definition: invalid stage index 9", 3, text)
    diagnosis = diagnose((outcome(found),), found)
    assert diagnosis.see == "Line 3 takes from stage number 9; above it stand: only 0."


UNREACHABLE = "failed to do request: Head: dial tcp: lookup registry-1.docker.io: no such host"


@pytest.mark.parametrize(
    ("base", "kind", "status"),
    [
        ("node:18-slim", "registry_unreachable", Status.COULD_NOT_RUN),
        ("docker.io/library/node:18-slim", "registry_unreachable", Status.COULD_NOT_RUN),
        ("node:18-alpin", "rate_limit", Status.COULD_NOT_RUN),
        ("nod:18-alpine", "registry_unreachable", Status.FAILED),
        ("ndoe:18-alpine", "rate_limit", Status.FAILED),
        ("node-js:18-alpine", "registry_unreachable", Status.COULD_NOT_RUN),
        ("node:20-alpine", "registry_unreachable", Status.COULD_NOT_RUN),
        ("docker.io/library/node:18-alpine", "registry_unreachable", Status.COULD_NOT_RUN),
        ("scratch:latest", "registry_unreachable", Status.FAILED),
        ("scratch:3", "rate_limit", Status.FAILED),
        ("scrach", "registry_unreachable", Status.FAILED),
        ("scratchpad", "registry_unreachable", Status.COULD_NOT_RUN),
        ("me/scratch:3", "registry_unreachable", Status.COULD_NOT_RUN),
    ],
)
def test_an_image_that_there_may_be_is_no_slip(base, kind, status):
    assert outcome(evidence(UNREACHABLE, 1, f"FROM {base}\n", kind=kind)).status is status


@pytest.mark.parametrize(
    ("base", "meant"), [("node:18-alpin", "node:18-alpine"), ("node:18-slim", None), ("node:18", None)]
)
def test_of_an_image_that_no_registry_has_the_slip_is_told(base, meant):
    found = mistyped_base(evidence("x", 1, f"FROM {base}\n", kind="missing_image"))
    assert found == ((base, meant) if meant else None)
