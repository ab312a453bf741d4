"""Which base images a message may suggest: those of the lab."""

from __future__ import annotations

import re

from tutor.checks import named_targets
from tutor.checks.evidence import Evidence
from tutor.dockerfile import ancestry, parse, target_stage
from tutor.model.image_name import SCRATCH


def other_bases(evidence: Evidence, base: str) -> tuple[str, ...]:
    """Return the lab's base images that are not `base`, however that is written."""
    return tuple(image for image in evidence.lab.base_images if _plain(image) != _plain(base))


def runtime_base(evidence: Evidence) -> str:
    """Return what to suggest for the last stage: `scratch` if the lab shows that, else an image that nothing is built in, if it has one.

    Where a lab has several targets, each begins with something of its own: what this one begins with in the reference.
    """
    lab = evidence.lab
    reference = parse(lab.reference.text) if lab.solutions else None
    shown = reference.stages if reference else ()
    last = evidence.dockerfile.final if evidence.dockerfile else None
    if reference and last and named_targets(lab):
        own = target_stage(reference, last.name or "") if evidence.default else len(shown) - 1
        if own is not None:
            return shown[ancestry(reference, own)[-1]].base
    if len(shown) > 1 and shown[-1].base == SCRATCH:
        return SCRATCH
    first = evidence.dockerfile.stages[0].base if evidence.dockerfile else ""
    others = other_bases(evidence, first)
    is_known = len(others) < len(evidence.lab.base_images)
    return others[0] if others and is_known else first


def _plain(image: str) -> str:
    """Return the name of an image without what it may be written with: its registry, its digest."""
    return re.sub(r"^(?:(?:index\.)?docker\.io/)?(?:library/)?|@.*$", "", image)
