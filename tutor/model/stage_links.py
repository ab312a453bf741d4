"""Which stage takes what from which other stage, and which of them a build needs."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tutor.model.dockerfile import CopySource, Dockerfile, Instruction
from tutor.model.image_name import SCRATCH
from tutor.model.stage_graph import StageGraph, StageNode


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


def named_images(dockerfile: Dockerfile) -> Iterator[str]:
    """Yield the images that stages begin with, and those that files are copied or mounted from, as written."""
    for stage in dockerfile.stages:
        if stage.base_stage is None and stage.base.lower() != SCRATCH:
            yield stage.base
    yield from (source.reference for source in copy_sources(dockerfile) if source.stage is None)


def stage_needs(dockerfile: Dockerfile) -> tuple[frozenset[int], ...]:
    """Return for each stage the stages that it is FROM or takes files from."""
    needs: list[set[int]] = [set() for _ in dockerfile.stages]
    for stage in dockerfile.stages:
        if stage.base_stage is not None:
            needs[stage.index].add(stage.base_stage)
    for source in copy_sources(dockerfile):
        if source.stage is not None:
            needs[source.in_stage].add(source.stage)
    return tuple(frozenset(n) for n in needs)


def used_stages(dockerfile: Dockerfile, target: int | None = None) -> frozenset[int]:
    """Return the stages that a build of `target` (the last one if None) runs through."""
    if not dockerfile.stages:
        return frozenset()
    needs = stage_needs(dockerfile)
    used: set[int] = set()
    waiting = [len(dockerfile.stages) - 1 if target is None else target]
    while waiting:
        index = waiting.pop()
        if index not in used:
            used.add(index)
            waiting.extend(needs[index])
    return frozenset(used)


def target_stage(dockerfile: Dockerfile, target: str) -> int | None:
    """Return the index of the stage that `--target` names (by name or number), or None for the last one."""
    named = [s.index for s in dockerfile.stages if s.name and s.name.lower() == target.lower()]
    if named:
        return named[-1]
    if target.isascii() and target.isdigit() and len(target) < 7 and int(target) < len(dockerfile.stages):
        return int(target)
    return None


def stage_graph(dockerfile: Dockerfile, target: str = "") -> StageGraph:
    """Return the stages, what each needs, and why some are left out of a build of `target` (the last one if empty)."""
    end = target_stage(dockerfile, target)
    used, needs = used_stages(dockerfile, end), stage_needs(dockerfile)
    wanted: frozenset[int] = frozenset().union(*needs)
    nodes = []
    for stage in dockerfile.stages:
        skipped = "" if stage.index in used else _why_skipped(stage.index, end, wanted)
        needed = tuple(sorted(needs[stage.index]))
        nodes.append(StageNode(stage.index, stage.label, stage.span.line, needed, skipped))
    return StageGraph(tuple(nodes))


def _why_skipped(index: int, target: int | None, wanted: frozenset[int]) -> str:
    if target is not None and index > target:
        return "comes behind the target"
    return "only skipped stages need it" if index in wanted else "nothing takes files from it"
