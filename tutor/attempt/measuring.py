"""Measure the images that the learner's is compared with; each is built, from the cache mostly."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from tutor.attempt.events import AttemptEvent, PhaseStarted
from tutor.attempt.image_builder import ImageBuilder
from tutor.checks import size_target
from tutor.checks.evidence import Evidence
from tutor.checks.size import added_size
from tutor.dockerfile import parse
from tutor.model.dockerfile import Dockerfile
from tutor.model.image import Image


def measure(
    which: str,
    text: str,
    evidence: Evidence,
    images: ImageBuilder,
    seconds: float,
    ignore: str | None = None,
) -> Generator[AttemptEvent, None, Image | None]:
    """Build `text` as the `traditional` or the `reference` image and put its sizes into the evidence; return the image.

    `ignore` is the text of the ignore file beside it.
    """
    image, dockerfile = evidence.image, parse(text)
    if (evidence.text, evidence.ignore) != (text, ignore):
        yield PhaseStarted(which)
        built = yield from images.build(dockerfile, which, seconds, ignore)
        image = images.read(built.info) if built.info else None
        if built.failure:
            words = built.failure.message.strip().rpartition("\n")[2]
            evidence.trouble[which] = f"the {which} image could not be built: {words}"
    known: dict[str, Any] = {which: image.size if image else None}
    evidence.sizes = replace(evidence.sizes, **known)
    keep_added(which, image, evidence, dockerfile)
    if evidence.sizes.traditional is not None:
        target = size_target(evidence.lab, evidence.sizes.traditional)
        evidence.sizes = replace(evidence.sizes, target=target)
    return image


def keep_added(which: str, image: Image | None, evidence: Evidence, dockerfile: Dockerfile | None) -> None:
    """Put into the evidence what an image adds to its base image, if that can be told."""
    added = added_size(image, dockerfile) if image else None
    if added is not None:
        evidence.added[which] = added
