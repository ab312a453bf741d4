"""From the engine's own words to the kind of a build failure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_DISK_FULL = r"no space left on device|disk quota exceeded"
_FRAME = re.compile(
    r"(?:ERROR: |Error response from daemon: |failed to solve(?: with frontend \S+)?: "
    r"|failed to (?:create|build) LLB(?: definition)?: |rpc error: code = \w+ desc = )+"
)
"""What engines put before their words; it tells nothing."""
_SNIPPET = re.compile(r"^[^\s:]+:\d+\n-{3,}\n.*?^-{3,}$\n?", re.DOTALL | re.MULTILINE)
"""Lines of the file that newer engines show along with their words."""

_MOUNTED = re.compile(r"(?<= )/\S{1,200}?/buildkit-mount\d+(?=/)")
"""Where BuildKit looks at files for a moment; the path behind it is the one that people know."""
_STEP = re.compile(r'building at STEP ".*?": ', re.DOTALL)
"""What Podman puts before its words: the learner's own instruction, which says nothing about the failure."""
_PROCESS = re.compile(
    r'(?:process ".*" did not complete successfully|executor failed running \[.*\]): ', re.DOTALL
)
"""The same in BuildKit's words; the last one counts, because the command may quote them."""
_COMMAND = re.compile(
    r"The command '.*' returned a non-zero code: \d+|.*while running runtime: exit status \d+", re.DOTALL
)
_CACHE_KEY = r"(?:failed to compute cache key: )?(?:failed to calculate checksum of ref \S+: )?"
_FILE = re.compile(
    r"(?:COPY|ADD) failed\b|.*copier: stat|.*no items matching glob"
    rf'|{_CACHE_KEY}"[^\n]*":? not found(?:: not found)?$'
    rf"|{_CACHE_KEY}(?:failed to walk .*: )?lstat .*: (?:no such file or directory|not a directory)$",
    re.DOTALL,
)
_ABOUT_THE_FILE = re.compile(
    r"dockerfile parse error|unknown instruction|Syntax error - |circular dependency detected|cannot copy from stage"
    r"|target stage .* could not be found|failed to reach build target|base name \(.*\) should not be blank",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"(?:.*: )?The build context cannot be read: ", re.DOTALL)
"""Our own words about the learner's files; engines repeat them."""
_SECRET = re.compile(r"secret \S+ not found(?:: not found)?")
_CANCELLED = re.compile(r"(?:.*(?:: |= ))?(?:context )?cancell?ed", re.DOTALL)
_QUOTED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'"https?://[^"]*"'), '"URL"'),
    (re.compile(r"(?<!\S)https?://\S+"), "URL"),
    (re.compile(r"pull access denied for \S+,"), "pull access denied,"),
    (re.compile(r"manifest for \S+ not found"), "manifest unknown"),
    (re.compile(r"invalid from flag value \S+:"), "invalid from flag value:"),
    (re.compile(r'failed to parse stage name "[^"]*"'), "failed to parse stage name"),
    (re.compile(r"failed to resolve (?:source metadata for|reference) \S+: "), ""),
    (re.compile(r"(?:(?<=^)|(?<= ))\w[\w.-]*(?::\d+)?/[\w./:@-]+: "), ""),
)
"""The learner's names in the engine's words, and what is left of them."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("disk_full", _DISK_FULL),
    ("rate_limit", r"toomanyrequests|pull rate limit|429 Too Many Requests"),
    (
        "missing_image",
        r"pull access denied|repository does not exist|manifest (?:for .* not found|unknown)|name unknown|not found: manifest"
        r"|access to the resource is denied|insufficient_scope|no match for platform|404 Not Found|invalid stage index",
    ),
    (
        "engine_trouble",
        r"inconsistent graph state|no active sessions?|content digest \S+ not found|unknown blob",
    ),
    (
        "registry_unreachable",
        r"dial tcp|no such host|server misbehaving|connection refused|network is unreachable|i/o timeout|TLS handshake"
        r"|Client\.Timeout|x509|proxyconnect|error pinging|initializing source docker://|unexpected HTTP status"
        r"|deadline exceeded|name resolution|error getting credentials|unauthorized|\": EOF"
        r"|failed to do request|failed to authorize|failed to fetch \w+ token|unexpected status|403 Forbidden"
        r"|httpReadSeeker|connection reset by peer|no route to host|server gave HTTP response",
    ),
    (
        "engine_trouble",
        r"failed to create endpoint|error setting rlimit|network bridge|cgroup|cannot allocate memory|error creating overlay mount|input/output error"
        r"|read-only file system|failed to register layer|failed to mount|failed programming external connectivity|iptables|containerd|Cannot connect to the Docker daemon"
        r"|frontend grpc server closed|transport is closing|failed to prepare|context not found",
    ),
    (
        "missing_image",
        r"no such image|image not known|no stage or image found with that name|invalid from flag value|invalid reference format|invalid image",
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
        r"dockerfile parse error|unknown instruction|Dockerfile parse|Syntax error|requires .* argument|Unknown flag"
        r"|failed to parse platform|bufio\.Scanner: token too long",
    ),
    ("missing_image", r"(?:^|: )not found$"),
)
_LONGEST = 4000
"""Characters that are kept of each end of a message."""
_EXIT = re.compile(r"(?:non-zero code|exit status|exit code):? (\d{1,9})\b")
_LINE = re.compile(r"(?:parse error (?:on )?line|on line|Dockerfile:)\s*:?(\d{1,9})")


def error_of(message: Mapping[str, Any]) -> str | None:
    """Return the words of a stream's object that ends a build in failure; None if it is no such object."""
    if "error" not in message and "errorDetail" not in message:
        return None
    detail = message.get("errorDetail")
    words = detail.get("message") if isinstance(detail, Mapping) else ""
    return shortened(str(message.get("error") or words or "unknown error"))


