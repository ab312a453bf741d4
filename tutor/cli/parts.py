"""What the commands share: the course, the store, the engine, each made when it is asked for."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.errors import NoEngine, UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.docker import DockerEngine
    from tutor.engine.local import PrivateEngine
    from tutor.model.course import Course, Lab
    from tutor.store import Store
    from tutor.workspace import Workspace


def course() -> Course:
    """Return the shipped labs and those of all packs that can be used; raises `ContentProblem` if shipped files are wrong."""
    from tutor.cli.pack_parts import installed_labs

    shipped = shipped_course()
    return replace(shipped, labs=(*shipped.labs, *installed_labs().labs))


def ids() -> tuple[str, ...]:
    """Return the ids of all labs, and of those that have parts."""
    return known_ids(course())


def known_ids(of: Course) -> tuple[str, ...]:
    """Return what labs can be called: by their own ids, and all parts of one by that of the whole."""
    return tuple(dict.fromkeys(name for lab in of.labs for name in (lab.whole, lab.id)))


def chosen_course(everything: Course | None = None) -> tuple[Course, str]:
    """Return the labs of the course file in use, in its order, and what is wrong with that; then all labs are returned.

    All labs are read, unless the caller has them: `everything`.
    """
    from tutor.content import read_course_file
    from tutor.errors import ContentProblem

    everything = everything or course()
    if not paths.course_file().exists():
        return everything, ""
    try:
        chosen = read_course_file(paths.course_file(), known_ids(everything))
    except ContentProblem as e:
        return (
            everything,
            f"{e.message.splitlines()[0]} All labs are shown; `tutor course reset` forgets that course.",
        )
    labs = {lab.id: lab for name in chosen.labs for lab in everything.named(name)}
    return type(everything)(tuple(labs.values())), ""


def shipped_course() -> Course:
    """Return the shipped course; raises `ContentProblem` if its files are wrong."""
    from tutor.checks import known_checks
    from tutor.content import load_course

    return load_course(paths.labs_dir(), paths.apps_dir(), known_checks())


def base_images(of: Course) -> tuple[str, ...]:
    """Return the base images of all labs, each once."""
    return tuple(dict.fromkeys(b for lab in of.labs for b in lab.base_images))


def find(where: Course, lab_id: str) -> Lab:
    """Return the lab called `lab_id`, of one with parts the first that is left to do.

    Raises `UsageProblem` with the nearest name.
    """
    lab = where.find(lab_id) or _open_part(where.named(lab_id))
    if lab is None:
        from tutor.cli.pack_parts import tell_broken

        tell_broken(lab_id)
        ids = [lab.id for lab in where.labs]
        close = difflib.get_close_matches(lab_id, ids, 1)
        hint = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(ids)}."
        raise UsageProblem(f"There is no lab called `{clean_line(lab_id, 60)}`.", hint)
    return lab


def _open_part(labs: Sequence[Lab]) -> Lab | None:
    """Return the first part that has not passed, or the first if all have; None of none."""
    if not labs:
        return None
    with open_store() as store:
        return next((lab for lab in labs if not store.progress(lab.id).has_passed), labs[0])


def read_file(file: Path) -> bytes:
    """Return the bytes of a Dockerfile, as many as the reader of the text needs to refuse a huge one."""
    from tutor.workspace import READ_LIMIT

    try:
        with file.open("rb") as stream:
            return stream.read(READ_LIMIT)
    except OSError as e:
        raise UsageProblem(f"{file}: {e.strerror}.", "Give the path of a Dockerfile.") from None


def workspace(lab: Lab) -> Workspace:
    """Return the learner's folder for a lab."""
    from tutor.workspace import Workspace

    return Workspace.open(paths.workspaces(), lab)


def open_store() -> Store:
    """Return the learner's progress; tells if it was damaged."""
    from tutor.store import Store

    store = Store.open(paths.progress_file())
    if store.notice:
        click.echo(f"tutor: {store.notice}", err=True)
    return store


def downloads() -> Path:
    """Return where packages for base images are kept."""
    return paths.cache_dir() / "downloads"


def private_engine() -> PrivateEngine:
    """Return the private engine of this state folder, running or not."""
    from tutor.engine.local import PrivateEngine

    return PrivateEngine(paths.engine_dir())


def is_private(address: str) -> bool:
    """Return whether it is the private engine of this state folder that listens at an address."""
    return address == f"unix://{private_engine().socket}"


def engine() -> DockerEngine:
    """Return the engine that answers; raises `NoEngine`."""
    from tutor.engine.connect import find_engine

    return find_engine(private_engine().socket)


def engine_or_trouble() -> tuple[DockerEngine | None, str]:
    """Return the engine that answers, else None and why."""
    try:
        return engine(), ""
    except NoEngine as e:
        return None, f"{e.message} {e.fix}"


def tell(text: str) -> None:
    """Say what is going on, beside the output."""
    click.echo(f"     {text}", err=True)
