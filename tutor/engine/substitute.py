"""The Dockerfile as sent: base images replaced where the host has to hand over certificates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tutor.model.dockerfile import Dockerfile


def substitute_bases(dockerfile: Dockerfile, substitutes: Mapping[str, str]) -> str:
    """Return the text with the image of each FROM replaced where `substitutes` names it; lines keep their numbers."""
    if not substitutes:
        return dockerfile.text
    lines = dockerfile.text.splitlines(keepends=True)
    for stage in dockerfile.stages:
        replacement, written = substitutes.get(stage.base), stage.instructions[0].arguments
        if stage.base_stage is None and replacement and written:
            word = re.compile(rf"(?<!\S){re.escape(written[0])}(?!\S)")
            for number in range(stage.span.line - 1, min(stage.span.end_line, len(lines))):
                lines[number] = word.sub(replacement.replace("\\", ""), lines[number], count=1)
    return "".join(lines)
