"""The commands pack add, pack update and pack remove: what changes the installed packs, and never a learner's work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.pack import pack
from tutor.cli.pack_parts import checked_labs, shelf
from tutor.errors import ContentProblem, TutorError, UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from tutor.packs.pack import Pack
    from tutor.packs.shelf import Candidate, Shelf
    from tutor.packs.source import Source

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print an object.")


@pack.command()
@click.argument("source")
@_AS_JSON
def add(source: str, as_json: bool) -> None:
    """Look a pack through and install it; nothing is built.

    SOURCE is a folder, the address of a Git repository, or the name of an installed Python package that brings a pack.

    \b
    Examples:
      tutor pack add ./my-pack
      tutor pack add https://git.example.org/labs/my-pack.git
      tutor pack add my-pack-from-pip

    Exit code 2: the pack is wrong, or needs another tutor; nothing is installed. 3: it could not be got.
    """
    from tutor.packs.bounds import Bounds
    from tutor.packs.plan import plan_of
    from tutor.packs.shelf import Record
    from tutor.packs.source import source_of
    from tutor.plain.pack_lines import pack_form, plan_lines

    place, on = source_of(source), shelf()
    _tell_wait(place)
    with on.changing(), on.candidate(place, Bounds()) as found:
        _refuse_taken(found.pack, on)
        plan = plan_of(checked_labs(found.pack))
        on.install(found)
    if as_json:
        record = Record(found.source, found.commit, found.digest)
        click.echo(json.dumps(pack_form(found.pack, record, plan), indent=2))
        return
    click.echo(f"Installed {_named(found.pack)}. Nothing has been built.")
    for line in plan_lines(plan):
        click.echo(line)
    click.echo(f"`tutor learn {plan.labs[0].id}` opens the first lab.")


@pack.command()
@click.argument("pack_id", metavar="[ID]", required=False)
@_AS_JSON
def update(pack_id: str | None, as_json: bool) -> None:
    """Get the pack ID, or all packs, anew from where they came from; your files and your progress stay as they are.

    A pack that cannot be updated stays as it is.

    \b
    Examples:
      tutor pack update
      tutor pack update my-pack

    Exit code 2: a new pack is wrong, or needs another tutor. 3: it could not be got.
    """
    from tutor.plain.json_form import JSON_VERSION
    from tutor.plain.pack_lines import EMPTY

    on = shelf()
    with on.changing():
        ids = (pack_id,) if pack_id is not None else on.ids()
        for one in ids:
            on.place(one)
    rows, worst = [], 0
    for one in ids:
        row, code = _updated(on, one)
        rows.append(row)
        worst = max(worst, code)
        if not as_json:
            click.echo(_update_line(row), err=bool(code))
            for line in row["pulls"]:
                click.echo(f"  {line}")
    if as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, "packs": rows}, indent=2))
    elif not ids:
        click.echo(EMPTY)
    sys.exit(worst)


@pack.command()
@click.argument("pack_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_AS_JSON
def remove(pack_id: str, yes: bool, as_json: bool) -> None:
    """Remove the pack ID; your Dockerfiles and your progress stay.

    \b
    Example:
      tutor pack remove my-pack --yes
    """
    from tutor.plain.json_form import JSON_VERSION

    on = shelf()
    with on.changing():
        on.place(pack_id)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageProblem(
                "Nobody can be asked here.", f"`tutor pack remove {pack_id} --yes` asks nothing."
            )
        click.confirm(f"Remove the pack {pack_id}? Your work stays.", abort=True)
    with on.changing():
        on.remove(pack_id)
    work = paths.workspaces() / pack_id
    kept = str(work) if work.is_dir() else None
    if as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, "id": pack_id, "kept": kept}, indent=2))
        return
    click.echo(f"Removed the pack {pack_id}." + (f" Your Dockerfiles stay in {kept}." if kept else ""))


def _tell_wait(source: Source) -> None:
    """Say what takes its time."""
    from tutor.packs.source import GIT

    if source.kind == GIT:
        parts.tell(f"Getting {source.shown}; Ctrl-C stops it.")


def _refuse_taken(found: Pack, on: Shelf) -> None:
    """Refuse an id that is in use: by an installed pack, or by a shipped lab, whose folder of work has that name."""
    if found.id in on.ids():
        raise UsageProblem(
            f"A pack called `{found.id}` is installed already.",
            f"`tutor pack update {found.id}` gets it anew; `tutor pack remove {found.id}` makes room for another one.",
        )
    if parts.shipped_course().find(found.id) is not None:
        raise ContentProblem(
            f"The pack calls itself `{found.id}`, as a shipped lab does.",
            "Nothing was installed. Its author must give it another `id`.",
        )


def _updated(on: Shelf, pack_id: str) -> tuple[dict[str, Any], int]:
    """Update one pack; return what is told of it, and the exit code."""
    from tutor.packs.bounds import Bounds

    row: dict[str, Any] = {
        "id": pack_id,
        "old": None,
        "new": None,
        "changed": False,
        "pulls": [],
        "trouble": "",
    }
    try:
        with on.changing(), ExitStack() as held:
            row["old"] = _version(on, pack_id)
            before = on.record(pack_id)
            _tell_wait(before.source)
            found = held.enter_context(on.candidate(before.source, Bounds()))
            if found.pack.id != pack_id:
                raise ContentProblem(f"What lies there now calls itself `{clean_line(found.pack.id, 60)}`.")
            labs = checked_labs(found.pack)
            row["new"], row["changed"] = found.pack.version, found.digest != before.digest
            row["pulls"] = list(_new_pulls(found, labs)) if row["changed"] else []
            on.install(found)
    except (TutorError, OSError) as e:
        row.update(new=None, changed=False, pulls=[], trouble=str(e))
        return row, e.exit_code if isinstance(e, TutorError) else TutorError.exit_code
    return row, 0


def _new_pulls(found: Candidate, labs: Any) -> Iterator[str]:
    from tutor.packs.plan import plan_of
    from tutor.plain.pack_lines import plan_lines

    yield from plan_lines(plan_of(labs))


def _version(on: Shelf, pack_id: str) -> str | None:
    """Return the version of an installed pack; None if it is broken."""
    try:
        return on.pack(pack_id).version
    except TutorError:
        return None


def _update_line(row: dict[str, Any]) -> str:
    if row["trouble"]:
        return f"tutor: {row['id']} stays as it is: {row['trouble']}"
    if not row["changed"]:
        return f"{row['id']}: {row['new']} is the newest there is."
    return f"{row['id']}: {row['old'] or '?'} -> {row['new']}. Your files and your progress are as before; nothing has been built."


def _named(found: Pack) -> str:
    return f"{clean_line(found.title, 100)} ({found.id} {found.version})"
