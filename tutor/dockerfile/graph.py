"""Which stage takes what from which other stage."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator

from tutor.model.dockerfile import CopySource, Dockerfile, Instruction, Stage


def copy_sources(dockerfile: Dockerfile) -> tuple[CopySource, ...]:
    """Return every `COPY --from=`, `ADD --from=` and `RUN --mount=from=`, in file order."""
    names: dict[str, int] = {}
    found = []
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            for reference in _references(instruction):
                below = 0 if instruction.keyword == "RUN" else stage.index
                index = _resolve(reference, names, below)
                found.append(CopySource(instruction, reference, index, stage.index))
        if stage.name is not None:
            names[stage.name.lower()] = stage.index
    return tuple(found)


def names_itself(dockerfile: Dockerfile, source: CopySource) -> bool:
    """Return whether an instruction names the stage it stands in."""
    stage, reference = dockerfile.stages[source.in_stage], source.reference
    by_number = reference == str(stage.index) and source.instruction.keyword != "RUN"
    own = by_number or reference.lower() == (stage.name or "").lower()
    return own and source.stage is None


def _references(instruction: Instruction) -> Iterator[str]:
    """Yield what an instruction names behind `from=`."""
    if instruction.keyword in ("COPY", "ADD"):
        reference = instruction.flag("from")
        if reference:
            yield reference
    elif instruction.keyword == "RUN":
        for flag in instruction.flags:
            reference = mount_source(flag.value or "") if flag.name == "mount" else ""
            if reference:
                yield reference


def mount_source(value: str) -> str:
    """Return what `from=` names in the value of `--mount=`, or nothing."""
    try:
        fields = next(csv.reader([value]), [])
    except csv.Error:
        return ""
    pairs = (field.partition("=") for field in fields)
    return next((name for key, _, name in pairs if key.strip().lower() == "from"), "")


def _resolve(reference: str, names: dict[str, int], before: int) -> int | None:
    """Return the index of the stage that a reference means; only names above count, and numbers below `before`."""
    if reference.lower() in names:
        return names[reference.lower()]
    if reference.isascii() and reference.isdigit() and len(reference) < 7 and int(reference) < before:
        return int(reference)
    return None


def ancestry(dockerfile: Dockerfile, index: int) -> tuple[int, ...]:
    """Return the stage `index` and those it is FROM, nearest first."""
    chain = [index]
    base = dockerfile.stages[index].base_stage
    while base is not None:
        chain.append(base)
        base = dockerfile.stages[base].base_stage
    return tuple(chain)


def used_stages(dockerfile: Dockerfile, target: int | None = None) -> frozenset[int]:
    """Return the stages that a build of `target` (the last one if None) runs through."""
    if not dockerfile.stages:
        return frozenset()
    needs: dict[int, set[int]] = {s.index: set() for s in dockerfile.stages}
    for stage in dockerfile.stages:
        if stage.base_stage is not None:
            needs[stage.index].add(stage.base_stage)
    for source in copy_sources(dockerfile):
        if source.stage is not None:
            needs[source.in_stage].add(source.stage)
    used: set[int] = set()
    waiting = [len(dockerfile.stages) - 1 if target is None else target]
    while waiting:
        index = waiting.pop()
        if index not in used:
            used.add(index)
            waiting.extend(needs[index])
    return frozenset(used)


def closest_stage(dockerfile: Dockerfile, name: str) -> Stage | None:
    """Return the stage that someone who wrote `name` probably meant, or None."""
    stages = {s.name.lower(): s for s in dockerfile.stages if s.name}
    wanted = name.lower()
    if wanted in stages:
        return stages[wanted]
    for known, stage in stages.items():
        if min(len(known), len(wanted)) >= 3 and (known.startswith(wanted) or wanted.startswith(known)):
            return stage
    close = difflib.get_close_matches(wanted[:80], list(stages), 1, 0.6)
    return stages[close[0]] if close else None
