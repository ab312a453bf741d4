"""An engine of the tutor's own: a dockerd with its own data, socket, pid file and log."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.engine.bridge import add_bridge, remove_bridge
from tutor.errors import EngineTrouble, NoEngine
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine

Notify = Callable[[str], None]
_RUN = Path("/run")
"""Where sockets, process ids and locks of running engines lie; only root can write there."""
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_INSTALL = (
    ("apt-get", "update"),
    ("apt-get", "install", "-y", "--no-install-recommends", "docker.io", "iptables", "ca-certificates"),
)
_PATIENCE = ("-o", "DPkg::Lock::Timeout=120")
"""Wait for another apt that holds the lock, as a fresh machine's own updates do."""


class PrivateEngine:
    """The one private engine of a state folder; `up` starts it, `down` stops exactly that one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runtime = _runtime_dir(folder)
        self.socket = self.runtime / "docker.sock"
        self.log = folder / "dockerd.log"
        self._pid_file = self.runtime / "dockerd.pid"
        self.bridge = f"tutor-{self.runtime.name[-8:]}"
        """The name of its network bridge."""

    @property
    def pid(self) -> int | None:
        """Return the process id of the running private engine, or None."""
        try:
            pid = int(self._pid_file.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if str(self._pid_file).encode() in command.split(b"\0") else None

    def up(self, notify: Notify) -> DockerEngine:
        """Start it if it is not running; raises `EngineTrouble` with the reason if it does not come up."""
        if self.pid is not None:
            with suppress(NoEngine):
                return self._connect()
        dockerd = find_dockerd()
        if dockerd is None:
            raise NoEngine("No container engine is installed: there is no `dockerd`.", install_advice())
        if os.geteuid() != 0:
            raise EngineTrouble(
                "A private engine needs root, because dockerd does.",
                "Start your system's Docker (`sudo systemctl start docker`), or use rootless Docker or Podman.",
            )
        with self._alone():
            if self.pid is None:
                notify("starting a private container engine")
                with _no_other_starts():
                    self._begin(dockerd)
            return self._connect()

    def down(self, notify: Notify) -> bool:
        """Stop it; return whether it was running."""
        if self.pid is None:
            return False
        with self._alone():
            pid = self.pid
            if pid is not None:
                notify("stopping the private container engine")
                self._stop(pid)
                self._forget()
        return pid is not None

    def purge(self) -> None:
        """Remove all that the stopped engine kept: images, build cache, log."""
        with self._alone():
            if self.pid is not None:
                raise EngineTrouble(
                    "The private engine runs again.", "Stop it with `tutor engine down` first."
                )
            for path in (self.folder / "data", self.runtime):
                shutil.rmtree(path, ignore_errors=True)
            self.log.unlink(missing_ok=True)

    def _begin(self, dockerd: str) -> None:
        """Start dockerd and wait until it answers; it is stopped again if that fails, or somebody loses patience."""
        process = self._spawn(dockerd)
        try:
            self._wait(process)
        except BaseException:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            process.kill()
            self._forget()
            raise

    def _forget(self) -> None:
        """Remove what a stopped engine leaves on the machine."""
        remove_bridge(self.bridge)
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _stop(self, pid: int) -> None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while self._lives(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        if self._lives(pid):
            os.kill(pid, signal.SIGKILL)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time start or stop the engine; ends with the process that holds it, whatever happens."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("wb")
        except OSError as e:
            raise EngineTrouble(
                f"The engine's folder cannot be made: {e.strerror}: {e.filename}.",
                "Free some space, or set TUTOR_HOME to another folder.",
            ) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _spawn(self, dockerd: str) -> subprocess.Popen[bytes]:
        self.runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = self.log.open("wb")
        settings = self.folder / "daemon.json"
        settings.write_text("{}\n")  # the machine's own settings are for the machine's own engine
        command = [
            dockerd,
            *("--config-file", str(settings)),
            *(("--bridge", self.bridge) if add_bridge(self.bridge) else ()),
            *("--data-root", str(self.folder / "data"), "--exec-root", str(self.runtime / "exec")),
            *("--pidfile", str(self._pid_file), "--host", f"unix://{self.socket}"),
            *(
                "--containerd-namespace",
                "multistage-tutor",
                "--containerd-plugins-namespace",
                "multistage-tutor-plugins",
            ),
        ]
        with log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EngineTrouble(
                    f"The private engine stopped while starting: {self._last_words()}",
                    f"Its log is {self.log}.",
                )
            try:
                self._connect()
            except NoEngine:
                time.sleep(0.1)
            else:
                return
        raise EngineTrouble(
            f"The private engine did not answer within {_START_SECONDS:.0f} s.", f"Its log is {self.log}."
        )

    def _connect(self) -> DockerEngine:
        from tutor.engine.connect import open_engine  # brings the Docker SDK, 100 ms

        return open_engine(f"unix://{self.socket}")

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return "no log was written."
        telling = [
            line for line in lines if "level=" not in line or "level=fatal" in line or "level=error" in line
        ]
        return clean_line((telling or lines or ["nothing was logged."])[-1], 300)

    @staticmethod
    def _lives(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state != "Z"


@contextmanager
def _no_other_starts() -> Iterator[None]:
    """Let one engine of this machine start at a time: each takes addresses that nobody has yet, and two at once would take the same."""
    with (_RUN / "multistage-tutor.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_dockerd() -> str | None:
    """Return the path of dockerd, also where `PATH` leaves out the folders for system programs."""
    return shutil.which("dockerd") or shutil.which("dockerd", path="/usr/sbin:/sbin:/usr/local/sbin:/usr/bin")


def can_install() -> bool:
    """Return whether the distribution's engine can be installed here: Debian or Ubuntu, as root."""
    return (
        os.name == "posix"
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
        and _distribution() in ("debian", "ubuntu")
    )


def install(notify: Notify) -> None:
    """Install the distribution's `docker.io`; raises `EngineTrouble` with apt's last words if that fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in _INSTALL:
        notify(" ".join(command))
        done = subprocess.run(
            [*command, *_PATIENCE],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            words = clean_line((done.stderr or done.stdout).strip().rpartition("\n")[2], 300)
            raise EngineTrouble(
                f"`{' '.join(command[:2])}` failed: {words}",
                "Check the network and apt's sources, then repeat; or install an engine by hand.",
            )


def install_advice() -> str:
    """Return what to install on this system, exactly."""
    if _distribution() in ("debian", "ubuntu"):
        return "Install it as root with `apt-get install docker.io`, or let `tutor engine up --yes` do it."
    if Path("/etc/os-release").exists():
        return "Install your distribution's Docker (`dnf install moby-engine`, `pacman -S docker`, `apk add docker`) or Podman with its socket (`systemctl --user start podman.socket`)."
    return "Install Docker Desktop, OrbStack, Colima or Rancher Desktop, start it, and run `tutor` again."


def _distribution() -> str:
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition("=")[2].strip('"') for line in lines if line.startswith("ID=")), "")


def _runtime_dir(folder: Path) -> Path:
    """Return a short folder for sockets, because a socket's path may have 107 bytes only; only root can make it."""
    return _RUN / f"multistage-tutor-{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}"
