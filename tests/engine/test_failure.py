"""The engine's words, sorted: recorded from Docker 20.10, 26.1, 28.5 and Podman 4.3, 5.8."""

import pytest

from tutor.engine.failure import classify, exit_code, line_number
from tutor.engine.port import FAILURE_KINDS, LEARNERS, OURS

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
    assert line_number("dockerfile parse error line 12: unknown instruction: X") == 12
    assert line_number("dockerfile parse error on line 4: x") == 4
    assert line_number("nothing") is None
