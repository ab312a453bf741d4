"""The Dockerfile as sent: base images replaced where the host has to hand over certificates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tutor.model.dockerfile import Dockerfile
from tutor.model.image_name import full_name


def substitute_bases(dockerfile: Dockerfile, substitutes: Mapping[str, str]) -> str:
    """Return the text with the image of each FROM replaced where `substitutes` names it, in any spelling.

    Lines keep their numbers.
    """
    if not substitutes:
        return dockerfile.text
    known = {full_name(name): replacement for name, replacement in substitutes.items()}
    lines = dockerfile.text.split("\n")  # only a line feed ends one
    for stage in dockerfile.stages:
        replacement, written = known.get(full_name(stage.base)), stage.instructions[0].arguments
        if stage.base_stage is None and replacement and written:
            word = re.compile(rf"(?<!\S){re.escape(written[0])}(?!\S)")
            _replace_first(lines, range(stage.span.line - 1, stage.span.end_line), word, replacement)
    return "\n".join(lines)


def _replace_first(lines: list[str], numbers: Iterable[int], word: re.Pattern[str], replacement: str) -> None:
    """Replace a word where it first stands, comments between the lines of an instruction left out."""
    for number in numbers:
        found = None if lines[number].lstrip().startswith("#") else word.search(lines[number])
        if found:
            lines[number] = lines[number][: found.start()] + replacement + lines[number][found.end() :]
            return
