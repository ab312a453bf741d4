"""The host's apt-get: it resolves dependencies, downloads packages and verifies them."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from tutor.bases.client import ClientFailed, run_client
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line

_QUIET = ("-q", "-o", "APT::Sandbox::User=root")
_FILE = re.compile(r"^'[^']+' (?P<file>(?P<name>[a-z0-9][a-z0-9+.-]*)_[^/\s]+\.deb) \d+ ", re.MULTILINE)
"""A line of `--print-uris`: address, file name, size, checksum."""
_ABSENT = re.compile(
    r"Unable to locate package (\S+)|Package '?([^\s']+)'? has no installation candidate"
    r"|Couldn't find any package by (?:glob|regex) '([^']+)'"
)


class Apt:
    """Asks apt-get for files; they come into `folder`, and the system stays as it is."""

    def __init__(self, folder: Path, architecture: str, cancel: Cancel) -> None:
        self._folder, self._cancel = folder, cancel
        self._lists: list[str] = []
        """Options that name package lists of our own, once the system's have not been enough."""
        self._check(architecture)

    def download(self, names: Sequence[str]) -> None:
        """Download these packages as they would be installed here."""
        self._ask("download", names)

    def download_anew(self, names: Sequence[str]) -> None:
        """Download these packages as they would be installed on an empty system."""
        self._ask("download", [*self._empty_system(), *names])

    def closure(self, roots: Sequence[str]) -> dict[str, str]:
        """Return the .deb file names, by package, of all that an empty system needs for `roots`."""
        options = ["--print-uris", "--yes", "--no-install-recommends", "-o", "APT::Install-Suggests=false"]
        printed = self._ask("install", [*options, *self._empty_system(), *roots])
        return {match["name"]: match["file"] for match in _FILE.finditer(printed)}

    def _check(self, architecture: str) -> None:
        for tool in ("apt-get", "dpkg"):
            if shutil.which(tool) is None:
                raise EngineTrouble(
                    f"{tool} is not on this machine, and stand-ins are made of Debian or Ubuntu packages."
                )
        here = run_client(["dpkg", "--print-architecture"], self._cancel, folder=self._folder).strip()
        if here != architecture:
            raise EngineTrouble(
                f"The engine needs {architecture} packages, and this machine's apt-get brings {here} packages."
            )

    def _ask(self, command: str, arguments: Sequence[str]) -> str:
        """Ask with the lists that are there; if that fails, with fresh lists of our own."""
        if not self._lists:
            try:
                return self._run([command, *_QUIET, *arguments])
            except ClientFailed:
                self._lists = _own_lists(self._folder / "apt")
                self._run(["update", *_QUIET, *self._lists])
        try:
            return self._run([command, *_QUIET, *self._lists, *arguments])
        except ClientFailed as e:
            absent = _ABSENT.search(e.message)
            if absent is None:
                raise
            name = clean_line(next(filter(None, absent.groups())), 60)
            raise EngineTrouble(
                f"the package {name} is not among the packages of this machine's system, {_system()}.",
                f"Make the stand-in on a release of Debian or Ubuntu that has {name}.",
            ) from None

    def _run(self, arguments: Sequence[str]) -> str:
        return run_client(["apt-get", *arguments], self._cancel, folder=self._folder)

    def _empty_system(self) -> list[str]:
        """Return options under which nothing is installed yet, and nothing of the system is touched."""
        cache, status = self._folder / "cache", self._folder / "status"
        (cache / "archives/partial").mkdir(parents=True, exist_ok=True)
        status.touch()
        options = (f"Dir::State::status={status}", f"Dir::Cache={cache}", "Debug::NoLocking=1")
        return [word for option in options for word in ("-o", option)]


def check_release(codename: str) -> None:
    """Raise `EngineTrouble` if this machine's system is not the release of Debian that is asked for."""
    if codename and _os_release().get("VERSION_CODENAME") != codename:
        raise EngineTrouble(
            f"it would be made of the packages of Debian's release {codename}, and this machine's system is {_system()}.",
            f"Make the stand-in on a machine with Debian's release {codename}.",
        )


def _own_lists(folder: Path) -> list[str]:
    """Return options that let apt-get keep its lists in `folder`, for any user, without touching the system's."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    return ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}"]


def _system() -> str:
    """Return what this machine's system calls itself."""
    return clean_line(_os_release().get("PRETTY_NAME", ""), 60) or "one without a name"


def _os_release() -> dict[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
