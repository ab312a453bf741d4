"""One engine running in a file system of its own; what it mounts and starts ends with it, whatever happens."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.engines.kinds import DATA, RUN, Kind
from tutor.engine.bridge import add_bridge, remove_bridge
from tutor.engine.connect import open_engine
from tutor.engine.docker import DockerEngine
from tutor.errors import NoEngine

_START_SECONDS, _STOP_SECONDS = 60.0, 20.0

_INSIDE = f"""
set -e
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root{RUN}" "$root{DATA}"
mount --bind "$run" "$root{RUN}"
mount --bind "$data" "$root{DATA}"
cd "$root"
pivot_root . mnt
umount --lazy mnt
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 chroot . \\
  sh -c 'trap "kill -TERM \\$daemon" TERM; "$@" & daemon=$!; wait $daemon; wait $daemon' engine "$@"
"""
"""Run in namespaces for mounts and processes of its own: the shell is their first process and takes in orphans.

The file system becomes the root itself (`pivot_root`), because an engine does the same once more to unpack layers.
"""


class DidNotStart(Exception):
    """The engine did not come up; the text is the end of its log."""


class Daemon:
    """A context manager: the engine runs inside it."""

    def __init__(self, kind: Kind, root: Path, data: Path) -> None:
        mark = hashlib.sha256(f"{data}".encode()).hexdigest()[:8]
        self._kind, self._root, self._data = kind, root, data
        self._run = Path("/run") / f"multistage-tutor-{mark}"
        self._bridge = f"tutor-{mark}"
        self._subnet = f"10.{64 + int(mark[:2], 16) // 4}.{int(mark[2:4], 16)}"
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data.with_suffix(".log")
        self.address = f"unix://{self._run}/engine.sock"

    def __enter__(self) -> DockerEngine:
        self._data.parent.mkdir(parents=True, exist_ok=True)
        self._lock = self._data.with_suffix(".lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DidNotStart("Another run is using this engine.") from None
        try:
            return self._start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_error: object) -> None:
        if self._process is not None:
            self._end(self._process)
        remove_bridge(self._bridge)
        shutil.rmtree(self._run, ignore_errors=True)
        shutil.rmtree(self._data, ignore_errors=True)
        self._lock.close()

    def _start(self) -> DockerEngine:
        for folder in (self._run, self._data):  # a killed run leaves them behind, but nothing that runs
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        for path, content in self._kind.files:
            inside = path.startswith(RUN)
            file = self._run / Path(path).name if inside else self._root / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._filled(content))
        if self._kind.needs_bridge:
            add_bridge(self._bridge)
        with self.log.open("wb") as log:
            self._process = self._spawn(log.fileno())
        return self._wait(self._process)

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        names = {"root": self._root, "run": self._run, "data": self._data}
        script = "".join(f"{k}={shlex.quote(str(v))}\n" for k, v in names.items()) + _INSIDE
        own = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        command = [
            "setpriv",
            "--pdeathsig",
            "KILL",
            *own,
            "sh",
            "-c",
            script,
            "sh",
            *map(self._filled, self._kind.command),
        ]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def _wait(self, process: subprocess.Popen[bytes]) -> DockerEngine:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(NoEngine):
                return open_engine(self.address)
            time.sleep(0.1)
        raise DidNotStart("\n".join(self.log.read_text("utf-8", "replace").splitlines()[-15:]))

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Ask the engine to end; then kill the first process of its namespace, and with it all others."""
        for child in _children(process.pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        process.kill()
        process.wait()

    def _filled(self, text: str) -> str:
        return text.replace("{bridge}", self._bridge).replace("{subnet}", self._subnet)


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
