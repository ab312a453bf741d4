"""File systems of Debian releases, made with debootstrap from the mirror that this machine's apt uses."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_READY = ".test-engine-packages"
"""A file in a finished file system: the packages that were added to it."""


class CannotPrepare(Exception):
    """A file system cannot be made here; the text says why, and what to do."""


def check_machine() -> None:
    """Raise `CannotPrepare` unless this is Debian, and we are root."""
    if os.geteuid() != 0:
        raise CannotPrepare("this needs root: it makes file systems of Debian and starts engines in them")
    if shutil.which("apt-get") is None or not Path("/etc/debian_version").exists():
        raise CannotPrepare("this needs Debian: the engines come from its packages, by apt and debootstrap")
    if shutil.which("debootstrap") is None:
        print("installing debootstrap", flush=True)
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "debootstrap"], _environment())


def prepare(root: Path, suite: str, packages: Sequence[str]) -> None:
    """Make a file system of `suite` with `packages` at `root`, unless it is there; raises `CannotPrepare`."""
    ready = root / _READY
    have = set(ready.read_text().split()) if ready.exists() else set()
    if have >= set(packages):
        return
    if not have:
        shutil.rmtree(root, ignore_errors=True)
        root.parent.mkdir(parents=True, exist_ok=True)
        print(f"making a file system of Debian {suite}", flush=True)
        _run(["debootstrap", "--variant=minbase", suite, str(root), _mirror()], _environment())
        _take_over_settings(root)
    print(f"adding {', '.join(packages)}", flush=True)
    apt = ["chroot", str(root), "apt-get", "-qq", "-y", "--no-install-recommends"]
    _run([*apt, "update"], _environment())
    _run([*apt, "install", *packages], _environment())
    _run([*apt, "clean"], _environment())
    ready.write_text("\n".join(sorted(have | set(packages))))


def _mirror() -> str:
    """Return the address of the Debian mirror in apt's settings."""
    fields = ["--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian", "Label: Debian"]
    found = subprocess.run(["apt-get", "indextargets", *fields], capture_output=True, text=True, check=False)
    mirrors = found.stdout.split()
    if not mirrors:
        raise CannotPrepare("apt knows no Debian mirror here; run `apt-get update` and look at its sources")
    return mirrors[0]


def _take_over_settings(root: Path) -> None:
    """Let the new file system reach the network as this machine does, and start no services."""
    acquire = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True)
    (root / "etc/apt/apt.conf.d/99machine").write_text(acquire.stdout)
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    no_services = root / "usr/sbin/policy-rc.d"
    no_services.write_text("#!/bin/sh\nexit 101\n")
    no_services.chmod(0o755)


def _environment() -> dict[str, str]:
    proxy = subprocess.run(
        ["apt-config", "shell", "http_proxy", "Acquire::http::Proxy"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    more = {"http_proxy": proxy.partition("=")[2].strip("'")} if proxy else {}
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", **more}


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise CannotPrepare(f"`{' '.join(command)}` failed:\n{done.stdout[-2000:]}")
