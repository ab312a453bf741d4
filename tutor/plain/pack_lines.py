"""Packs as lines of text and as JSON: what there is, and what its labs will build and pull."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.packs.pack import Pack
from tutor.packs.plan import Plan
from tutor.packs.shelf import Record
from tutor.plain.json_form import JSON_VERSION
from tutor.safe_text import clean, clean_line

EMPTY = "No pack is installed. `tutor pack add SOURCE` adds one: a folder, a Git address, or an installed Python package."


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield what will be built and pulled, and what nobody can know."""
    yield f"{_counted(len(plan.labs), 'lab')}, about {plan.minutes} minutes:"
    for lab in plan.labs:
        yield f"  {lab.id}  {lab.minutes} min  {clean_line(lab.title, 100)}"
    yield "A build of them, which begins only when you build:"
    yield f"  pulls the images that are not there yet: {_listed(plan.images)}"
    yield f"  sends these applications to your engine: {_listed(plan.apps)}"
    yield f"  runs, besides your own, {_counted(plan.runs, 'RUN line')} of the pack; what those fetch cannot be known before"


def pack_lines(pack: Pack, record: Record | None, plan: Plan) -> Iterator[str]:
    """Yield what `tutor pack show` prints."""
    yield f"{clean_line(pack.title, 100)} ({pack.id} {pack.version})"
    yield from (f"  {line}" for line in clean(pack.description).splitlines())
    facts = {
        "licence": pack.licence,
        "published": pack.source,
        "works with tutor": pack.tutor,
        "installed from": f"{record.source.shown} {record.commit[:12]}" if record else "not known any more",
    }
    yield from (f"{key}: {clean_line(value, 300)}" for key, value in facts.items() if value)
    yield from plan_lines(plan)


def pack_form(pack: Pack, record: Record | None, plan: Plan) -> dict[str, Any]:
    """Return the same as an object."""
    return {
        "json_version": JSON_VERSION,
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "tutor": pack.tutor,
        "description": pack.description,
        "licence": pack.licence,
        "published": pack.source,
        "source": source_form(record),
        "minutes": plan.minutes,
        "images": list(plan.images),
        "apps": list(plan.apps),
        "run_lines": plan.runs,
        "labs": [
            {
                "id": lab.id,
                "title": lab.title,
                "minutes": lab.minutes,
                "images": list(lab.images),
                "app": lab.app,
                "run_lines": lab.runs,
            }
            for lab in plan.labs
        ],
    }


def source_form(record: Record | None) -> dict[str, str] | None:
    """Return where a pack came from."""
    if record is None:
        return None
    return {"kind": record.source.kind, "place": record.source.shown, "commit": record.commit}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(clean_line(name, 200) for name in names) or "none"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
