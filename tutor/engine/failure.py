"""From the engine's own words to the kind of a build failure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DISK_FULL = r"no space left on device|disk quota exceeded|ENOSPC"
_STEP = re.compile(r'building at STEP ".*?": ', re.DOTALL)
"""What Podman puts before its words: the learner's own instruction, which says nothing about the failure."""
_COMMAND = re.compile(
    r"The command '.*' returned a non-zero code: \d+|.*while running runtime: exit status \d+", re.DOTALL
)
_FILE = re.compile(r"(?:COPY|ADD) failed\b|.*copier: stat|.*no items matching glob", re.DOTALL)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("disk_full", _DISK_FULL),
    ("rate_limit", r"toomanyrequests|pull rate limit|429 Too Many Requests"),
    (
        "missing_image",
        r"pull access denied|repository does not exist|manifest (?:for .* not found|unknown)|name unknown|not found: manifest",
    ),
    (
        "registry_unreachable",
        r"dial tcp|no such host|server misbehaving|connection refused|network is unreachable|i/o timeout|TLS handshake"
        r"|Client\.Timeout|x509|proxyconnect|error pinging|initializing source docker://|unexpected HTTP status"
        r"|deadline exceeded|name resolution|error getting credentials|unauthorized|\": EOF",
    ),
    (
        "engine_trouble",
        r"failed to create endpoint|network bridge|cgroup|cannot allocate memory|error creating overlay mount|input/output error"
        r"|read-only file system|failed to register layer|failed to mount|failed programming external connectivity|iptables|containerd|Cannot connect to the Docker daemon",
    ),
    (
        "missing_image",
        r"no such image|image not known|invalid from flag value|invalid reference format|invalid image",
    ),
    (
        "missing_file",
        r"COPY failed|ADD failed|no source files|file not found in build context|copier: stat|no items matching glob",
    ),
    (
        "run_failed",
        r"returned a non-zero code|exit status \d+|did not complete successfully|executor failed running",
    ),
    (
        "parse",
        r"dockerfile parse error|unknown instruction|Dockerfile parse|Syntax error|requires .* argument|Unknown flag",
    ),
)
_EXIT = re.compile(r"(?:non-zero code|exit status|exit code):? (\d+)")
_LINE = re.compile(r"(?:parse error (?:on )?line|on line|Dockerfile:)\s*:?(\d+)")


def classify(message: str) -> str:
    """Return the failure kind that a message of any engine speaks of, `other` if none is known.

    What a message quotes of the learner's instruction is not searched for words of ours.
    """
    if _COMMAND.fullmatch(message.strip()):
        return "run_failed"
    message = _STEP.sub("", message.strip())
    if _FILE.match(message):
        return "disk_full" if re.search(_DISK_FULL, message, re.IGNORECASE) else "missing_file"
    return next((kind for kind, pattern in _PATTERNS if re.search(pattern, message, re.IGNORECASE)), "other")


_OUTSIDE: tuple[tuple[str, str], ...] = (
    ("disk_full", _DISK_FULL),
    (
        "network_failed",
        r"npm (?:ERR!|error) .*(?:ENOTFOUND|EAI_AGAIN|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT"
        r"|SELF_SIGNED_CERT|UNABLE_TO_)",
    ),
)
"""What a command prints when not it, but the machine or the network is in the way."""


def outside_trouble(lines: Iterable[str]) -> tuple[str, str] | None:
    """Return the failure kind and the line that tells of it, if a command's last lines blame the disk or the network."""
    kept = list(lines)
    return next(
        ((kind, line) for kind, words in _OUTSIDE for line in kept if re.search(words, line, re.IGNORECASE)),
        None,
    )


def exit_code(message: str) -> int | None:
    """Return the exit code of a failed RUN, if the message tells it."""
    found = _EXIT.findall(message)  # the last one: the message quotes the command before it
    return int(found[-1]) if found else None


def line_number(message: str) -> int | None:
    """Return the Dockerfile line that a parse error names, if any."""
    found = _LINE.search(message)
    return int(found[1]) if found else None
