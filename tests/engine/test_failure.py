"""The engine's words, sorted: recorded from Docker 20.10, 26.1, 28.5 and Podman 4.3, 5.8."""

import pytest

from tutor.engine.build_events import FAILURE_KINDS, LEARNERS, OURS
from tutor.engine.failure import (
    classify,
    exit_code,
    given_up,
    is_cancelled,
    judged,
    line_number,
    outside_trouble,
    plain_words,
)

WORDS = {
    "The command '/bin/sh -c exit 3' returned a non-zero code: 3": "run_failed",
    'building at STEP "RUN exit 3": while running runtime: exit status 3': "run_failed",
    "COPY failed: file not found in build context or excluded by .dockerignore: stat missing.txt: file does not exist": "missing_file",
    "COPY failed: stat app/.nextt: file does not exist": "missing_file",
    'building at STEP "COPY missing.txt ./": checking on sources under "/x": copier: stat: "/missing.txt": no such file': "missing_file",
    "dockerfile parse error line 3: unknown instruction: RUNN": "parse",
    "pull access denied for builder, repository does not exist or may require 'docker login'": "missing_image",
    "manifest for node:99-alpine not found: manifest unknown: manifest unknown": "missing_image",
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host': "registry_unreachable",
    "toomanyrequests: You have reached your pull rate limit.": "rate_limit",
    "write /app/node_modules/x: no space left on device": "disk_full",
    "failed to create endpoint x on network bridge: could not find bridge docker0": "engine_trouble",
    "The command '/bin/sh -c apk add iptables' returned a non-zero code: 1": "run_failed",
    "The command '/bin/sh -c echo connection refused; false' returned a non-zero code: 1": "run_failed",
    "COPY failed: file not found in build context or excluded by .dockerignore: stat cgroup.txt: file does not exist": "missing_file",
    'building at STEP "RUN echo no such host": while running runtime: exit status 1': "run_failed",
    'building at STEP "COPY x509 ./": checking on sources under "/x": copier: stat: "/x509": no such file': "missing_file",
    "received unexpected HTTP status: 503 Service Unavailable": "registry_unreachable",
    "error getting credentials - err: exec: docker-credential-desktop: not found": "registry_unreachable",
    'Get "https://images.example/v2/": EOF': "registry_unreachable",
    "driver failed programming external connectivity on endpoint x: iptables failed": "engine_trouble",
    "something nobody has seen": "other",
    # BuildKit
    "executor failed running [/bin/sh -c exit 3]: exit code: 3": "run_failed",
    'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3': "run_failed",
    "executor failed running [/bin/sh -c echo no such host; exit 1]: exit code: 1": "run_failed",
    'process "/bin/sh -c echo \'\\" did not complete successfully: no space left on device\'" did not complete successfully: exit code: 1': "run_failed",
    'process "/bin/sh -c echo context canceled" did not complete successfully: exit code: 1': "run_failed",
    'process "/bin/sh -c sleep 9" did not complete successfully: exit code: 137: context canceled': "cancelled",
    'process "/bin/sh -c x" did not complete successfully: failed to create endpoint x on network bridge': "engine_trouble",
    'process "/bin/sh -c x" did not complete successfully: mkdir /y: no space left on device': "disk_full",
    'failed to compute cache key: "/missing.txt" not found: not found': "missing_file",
    'failed to compute cache key: failed to calculate checksum of ref a1::b2: "/x509/dial tcp": not found': "missing_file",
    '"/toomanyrequests": not found': "missing_file",
    "failed to compute cache key: failed to walk /var/lib/x/merged/cgroup: lstat /var/lib/x/merged/cgroup: no such file or directory": "missing_file",
    "failed to compute cache key: failed to copy: httpReadSeeker: failed open: failed to do request: Get x": "registry_unreachable",
    "failed to compute cache key: write /x: no space left on device": "disk_full",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 4: unknown instruction: RUNN": "parse",
    "dockerfile parse error on line 4: unknown instruction: X509 (did you mean RUN?)": "parse",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed": "missing_image",
    "docker.io/library/node:99: not found": "missing_image",
    "failed to solve: docker.io/library/x509:latest: failed to resolve source metadata for docker.io/library/x509:latest: docker.io/library/x509:latest: not found": "missing_image",
    'failed to resolve reference "docker.io/library/toomanyrequests:latest": pull access denied, repository does not exist or may require authorization': "missing_image",
    "pull access denied for toomanyrequests, repository does not exist or may require 'docker login'": "missing_image",
    'failed to do request: Head "https://registry-1.docker.io/v2/library/toomanyrequests/manifests/latest": dial tcp: lookup registry-1.docker.io: no such host': "registry_unreachable",
    "node:18: failed to resolve source metadata for docker.io/library/node:18: failed to authorize: failed to fetch anonymous token: unexpected status: 503 Service Unavailable": "registry_unreachable",
    "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry/v2/x/blobs/sha256:1: 429 Too Many Requests - Server message: toomanyrequests: limit": "rate_limit",
    "unexpected status from HEAD request to https://registry.example/v2/x509/manifests/1: 401 Unauthorized": "registry_unreachable",
    "no match for platform in manifest sha256:aa: not found": "missing_image",
    "node:18-alpine: no match for platform in manifest: not found": "missing_image",
    'failed to parse stage name "Node:18": invalid reference format: repository name must be lowercase': "missing_image",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: invalid stage index 9": "missing_image",
    "invalid from flag value dial: pull access denied for dial, repository does not exist": "missing_image",
    "circular dependency detected on stage: build": "parse",
    "target stage x509 could not be found": "parse",
    'cannot copy from stage "cgroup", it needs to be defined before current stage "x"': "parse",
    "secret x509: not found": "other",
    "secret tok not found: not found": "other",
    "lstat /var/lib/docker/tmp/buildkit-mount2130566825/src: no such file or directory": "missing_file",
    "failed to get edge: inconsistent graph state": "engine_trouble",
    "no active session for abc: context deadline exceeded": "engine_trouble",
    "Unknown flag: link": "parse",
    "failed to parse dockerignore: Error reading .dockerignore: bufio.Scanner: token too long": "parse",
    "error from sender: The build context cannot be read: dial tcp: Permission denied. Mend its permissions.": "other",
    'building at STEP "RUN echo : The build context cannot be read: x": while running runtime: exit status 3': "run_failed",
    "context canceled: context canceled": "cancelled",
    "failed to solve: Canceled: context canceled": "cancelled",
    "content digest sha256:ab: not found": "engine_trouble",
    "COPY --from=builder: no stage or image found with that name": "missing_image",
    "Dockerfile:12\n--------------------\n  11 |     \n  12 | >>> RUN echo no space left on device\n  13 |     \n--------------------\nERROR: failed to solve: something nobody has seen": "other",
}


