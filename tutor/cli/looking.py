"""See through an image that the user names: the one place where reading and analysis come together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import paths
from tutor.cli import parts
from tutor.errors import EngineTrouble, NoEngine, UsageProblem
from tutor.safe_text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.engine.image_source import ImageSource
    from tutor.engine.layer_cache import LayerCache
    from tutor.engine.port import Engine
    from tutor.model.dockerfile import Dockerfile
    from tutor.model.image import Image
    from tutor.model.xray import Difference, XRay


@dataclass(frozen=True)
class LookOptions:
    """What the user says about an image."""

    dockerfile: Path | None = None
    """The Dockerfile that it was built from, for the lines that brought each layer."""
    bases: tuple[str, ...] = ()
    """Images of which one is its base image; empty to find that out."""


def look(reference: str, options: LookOptions) -> XRay:
    """Return the X-ray of an image in the engine, or of an archive or OCI layout on disk.

    Raises `UsageProblem` if there is no such image, `EngineTrouble` if it cannot be read.
    """
    from tutor.dockerfile import shipped_instructions
    from tutor.engine.port import Cancel
    from tutor.xray import examine, origins_of

    text = None if options.dockerfile is None else _parsed(options.dockerfile)
    image = _source(reference).read(_cache(), Cancel())
    below = _base_layers(reference, image, options, text)
    made_by = None if text is None else shipped_instructions(text)
    return examine(image, reference, origins_of(image, below, made_by))


def difference(before: XRay, after: XRay) -> Difference:
    """Return what two images differ in."""
    from tutor.xray import compare

    return compare(before, after)


def _source(reference: str) -> ImageSource:
    """Return where an image is; raises `NoEngine` if only an engine could have it, and none answers."""
    from tutor.engine.image_sources import open_source

    engine, trouble = parts.engine_or_trouble()
    try:
        return open_source(reference, engine)
    except NoEngine as e:
        raise NoEngine(e.message, trouble) from None


def _cache() -> LayerCache:
    from tutor.engine.layer_cache import LayerCache

    return LayerCache(paths.cache_dir() / "layers")


def _base_layers(reference: str, image: Image, options: LookOptions, text: Dockerfile | None) -> int:
    """Return how many layers, from the bottom, are the base image's."""
    from tutor.xray import base_layer_count, shared_layers

    if not options.bases:
        return base_layer_count(image, _likely_bases(text))
    found = shared_layers(
        [layer.diff_id for layer in image.layers],
        [_source(base).info().diff_ids for base in options.bases],
    )
    if not found:
        names = ", ".join(clean_line(base, 60) for base in options.bases)
        raise UsageProblem(
            f"{clean_line(reference, 60)} does not start with the layers of {names}.",
            "Name the image that its last FROM names, in the version that it was built with.",
        )
    return found


def _likely_bases(text: Dockerfile | None) -> Iterator[Sequence[str]]:
    """Yield the layers of local images that are base images: those that the Dockerfile and the labs name.

    They make the X-ray tell more, and an archive needs no engine: one in trouble is done without.
    """
    with suppress(EngineTrouble):
        engine: Engine = parts.engine()
        for name in dict.fromkeys([*_named(text), *parts.base_images(parts.course())]):
            found = engine.image(name)
            if found is not None:
                yield found.diff_ids


def _named(text: Dockerfile | None) -> Iterator[str]:
    """Yield the images that a Dockerfile starts from; names with a variable that has no default are unknown."""
    for stage in text.stages if text else ():
        if stage.base_stage is None and stage.base != "scratch" and "$" not in stage.base:
            yield stage.base


def _parsed(file: Path) -> Dockerfile:
    from tutor.dockerfile import decode, parse

    text = parse(decode(parts.read_file(file)))
    if text.errors or not text.stages:
        told = [f"line {p.span.line}: {p.message}" for p in text.errors[:1]] or ["it has no FROM."]
        raise UsageProblem(f"{file}: {told[0]}", "Give the Dockerfile that the image was built from.")
    return text
