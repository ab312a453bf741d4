"""What made each layer: the learner's instruction, or the engine's words without the engine's noise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tutor.model.dockerfile import Instruction, maker
from tutor.model.image import Image, Layer
from tutor.model.xray import Origin
from tutor.safe_text import clean_line

_NOP = re.compile(r"^(?:RUN )?/bin/sh -c #\(nop\)\s*")
_ARGUMENTS = re.compile(r"^(RUN )?\|\d+ .*?(?=(?:/\S*/)?(?:ba|da|a|z)?sh (?:-\S+ |pipefail )*-\w*c )")
_SHELL = re.compile(r"^(?:RUN )?(?:/\S*/)?(?:ba|da|a|z)?sh (?:-\S+ |pipefail )*?-\w*c ")
_DIGEST = re.compile(r"\b(file|dir|multi):[0-9a-f]{16,}")
_ROOT_SYSTEM = re.compile(
    r"^ADD (?:(?:file|multi) in|\S*rootfs\S*|\S*\.tar(?:\.\w+)?) /$"
    r"|^COPY /?rootfs\S* /$|^bazel build |debuerreotype|^# debian\.sh |mkimage|^stand-in: "
)


def origins_of(
    image: Image, base_layers: int, instructions: Sequence[Instruction] | None = None
) -> tuple[Origin, ...]:
    """Return what made each layer.

    The lowest `base_layers` belong to the base image. `instructions` are those that made the image, in the order they
    ran, if its Dockerfile is known; layers that none of them made belong to the base image, too.
    """
    return tuple(_origin(layer, n, n < base_layers, instructions) for n, layer in enumerate(image.layers))


def _origin(layer: Layer, number: int, base: bool, instructions: Sequence[Instruction] | None) -> Origin:
    made = None if base or instructions is None else maker(instructions, layer.from_end)
    if made is not None:
        return Origin(number, clean_line(made.text), made.span.line)
    below = instructions is not None and layer.from_end is not None
    return Origin(number, instruction_words(layer.created_by), base=base or below)


def instruction_words(created_by: str) -> str:
    """Return an instruction as people write it, from the words that Docker, BuildKit or Podman keep of it."""
    words = clean_line(created_by).removesuffix(" # buildkit")
    if _NOP.match(words):
        return _DIGEST.sub(r"\1", _NOP.sub("", words)).strip()
    words = _ARGUMENTS.sub(r"\1", words)
    if _SHELL.match(words):
        return f"RUN {_SHELL.sub('', words)}"
    return words


def base_layer_count(image: Image, candidates: Iterable[Sequence[str]] = ()) -> int:
    """Return how many layers, from the bottom, belong to the base image.

    They are those of the largest of the local images that this one begins with; `candidates` are their layers' digests.
    Without any, those that bring the root file system, as far as their words say so.
    """
    return shared_layers([layer.diff_id for layer in image.layers], candidates) or _root_system(image)


def shared_layers(diff_ids: Sequence[str], candidates: Iterable[Sequence[str]]) -> int:
    """Return the length of the longest candidate that `diff_ids` begins with and goes beyond."""
    own = list(diff_ids)
    return max(
        (len(c) for c in candidates if len(c) < len(own) and list(c) == own[: len(c)]),
        default=0,
    )


def _root_system(image: Image) -> int:
    """Return how many of the lowest layers bring a root file system; distroless images come in many such layers."""
    for count, layer in enumerate(image.layers):
        if not _ROOT_SYSTEM.search(instruction_words(layer.created_by)):
            return count
    return 0
