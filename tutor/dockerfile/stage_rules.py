"""Rules about stages: how many, how they hang together, which of them ships."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.dockerfile.graph import closest_stage, used_stages
from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import CopySource, Problem

_BUILDS = re.compile(r"\b(?:build|compile|package|bundle)\b")


def capital_base(view: View) -> Iterator[Problem]:
    """Yield each FROM that names a stage with capital letters, which BuildKit takes for an image."""
    for stage in view.stages:
        written = stage.instructions[0]
        if stage.base_stage is not None and stage.base != stage.base.lower():
            yield warning(
                "capital-base",
                f"Some engines take {shown(stage.base)} for an image because of its capital letters."
                f" Write {shown('FROM ' + stage.base.lower())}.",
                view.at.word(written, 0),
            )


def single_stage(view: View) -> Iterator[Problem]:
    """Yield a warning at the only FROM."""
    if len(view.stages) == 1:
        yield warning(
            "single-stage",
            "There is one `FROM`, so all that the build needs ships too. A second `FROM` starts a stage that holds"
            " only what you copy into it.",
            view.stages[0].span,
        )


def unknown_stage(view: View) -> Iterator[Problem]:
    """Yield each name behind `from=` that is neither a stage above nor like an image."""
    for source in view.unknown:
        yield warning("unknown-stage", _unknown_message(view, source), view.at.reference(source))


def _unknown_message(view: View, source: CopySource) -> str:
    name, later = shown(source.reference), view.later(source)
    if source.instruction.keyword == "RUN" and source.reference.isdigit():
        return (
            f"A mount knows stages by name only, so {name} is taken for an image. Name the stage with `AS`."
        )
    if later is not None:
        return f"{name} is a stage further down, at line {later.span.line}. Move it above the stage that copies from it."
    if source.reference.isdigit():
        return (
            f"There is no stage {name} above: they count from 0. Names, as in `FROM ... AS build`, are safer."
        )
    known = [shown(s.name) for s in view.stages[: source.in_stage] if s.name]
    if not known:
        return (
            f"{name} is not a stage in this file. Name the stage: {shown(f'FROM ... AS {source.reference}')}."
        )
    close = closest_stage(view.dockerfile, source.reference)
    advice = f" Did you mean {shown(close.name)}?" if close and close.name and len(known) > 1 else ""
    return f"{name} is not a stage in this file; yours: {', '.join(known[:5])}.{advice}"


def final_is_build_stage(view: View) -> Iterator[Problem]:
    """Yield a warning if the last stage goes on from one that builds."""
    last = view.stages[-1]
    if last.base_stage is None or (_takes_files(view) and not _chain_builds(view)):
        return
    base = view.stages[last.base_stage]
    yield warning(
        "final-is-build-stage",
        f"The last stage goes on from {shown(last.base)} of line {base.span.line}, so all of that ships."
        " Start it from an image, and copy what runs.",
        view.at.word(last.instructions[0], 0),
    )


def _chain_builds(view: View) -> bool:
    """Return whether a stage that the last one is FROM runs a build."""
    earlier = (i for index in view.chain[1:] for i in view.stages[index].instructions)
    return any(i.keyword == "RUN" and _BUILDS.search(i.rest) for i in earlier)


def _takes_files(view: View) -> bool:
    """Return whether the stages that ship take files from one that does not."""
    shipped = frozenset(view.chain)
    return any(s.in_stage in shipped and s.stage is not None and s.stage not in shipped for s in view.sources)


def nothing_copied(view: View) -> Iterator[Problem]:
    """Yield a warning at the last FROM if nothing comes over from the other stages."""
    if not _starts_empty(view):
        return
    name = next((s.name for s in reversed(view.stages[:-1]) if s.name), "0")
    example = shown(f"COPY --from={name} <path there> <path here>")
    yield warning(
        "nothing-copied",
        f"The last stage takes nothing from the others: a new `FROM` starts empty. Bring files over with {example}.",
        view.stages[-1].span,
    )


def _starts_empty(view: View) -> bool:
    """Return whether the last stage has nothing from any other, and no mistyped name is to blame for that."""
    last = view.stages[-1]
    return len(view.stages) > 1 and last.base_stage is None and not _takes_files(view) and not view.unknown


def unused_stage(view: View) -> Iterator[Problem]:
    """Yield each stage that the last one neither copies from nor is FROM, unless it has nothing from any."""
    if view.unknown or _starts_empty(view):
        return
    used = used_stages(view.dockerfile)
    for stage in view.stages:
        if stage.index not in used:
            yield warning(
                "unused-stage",
                f"The last stage takes nothing from {shown(stage.label)}, so the engine leaves it out.",
                view.at.name(stage.instructions[0]),
            )
