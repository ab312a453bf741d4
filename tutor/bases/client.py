"""Run a package client (apt-get, npm, pip) so that it can be stopped, and tell its failure in plain words."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line

_POLL = 0.05
_CHATTER = re.compile(
    r"^\s*(?:W:|N:|npm warn|npm notice|WARNING:|DEPRECATION:|\[notice\]|Get:\d|Fetched\b|$)", re.I
)
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")


class ClientFailed(EngineTrouble):
    """A package client ended with an error, took too long, or is not there."""


def run_client(
    command: Sequence[str],
    cancel: Cancel,
    *,
    folder: Path,
    seconds: float = 600.0,
    extra: Mapping[str, str] | None = None,
) -> str:
    """Run `command` in `folder`, with the variables of `extra` added; return what it printed.

    Raises `ClientFailed` with the client's last words; it is stopped with all that it started on cancel, or when
    `seconds` are over.
    """
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(extra or {})}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                list(command),
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as e:
            raise ClientFailed(f"`{_name(command)}` cannot be run: {e.strerror}.") from None
        code = _wait(process, command, cancel, seconds)
        output.seek(0)
        errors.seek(0)
        printed, said = (f.read(1 << 20).decode("utf-8", "replace") for f in (output, errors))
    if code:
        raise ClientFailed(f"`{_name(command)}` failed: {last_words(said or printed)}")
    return printed


def last_words(text: str) -> str:
    """Return the last lines that say something, as one harmless line without passwords."""
    lines = [line for line in text.splitlines() if not _CHATTER.match(line)]
    lines = [line for line in lines if "complete log of this run" not in line.lower()]
    return _PASSWORD.sub("", clean_line(" ".join(lines[-3:]), 300)) or "it did not say why"


def _wait(process: subprocess.Popen[bytes], command: Sequence[str], cancel: Cancel, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_POLL)
            if cancel.thrown:
                raise EngineTrouble("Making the base image was cancelled.", "Start again when you like.")
            if time.monotonic() > deadline:
                raise ClientFailed(
                    f"`{_name(command)}` took longer than {seconds:.0f} seconds and was stopped."
                )
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the client and what it started, if it still runs."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _name(command: Sequence[str]) -> str:
    """Return how people call the client: `npm pack`, `apt-get download`, `pip download`."""
    words = list(command)
    if "-m" in words:
        words = words[words.index("-m") + 1 :]
    words = [Path(w).name for w in words if not w.endswith(".js")][:2]
    return clean_line(" ".join(w for w in words if not w.startswith("-")), 60)