@pytest.mark.parametrize(("words", "kind"), WORDS.items())
def test_words_have_a_kind(words, kind):
    assert classify(words) == kind


def test_every_kind_belongs_to_the_learner_or_to_us():
    assert not LEARNERS & OURS
    assert {*WORDS.values()} <= FAILURE_KINDS


def test_numbers_are_read():
    assert exit_code("returned a non-zero code: 127") == 127
    assert exit_code("exit status 3") == 3
    assert exit_code("The command '/bin/sh -c echo exit code 9; exit 2' returned a non-zero code: 2") == 2
    assert exit_code("nothing") is None
    assert exit_code("exit status " + "1" * 5000) is None
    assert line_number("dockerfile parse error line 12: unknown instruction: X") == 12
    assert line_number("dockerfile parse error on line 4: x") == 4
    assert line_number("nothing") is None
    assert line_number("Dockerfile:7\n---\n 7 | >>> X\n---\nx") == 7


def test_frames_are_taken_from_the_words():
    snippet = "Dockerfile:12\n-----\n  10 |     \n  12 | >>> RUN x\n-----\n"
    assert plain_words(f"{snippet}ERROR: failed to solve: oops") == "oops"
    assert plain_words(f"failed to solve: oops\n{snippet}") == "oops"
    assert plain_words("rpc error: code = Unknown desc = oops") == "oops"
    assert plain_words("") == ""


def test_paths_inside_the_engine_are_taken_from_the_words():
    words = "lstat /var/lib/docker/tmp/buildkit-mount213/src/x: no such file or directory"
    assert plain_words(words) == "lstat /src/x: no such file or directory"


@pytest.mark.parametrize(
    ("words", "cancelled"),
    [
        ("context canceled", True),
        ("context canceled: context canceled", True),
        ("rpc error: code = Canceled desc = context canceled", True),
        ('process "/bin/sh -c x" did not complete successfully: context canceled', True),
        ('process "/bin/sh -c echo : canceled" did not complete successfully: exit code: 1', False),
        ('"/canceled": not found', False),
        ("", False),
    ],
)
def test_a_cancelled_sibling_is_known(words, cancelled):
    assert is_cancelled(words) is cancelled


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["npm error code ENOSPC", "npm error nospc ENOSPC: no space left on device, write"], "disk_full"),
        (["watch failed: ENOSPC: System limit for number of file watchers reached"], None),
        (["npm error code ECONNREFUSED", "npm error connect ECONNREFUSED 10.1.2.3:443"], "network_failed"),
        (["npm error code ECONNREFUSED", "npm error connect ECONNREFUSED 127.0.0.1:9"], None),
        (["npm error code ECONNREFUSED", "npm error connect ECONNREFUSED ::1:9"], None),
        (["npm error connect ECONNREFUSED 127.0.0.1:9", "npm error code EAI_AGAIN"], "network_failed"),
    ],
)
def test_what_a_command_prints_tells_whose_trouble_it_is(lines, kind):
    found = outside_trouble(lines)
    assert (found[0] if found else None) == kind


GIVEN_UP = (
    "npm http fetch GET https://packages.example/x attempt 3 failed with SELF_SIGNED_CERT_IN_CHAIN",
    "npm error Exit handler never called!",
    "npm error     at Function.x",
)
NO_SPACE = (
    "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write",
    "",
    "added 333 packages in 41s",
)
"""What npm 11 prints on a full disk, with exit code 0."""


@pytest.mark.parametrize(
    ("before", "printed", "kind"),
    [
        (GIVEN_UP, "sh: next: not found", "network_failed"),
        (GIVEN_UP[:1], "Error: Cannot find module 'next'", "network_failed"),
        (NO_SPACE, "sh: next: not found", "disk_full"),
        ([NO_SPACE[0].replace("warn", "WARN")], "Error: Cannot find module 'next'", "disk_full"),
        (GIVEN_UP, "Type error: x is not a number", "run_failed"),
        (NO_SPACE, "Type error: x is not a number", "run_failed"),
        (("added 300 packages in 9s",), "sh: next: not found", "run_failed"),
    ],
)
def test_what_npm_left_out_for_want_of_network_or_space_is_not_the_learners_to_find(before, printed, kind):
    found, words = judged("run_failed", "exit code: 127", [printed], has_begun=True, earlier=given_up(before))
    assert found == kind
    assert ("npm" in words) == (kind != "run_failed")
