"""Checks of how large an image is, and of how many layers it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.dockerfile import shipped_instructions
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.dockerfile import Dockerfile, maker
from tutor.model.image import Image, Layer
from tutor.model.outcome import Outcome
from tutor.safe_text import megabytes

_SHARES = {"share_of_traditional": "traditional", "share_of_reference": "reference"}
"""Option to the image that it compares with."""


class ImageSizeCheck(Check):
    """The image is at most so large: in MB, or as a share of the traditional or the reference image."""

    kind, phase, rank = "image_size", "size", Rank.SIZE
    options = CheckOptions(
        {
            "share_of_traditional": OptionSpec(
                "number",
                minimum=0.001,
                maximum=1,
                sentence="The largest size allowed, as a share of the traditional image's.",
            ),
            "share_of_reference": OptionSpec(
                "number",
                minimum=0.1,
                maximum=10,
                sentence="The largest size allowed, as a share of the reference solution's, which is built for it.",
            ),
            "max_mb": OptionSpec(
                "number", minimum=0.001, sentence="The largest size allowed, in MB (1,000,000 bytes)."
            ),
            "added": OptionSpec(
                "boolean", sentence="Whether only what was added to the base image counts, on both sides."
            ),
        },
        any_of=("share_of_traditional", "share_of_reference", "max_mb"),
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Compare the sizes by the tutor's own definition."""
        yours = self._size(evidence, "yours")
        for option, other in _SHARES.items():
            if option in self.values and self._size(evidence, other) is None:
                return self.could_not_run(
                    evidence.trouble.get(other) or f"the {other} image could not be measured"
                )
        if yours is None:
            return self.could_not_run("the image could not be measured")
        limit, expected = min(self._limits(evidence))
        if yours > limit:
            outcome = self.failed(expected, megabytes(yours))
        else:
            outcome = self.passed(f"{megabytes(yours)} of at most {megabytes(limit)}", expected)
        return replace(outcome, measured=yours, allowed=limit)

    def target(self, traditional: int) -> int | None:
        """Return the largest size allowed beside a traditional image of that size, in bytes; None if that is not known."""
        if self.values.get("added"):
            return None
        limits = []
        if "share_of_traditional" in self.values:
            limits.append(int(traditional * float(self.values["share_of_traditional"])))
        if "max_mb" in self.values:
            limits.append(int(1_000_000 * float(self.values["max_mb"])))
        return min(limits, default=None)

    def _limits(self, evidence: Evidence) -> Iterator[tuple[int, str]]:
        """Yield (bytes allowed, what that is, in words)."""
        what = " added to the base image" if self.values.get("added") else ""
        if "max_mb" in self.values:
            limit = int(1_000_000 * float(self.values["max_mb"]))
            yield limit, f"at most {megabytes(limit)}{what}"
        for option, other in _SHARES.items():
            size = self._size(evidence, other)
            if option in self.values and size is not None:
                limit = int(size * float(self.values[option]))
                share = f"{self.values[option]:.0%} of the {other} {megabytes(size)}"
                yield limit, f"at most {megabytes(limit)}{what}, {share}"

    def _size(self, evidence: Evidence, which: str) -> int | None:
        if self.values.get("added"):
            return evidence.added.get(which)
        found: int | None = getattr(evidence.sizes, which)
        return found


class LayerCountCheck(Check):
    """The image has at most so many layers."""

    kind, phase, rank = "layer_count", "image", Rank.SIZE
    options = CheckOptions(
        {
            "max": OptionSpec(
                "integer", required=True, minimum=1, maximum=127, sentence="How many are allowed."
            ),
            "added": OptionSpec("boolean", sentence="Whether the base image's own layers are left out."),
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Count."""
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        layers: tuple[Layer, ...] | None = evidence.image.layers
        if self.values.get("added"):
            layers = own_layers(evidence.image, evidence.dockerfile)
        if layers is None:
            return self.could_not_run("the image does not tell which layers are the base image's")
        limit, what = int(self.values["max"]), " on the base image" if self.values.get("added") else ""
        if len(layers) > limit:
            return self.failed(f"at most {limit} layers{what}", str(len(layers)))
        return self.passed(f"{len(layers)} of at most {limit} layers{what}")


def own_layers(image: Image, dockerfile: Dockerfile | None) -> tuple[Layer, ...] | None:
    """Return the layers that a Dockerfile added to its base image; None if the image does not tell which made them."""
    if dockerfile is None or any(layer.from_end is None for layer in image.layers):
        return None
    made = shipped_instructions(dockerfile)
    return tuple(layer for layer in image.layers if maker(made, layer.from_end) is not None)


def added_size(image: Image, dockerfile: Dockerfile | None) -> int | None:
    """Return the bytes that a Dockerfile added to its base image; None if the image does not tell."""
    layers = own_layers(image, dockerfile)
    return None if layers is None else sum(layer.size for layer in layers)
