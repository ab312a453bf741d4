"""The installed packs: a folder each, replaced as a whole or not at all; learners' work lies elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tutor.content import load_course
from tutor.content.problems import shown
from tutor.errors import ContentProblem, TutorError, UsageProblem
from tutor.model.check_options import CheckOptions
from tutor.model.course import Lab
from tutor.packs.bounds import Bounds
from tutor.packs.copied import copy_pack
from tutor.packs.pack import MANIFEST, PACK_ID, Pack
from tutor.packs.pack_reader import read_pack
from tutor.packs.source import FOLDER, GIT, PYTHON, Source, fetched

FILES, RECORD = "pack", "source.json"
_LAB_ID_LIMIT = 80
_NEW, _OLD = ".new-", ".old-"


@dataclass(frozen=True)
class Candidate:
    """A pack that was fetched and is bounded, but is not installed."""

    pack: Pack
    source: Source
    commit: str
    """The commit or the distribution's version that it is of; empty for a folder."""
    digest: str
    """Of all its files."""


@dataclass(frozen=True)
class Record:
    """Where an installed pack came from."""

    source: Source
    commit: str
    digest: str


class Shelf:
    """The folder of all installed packs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all packs, right or broken."""
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except FileNotFoundError:
            return ()
        return tuple(name for name in names if PACK_ID.fullmatch(name))

    def place(self, pack_id: str) -> Path:
        """Return where a pack is installed; raises `UsageProblem` if it is not."""
        if pack_id not in self.ids():
            there = ", ".join(self.ids())
            fix = f"Installed: {there}." if there else "No pack is installed; `tutor pack add` adds one."
            raise UsageProblem(f"There is no pack called {shown(pack_id)}.", fix)
        return self._folder / pack_id

    def pack(self, pack_id: str) -> Pack:
        """Return an installed pack; raises `ContentProblem` if it cannot be used with this tutor."""
        pack = read_pack(self.place(pack_id) / FILES)
        if pack.id != pack_id:
            raise ContentProblem(f"The pack in the folder {shown(pack_id)} calls itself {shown(pack.id)}.")
        return pack

    def labs(self, pack_id: str, shipped: Path, known: Mapping[str, CheckOptions]) -> tuple[Lab, ...]:
        """Return an installed pack's labs; raises `ContentProblem`."""
        return labs_of(self.pack(pack_id), shipped, known)

    def record(self, pack_id: str) -> Record:
        """Return where a pack came from; raises `UsageProblem` if nobody knows any more."""
        try:
            form = json.loads((self.place(pack_id) / RECORD).read_bytes()[:100_000])
            source = Source(str(form["kind"]), str(form["place"]))
            if source.kind not in (FOLDER, GIT, PYTHON):
                raise ValueError(source.kind)
            return Record(source, str(form["commit"]), str(form["digest"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise UsageProblem(
                f"It is not known any more where the pack {shown(pack_id)} came from.",
                f"`tutor pack remove {pack_id}`, then add it again; your work stays.",
            ) from None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other tutors from changing packs meanwhile, and put right what a killed one left."""
        import fcntl

        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TutorError("Another tutor is changing packs.", "Wait for it, then repeat.") from None
            self._tidy()
            yield

    @contextmanager
    def candidate(self, source: Source, bounds: Bounds) -> Iterator[Candidate]:
        """Fetch a pack beside the installed ones; it goes again unless it is installed."""
        scratch = Path(tempfile.mkdtemp(prefix=_NEW, dir=self._folder))
        try:
            with fetched(source, scratch, bounds) as (folder, commit):
                if not os.path.lexists(folder / MANIFEST):
                    raise ContentProblem(
                        f"There is no {MANIFEST} in {source.shown}.", "Name a pack's own folder."
                    )
                copy_pack(folder, scratch / FILES, bounds)
            pack = read_pack(scratch / FILES)
            yield Candidate(pack, source, commit, digest_of(scratch / FILES))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def install(self, candidate: Candidate) -> None:
        """Put a candidate in its place, instead of the pack of that id if there is one."""
        place, old = self._folder / candidate.pack.id, self._folder / f"{_OLD}{candidate.pack.id}"
        with tempfile.TemporaryDirectory(prefix=_NEW, dir=self._folder) as made:
            new = Path(made) / candidate.pack.id
            new.mkdir()
            _write_record(new / RECORD, candidate)
            candidate.pack.folder.rename(new / FILES)
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except BaseException:  # Ctrl-C, too: the old pack stays
                if old.exists() and not place.exists():
                    old.rename(place)
                raise
        shutil.rmtree(old, ignore_errors=True)

    def remove(self, pack_id: str) -> None:
        """Remove a pack's files."""
        gone = Path(tempfile.mkdtemp(prefix=_NEW, dir=self._folder))
        self.place(pack_id).rename(gone / pack_id)
        shutil.rmtree(gone, ignore_errors=True)

    def _tidy(self) -> None:
        """Remove what was never installed; put an old pack back whose new one never came."""
        for path in self._folder.glob(f"{_NEW}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self._folder.glob(f"{_OLD}*"):
            place = self._folder / path.name.removeprefix(_OLD)
            if place.exists():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(place)


def labs_of(pack: Pack, shipped: Path, known: Mapping[str, CheckOptions]) -> tuple[Lab, ...]:
    """Return a pack's labs under the names that learners use; `shipped` are the tutor's own applications."""
    labs = load_course(pack.labs, pack.apps(shipped), known).labs
    for lab in labs:
        if not all(map(PACK_ID.fullmatch, lab.id.split("/"))) or len(lab.id) > _LAB_ID_LIMIT:
            raise ContentProblem(
                f"labs/course.yaml:1: {shown(lab.id)} cannot be a part of an image's name.",
                f"Take single hyphens between letters or digits, and up to {_LAB_ID_LIMIT} characters.",
            )
    return tuple(pack.named(lab) for lab in labs)


def digest_of(folder: Path) -> str:
    """Return a digest of all files in a folder, with their names."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            kind, data = "link", os.fsencode(path.readlink())
        elif path.is_file():
            kind = "program" if path.stat().st_mode & 0o100 else "file"
            data = path.read_bytes()
        else:
            continue
        name = path.relative_to(folder).as_posix()
        found.update(f"{kind} {len(data)} {name}\n".encode())
        found.update(data)
    return found.hexdigest()


def _write_record(path: Path, candidate: Candidate) -> None:
    """Write where a pack came from, for its owner only: an address may hold a password."""
    source = candidate.source
    form = {"kind": source.kind, "place": source.place}
    text = json.dumps({**form, "commit": candidate.commit, "digest": candidate.digest}, indent=2)
    path.touch(0o600)
    path.write_text(f"{text}\n", encoding="utf-8")
