"""Questions about the stages of a file: who is FROM whom, who names itself, which name was meant."""

from __future__ import annotations

import difflib
from dataclasses import replace

from tutor.model.dockerfile import CopySource, Dockerfile, Instruction, Stage
from tutor.model.stage_links import (
    copy_sources as copy_sources,  # in the model, because the engine needs them, too
)
from tutor.model.stage_links import named_images as named_images
from tutor.model.stage_links import stage_graph as stage_graph
from tutor.model.stage_links import target_stage as target_stage
from tutor.model.stage_links import used_stages as used_stages


def names_itself(dockerfile: Dockerfile, source: CopySource) -> bool:
    """Return whether an instruction names the stage it stands in."""
    stage, reference = dockerfile.stages[source.in_stage], source.reference
    by_number = reference == str(stage.index) and source.instruction.keyword != "RUN"
    own = by_number or reference.lower() == (stage.name or "").lower()
    return own and source.stage is None


def ancestry(dockerfile: Dockerfile, index: int) -> tuple[int, ...]:
    """Return the stage `index` and those it is FROM, nearest first."""
    chain = [index]
    base = dockerfile.stages[index].base_stage
    while base is not None:
        chain.append(base)
        base = dockerfile.stages[base].base_stage
    return tuple(chain)


def shipped_instructions(dockerfile: Dockerfile) -> tuple[Instruction, ...]:
    """Return the instructions that made the image's own layers, in the order they ran: the last stage's and those it is FROM."""
    if not dockerfile.stages:
        return ()
    stages = [dockerfile.stages[i] for i in reversed(ancestry(dockerfile, len(dockerfile.stages) - 1))]
    return tuple(i for stage in stages for i in stage.instructions[1:])


def up_to_target(dockerfile: Dockerfile, target: str) -> Dockerfile:
    """Return the file without the stages behind a target, so that its stage is the last; as it is if there is none of that name."""
    index = target_stage(dockerfile, target)
    return dockerfile if index is None else replace(dockerfile, stages=dockerfile.stages[: index + 1])


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
