"""Git as a process that asks nothing, runs nothing of a repository, and ends when the tutor does."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tutor.errors import ContentProblem, TutorError
from tutor.packs.address import without_secrets
from tutor.packs.bounds import FIX
from tutor.safe_text import clean_line

_SECONDS = 600
"""After which a repository that does not come is given up."""
_SETTINGS = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "protocol.ext.allow=never", "gc.auto=0")
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_ALLOW_PROTOCOL": "https:http:ssh:file",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C.UTF-8",
}
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""What a hook that calls the tutor may have set, and what would lead Git to another repository."""


def start_git(
    arguments: list[str], *, asks: bool = False, errors: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start Git in a session of its own, where it has no terminal to ask on; with `asks`, its input is a pipe."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return subprocess.Popen(
        ["git", *settings, *arguments],
        stdin=subprocess.PIPE if asks else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**{k: v for k, v in os.environ.items() if k not in _FOREIGN}, **_ENVIRONMENT},
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End Git and all that it started; nothing happens if it has ended."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def run_git(arguments: list[str], grows: Path | None = None, most: int = 0) -> bytes:
    """Return what Git prints; it is ended when the folder `grows` holds more than `most` bytes."""
    with tempfile.TemporaryFile() as said:
        process = start_git(arguments, errors=said.fileno())
        deadline = time.monotonic() + _SECONDS
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    output = process.communicate(timeout=0.3)[0]
                    break
                if grows is not None and _bytes_in(grows) > most:
                    raise ContentProblem(f"The repository holds more than {most:,} bytes.", FIX)
                if time.monotonic() > deadline:
                    raise TutorError(
                        f"The repository did not come within {_SECONDS} seconds.", "Try again later."
                    )
        finally:
            stop(process)
        if process.returncode:
            said.seek(0)
            words = clean_line(without_secrets(said.read(8000).decode("utf-8", "replace")), 400)
            raise TutorError(
                f"Git could not get the repository: {words}", "Check the address and the network."
            )
    return output


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += Path(place, name).lstat().st_size
    return total