def shortened(message: str) -> str:
    """Return a message without its middle if it is very long: what was run stands before what became of it."""
    too_long = len(message) > 2 * _LONGEST
    return f"{message[:_LONGEST]} ... {message[-_LONGEST:]}" if too_long else message


def plain_words(message: str) -> str:
    """Return an engine's words without what it frames them with: its own layers, lines of the file."""
    return _FRAME.sub("", _MOUNTED.sub("", _SNIPPET.sub("", message)).strip(), count=1).strip()


def classify(message: str) -> str:
    """Return the failure kind that a message of any engine speaks of, `other` if none is known.

    What a message quotes of the learner's instruction is not searched for words of ours.
    """
    message = plain_words(message)
    if _COMMAND.fullmatch(message):
        return "run_failed"
    process = _PROCESS.match(message)
    if process is not None:
        return _of_process(message[process.end() :])
    message = _STEP.sub("", message)
    if _CONTEXT.match(message):
        return "other"
    if _FILE.match(message):
        return "disk_full" if re.search(_DISK_FULL, message, re.IGNORECASE) else "missing_file"
    if _ABOUT_THE_FILE.match(message):
        return "parse"
    if _SECRET.fullmatch(message):
        return "other"
    if is_cancelled(message):
        return "cancelled"
    return _searched(message)


def _of_process(words: str) -> str:
    """Return what became of a RUN, from the words behind its command."""
    if is_cancelled(words):
        return "cancelled"
    return (
        "run_failed" if words.startswith("exit code: ") or _searched(words) == "other" else _searched(words)
    )


def _searched(message: str) -> str:
    for quoted, left in _QUOTED:
        message = quoted.sub(left, message)
    return next((kind for kind, pattern in _PATTERNS if re.search(pattern, message, re.IGNORECASE)), "other")


def is_cancelled(message: str) -> bool:
    """Return whether a step ended only because the build did."""
    words = plain_words(message)
    process = _PROCESS.match(words)
    return _CANCELLED.fullmatch(words, process.end() if process else 0) is not None


_NETWORK = r"ENOTFOUND|EAI_AGAIN|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|SELF_SIGNED_CERT|UNABLE_TO_"
_OUTSIDE: tuple[tuple[str, str], ...] = (
    ("disk_full", _DISK_FULL),
    ("network_failed", rf"npm (?:ERR!|error) .*(?:{_NETWORK})"),
)
"""What a command prints when not it, but the machine or the network is in the way."""
_OWN_ADDRESS = re.compile(r"ECONNREFUSED (?:127\.|\[?::1|localhost)", re.IGNORECASE)
"""Nobody listens in the build itself: an address that the learner wrote."""
_GIVEN_UP = re.compile(
    rf"npm (?:ERR!|error|http) .*(?:Exit handler never called|{_NETWORK})|npm warn .*(?:{_DISK_FULL})",
    re.IGNORECASE,
)
"""What npm prints when it leaves files out for want of a network or of space, and yet may end as if all were well."""
_LACKING = re.compile(r"\bnot found\b|cannot find (?:module|package)", re.IGNORECASE)


def outside_trouble(lines: Iterable[str]) -> tuple[str, str] | None:
    """Return the failure kind and the line that tells of it, if a command's last lines blame the disk or the network."""
    kept = list(lines)
    if any(_OWN_ADDRESS.search(line) for line in kept):
        kept = [line for line in kept if "ECONNREFUSED" not in line]
    return next(
        ((kind, line) for kind, words in _OUTSIDE for line in kept if re.search(words, line, re.IGNORECASE)),
        None,
    )


def given_up(lines: Iterable[str]) -> str:
    """Return the last line in which npm tells that the network or the disk kept files from it; empty if none does."""
    return next((line for line in reversed(tuple(lines)) if _GIVEN_UP.match(line)), "")


def judged(
    kind: str, message: str, tail: Iterable[str], *, has_begun: bool, earlier: str = ""
) -> tuple[str, str]:
    """Return the kind and the words of a failure, once it is known what the failing step printed.

    `earlier` is what npm told in a step before (`given_up`): what is not found now was left out then.
    `has_begun` tells whether an instruction of the learner's ran: what fails before without a name is not theirs, but for
    files of theirs that cannot be read.
    """
    if kind == "other" and not has_begun and not _CONTEXT.match(message):
        return "engine_trouble", message
    printed = tuple(tail)
    outside = outside_trouble(printed) if kind == "run_failed" else None
    if kind == "run_failed" and not outside and earlier and any(map(_LACKING.search, printed)):
        is_full = re.search(_DISK_FULL, earlier, re.IGNORECASE)
        outside = "disk_full" if is_full else "network_failed", earlier
    if outside:  # the engine tells only the command's exit code, the command tells why
        return outside[0], f"{message}\n{outside[1]}"
    return kind, message


def exit_code(message: str) -> int | None:
    """Return the exit code of a failed RUN, if the message tells it."""
    found = _EXIT.findall(message)  # the last one: the message quotes the command before it
    return int(found[-1]) if found else None


def line_number(message: str) -> int | None:
    """Return the Dockerfile line that a parse error names, if any."""
    found = _LINE.search(message)
    return int(found[1]) if found else None
