"""The program on a real terminal: it saves, leaves the terminal as it was, and ends with the right code."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

import pytest


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, home, rows=24, columns=80, lab="two-stages"):
        environment = {**os.environ, "TUTOR_HOME": str(home), "TERM": "xterm-256color"}
        environment["DOCKER_HOST"] = f"unix://{home}/no.sock"
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "tutor", "learn", lab], environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.output = b""

    def wait_for(self, condition, seconds=20.0):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.output[-2000:]
            self._read(0.05)

    def type(self, keys):
        os.write(self._fd, keys)

    def ended(self):
        """Return the exit code."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            self._read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._read(0.05)
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(self.output[-2000:])

    def _read(self, seconds):
        try:
            while select.select([self._fd], [], [], seconds)[0]:
                data = os.read(self._fd, 65536)
                self.output += data
                if not data:
                    return
        except OSError:
            return


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda t: t.type(b"\x11"), 0),
        (lambda t: os.kill(t.pid, signal.SIGTERM), 143),
        (lambda t: os.kill(t.pid, signal.SIGHUP), 129),
    ],
    ids=["ctrl+q", "terminate", "hang-up"],
)
def test_every_way_out_saves_and_gives_the_terminal_back(own_home, end, code):
    terminal = Terminal(own_home)
    dockerfile = own_home / "work" / "two-stages" / "Dockerfile"
    terminal.wait_for(lambda: b"saved" in terminal.output)
    terminal.type(b"#typed last")
    terminal.wait_for(lambda: b"typed last" in terminal.output.replace(b"\x1b[", b""))
    end(terminal)
    assert terminal.ended() == code
    assert dockerfile.read_text().startswith("#typed lastFROM")
    assert b"\x1b[?1049l" in terminal.output
    assert b"Traceback" not in terminal.output


def test_the_name_of_a_lab_with_parts_opens_the_part_that_is_left(own_home):
    terminal = Terminal(own_home, lab="repair-clinic")
    terminal.wait_for(lambda: b"lab 3a of" in terminal.output)
    terminal.type(b"\x11")
    assert terminal.ended() == 0
