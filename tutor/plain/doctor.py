"""What is well and what is not: engine, storage, disk, base images, registry."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.bases.ensure import is_stand_in, known_recipes
from tutor.engine.port import Engine, EngineInfo
from tutor.errors import TutorError
from tutor.safe_text import clean_line, megabytes

_DISK_WARN = 10_000_000_000
_DISK_FAIL = 3_000_000_000


@dataclass(frozen=True)
class Finding:
    """One line of `tutor doctor`."""

    state: str
    """`OK`, `WARN` or `FAIL`."""
    subject: str
    found: str
    fix: str = ""

    @property
    def row(self) -> tuple[str, str, str, str]:
        """Return the four fields."""
        return self.state, self.subject, self.found, self.fix


def examine(connect: Callable[[], Engine], bases: tuple[str, ...], home: Path) -> Iterator[Finding]:
    """Yield the findings, most basic first; each FAIL and WARN says what to do."""
    try:
        engine = connect()
        info = engine.info()
    except TutorError as e:
        yield Finding("FAIL", "engine", e.message, e.fix)
        yield _disk("state folder", home)
        return
    yield _place(info)
    yield _version(info)
    yield Finding("OK", "storage", info.storage)
    yield _disk("free disk", _data_folder(info, home))
    for reference in bases:
        yield base_finding(engine, reference)
    yield _registry(engine, bases[0])


def _place(info: EngineInfo) -> Finding:
    found = f"{info.name} at {info.address}"
    if info.address.startswith("unix://"):
        return Finding("OK", "engine", found)
    return Finding(
        "WARN",
        "engine",
        f"{found}, perhaps on another machine",
        "Checks of the running container ask this machine's ports; an engine on this machine is needed for them.",
    )


def base_finding(engine: Engine, reference: str) -> Finding:
    """Return whether a base image is there, and what it is."""
    info = engine.image(reference)
    if info is None:
        fix = f"`tutor bases {reference}` pulls it{', or builds a stand-in' if reference in known_recipes() else ''}."
        return Finding("WARN", reference, "not in the engine yet", fix)
    if is_stand_in(info):
        return Finding(
            "OK", reference, f"a local stand-in, {megabytes(info.engine_size)}, not the official image"
        )
    return Finding("OK", reference, f"present, {megabytes(info.engine_size)}")


def recipe_finding(engine: Engine, reference: str) -> Finding:
    """Return whether an image is there that no lab needs, or else that a stand-in for it can be built."""
    if engine.image(reference) is not None:
        return base_finding(engine, reference)
    return Finding(
        "OK", reference, f"not in the engine; `tutor bases {reference}` pulls it, or builds a stand-in"
    )


def _version(info: EngineInfo) -> Finding:
    major = info.version.partition(".")[0]
    old = info.name == "docker" and major.isdigit() and int(major) < 20
    fix = "Update the engine to Docker 20.10 or later." if old else ""
    return Finding(
        "WARN" if old else "OK",
        "version",
        f"{info.version}, API {info.api_version}, {info.architecture}",
        fix,
    )


def _data_folder(info: EngineInfo, home: Path) -> Path:
    folder = Path(info.data_root) if info.data_root else home
    return folder if info.address.startswith("unix://") and folder.is_dir() else home


def _disk(subject: str, folder: Path) -> Finding:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = "FAIL" if free < _DISK_FAIL else "WARN" if free < _DISK_WARN else "OK"
    fix = (
        ""
        if state == "OK"
        else "The labs need about 3 GB. `tutor clean` removes what the tutor made; `docker system df` shows the rest."
    )
    return Finding(state, subject, f"{megabytes(free)} free", fix)


def _registry(engine: Engine, reference: str) -> Finding:
    words = engine.registry_answer(reference)
    if not words:
        return Finding("OK", "registry", f"answers for {reference}")
    return Finding(
        "WARN",
        "registry",
        clean_line(words, 160),
        "Base images that are not here cannot be pulled; `tutor bases` builds stand-ins where it can.",
    )
