"""Packages as files: asked from apt-get, npm and pip, kept in the downloads folder, so that twice works offline."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tutor.bases.apt import Apt, check_release
from tutor.bases.closure import Closure
from tutor.bases.npm_client import npm_pack
from tutor.bases.pip_client import pip_download
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble


class Packages:
    """Fetches packages with the clients that this host has configured; they verify what they fetch."""

    def __init__(self, downloads: Path, cancel: Cancel) -> None:
        self._downloads, self._cancel = downloads, cancel

    def debian(self, names: Sequence[str], architecture: str) -> dict[str, Path]:
        """Return the .deb file of each package, by name; raises `EngineTrouble` if one cannot be had."""
        shelf = self._shelf(f"debian-{architecture}")
        missing = [n for n in names if _deb(shelf, n) is None]
        if missing:
            with self._work_folder() as folder:
                Apt(Path(folder), architecture, self._cancel).download(missing)
                _keep(Path(folder).glob("*.deb"), shelf)
        found = {n: _deb(shelf, n) for n in names}
        lost = [n for n, path in found.items() if path is None]
        if lost:
            raise _not_brought(lost[0])
        return {n: path for n, path in found.items() if path is not None}

    def closure(self, closure: Closure, architecture: str, release: str = "") -> dict[str, Path]:
        """Return the .deb files of a closure and those below it, by `Closure.key`; raises `EngineTrouble`."""
        shelf = self._shelf(f"debian-{architecture}")
        digest = hashlib.sha256("\n".join(closure.all_roots).encode()).hexdigest()
        record = shelf / f"{closure.name}-{digest[:12]}.json"
        files = _read_record(record, shelf)
        if files is None:
            with self._work_folder() as folder:
                apt = Apt(Path(folder), architecture, self._cancel)
                check_release(release)
                files = _resolve(apt, closure)
                missing = [k for k, file in files.items() if not (shelf / file).is_file()]
                if missing:
                    apt.download_anew([k.rpartition("/")[2] for k in missing])
                _keep(Path(folder).glob("*.deb"), shelf)
            lost = [k for k, file in files.items() if not (shelf / file).is_file()]
            if lost:
                raise _not_brought(lost[0].rpartition("/")[2])
            record.write_text(json.dumps(files, indent=1, sort_keys=True), "utf-8")
        return {key: shelf / file for key, file in files.items()}

    def npm(self, specs: Sequence[str]) -> dict[str, Path]:
        """Return the .tgz file of each npm package (`name@version`), by name; raises `EngineTrouble` if one fails."""
        shelf = self._shelf("npm")
        missing = [s for s in specs if not (shelf / _tgz(s)).is_file()]
        if missing:
            with self._work_folder() as folder:
                npm_pack(missing, Path(folder), self._cancel)
                _keep(Path(folder).glob("*.tgz"), shelf)
        lost = [s for s in specs if not (shelf / _tgz(s)).is_file()]
        if lost:
            raise EngineTrouble(
                f"npm did not bring the package {lost[0]}.", "Repeat; if it stays so, look at npm's settings."
            )
        return {s.rpartition("@")[0]: shelf / _tgz(s) for s in specs}

    def wheels(self, specs: Sequence[str], architecture: str, platforms: Sequence[str]) -> dict[str, Path]:
        """Return the wheel of each Python package (`name==version`), by name; raises `EngineTrouble` if one fails."""
        shelf = self._shelf(f"wheels-{architecture}")
        missing = [s for s in specs if _wheel(shelf, s) is None]
        if missing:
            with self._work_folder() as folder:
                pip_download(missing, platforms, Path(folder), self._cancel)
                _keep(Path(folder).glob("*.whl"), shelf)
        found = {s: _wheel(shelf, s) for s in specs}
        lost = [s for s, path in found.items() if path is None]
        if lost:
            raise EngineTrouble(
                f"pip did not bring the package {lost[0]}.", "Repeat; if it stays so, look at pip's settings."
            )
        return {s.partition("==")[0]: path for s, path in found.items() if path is not None}

    def _shelf(self, name: str) -> Path:
        shelf = self._downloads / name
        shelf.mkdir(parents=True, exist_ok=True)
        return shelf

    def _work_folder(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(dir=self._downloads, prefix="fetch-")


def _resolve(apt: Apt, closure: Closure) -> dict[str, str]:
    """Return the file names of a closure and those below, by key; a package is in the lowest that needs it."""
    names: dict[str, str] = {}
    for part in closure.chain:
        below = {key.rpartition("/")[2] for key in names}
        files = apt.closure(part.all_roots)
        names |= {part.key(name): file for name, file in files.items() if name not in below}
    return names


def _read_record(record: Path, shelf: Path) -> dict[str, str] | None:
    """Return what an earlier run resolved, if all of it is still there."""
    try:
        files = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(files, dict) and all((shelf / str(file)).is_file() for file in files.values())
    return files if whole else None


def _not_brought(name: str) -> EngineTrouble:
    return EngineTrouble(f"apt-get did not bring the package {name}.", "Run `apt-get update`, then repeat.")


def _deb(shelf: Path, name: str) -> Path | None:
    return max(shelf.glob(f"{name}_*.deb"), default=None)


def _tgz(spec: str) -> str:
    name, _, version = spec.rpartition("@")
    return f"{name}-{version}.tgz"


def _wheel(shelf: Path, spec: str) -> Path | None:
    name, _, version = spec.partition("==")
    return max(shelf.glob(f"{re.sub(r'[-_.]+', '_', name)}-{version}-*.whl"), default=None)


def _keep(files: Iterable[Path], shelf: Path) -> None:
    for file in files:
        file.replace(shelf / file.name)
