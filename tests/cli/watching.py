"""A running `tutor watch`, as a user or a script meets it."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

WAITING = "waiting"


class Watching:
    """A process with its output so far; waits for what it prints."""

    def __init__(self, *options, host, home):
        self.file = Path(home) / "work" / "two-stages" / "Dockerfile"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tutor", "watch", "two-stages", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "DOCKER_HOST": host},
        )
        self.json = "--json" in options
        self.out, self.err = [], []
        self._condition = threading.Condition()
        self._readers = [
            threading.Thread(target=self._read, args=pair, daemon=True)
            for pair in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, lines):
        for line in stream:
            with self._condition:
                lines.append(line.rstrip("\n"))
                self._condition.notify_all()

    def until(self, condition, seconds=30.0):
        """Wait until the condition holds; return the seconds that took."""
        began = time.monotonic()
        with self._condition:
            met = self._condition.wait_for(condition, seconds)
        assert met, "\n".join(["this never happened", *self.out, *self.err])
        return time.monotonic() - began

    def until_checked(self, times, seconds=30.0):
        """Wait until it has checked so many times and waits again."""
        return self.until(
            lambda: self.count(WAITING) >= times and (not self.json or len(self.out) >= times), seconds
        )

    def count(self, words):
        """Return in how many lines of both outputs the words stand."""
        return sum(words in line for line in [*self.out, *self.err])

    @property
    def verdicts(self):
        """Return the JSON documents so far, one a line."""
        return [json.loads(line) for line in self.out]

    def save(self, text):
        """Save as most editors do: a new file in the place of the old."""
        new = self.file.with_name(".new")
        new.write_text(text)
        new.replace(self.file)

    def end(self, number, seconds=15.0):
        """Send a signal; return the exit code and the seconds until it had ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(seconds)
        took = time.monotonic() - began
        for reader in self._readers:
            reader.join(5)
        return self.process.returncode, took

    def kill(self):
        """End it in any case."""
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
