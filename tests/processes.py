"""What runs on this machine, for tests that must leave nothing; engine and tests share the machine."""

import os
import time
from pathlib import Path


def processes(words):
    """Return the command lines that have these words; those of test runs do not count, they may have been told it."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                command = Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            if words.encode() in command and b"pytest" not in command:
                found.append(command)
    return found


def wait_for(condition, seconds=60.0):
    """Wait until a condition holds; return whether it does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
