"""What a build tells that questions ask for, by name."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping

from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Sizes

Fact = int | float | tuple[int, ...]
Facts = Mapping[str, Fact]
"""A number, or line numbers; a fact that is not known has no entry."""

FACTS = {
    "size_traditional_mb": "number",
    "size_yours_mb": "number",
    "size_target_mb": "number",
    "size_saved_mb": "number",
    "share": "number",
    "size_not_needed_mb": "number",
    "stop_seconds": "number",
    "rebuilt_lines": "lines",
    "largest_line": "lines",
}
"""Every fact and the kind of question that it can answer; `share` is yours in percent of the traditional, `stop_seconds` what a
check of the kind `stops_in` measured, to a tenth. Only a lab that is read knows `size_not_needed_mb` (what its key and the X-ray
count as not needed to run) and `largest_line` (which adds most)."""


def size_facts(sizes: Sizes) -> dict[str, Fact]:
    """Return the facts that image sizes tell, in whole MB and percent."""
    traditional, yours = sizes.traditional, sizes.yours
    known: dict[str, int | None] = {
        "size_traditional_mb": traditional,
        "size_yours_mb": yours,
        "size_target_mb": sizes.target,
        "size_saved_mb": traditional - yours if traditional is not None and yours is not None else None,
        "size_not_needed_mb": sizes.not_needed,
    }
    facts: dict[str, Fact] = {name: round(size / 1e6) for name, size in known.items() if size is not None}
    if traditional and yours is not None:
        facts["share"] = round(100 * yours / traditional)
    if sizes.lines:
        facts["largest_line"] = (max(sizes.lines, key=lambda line: line[1])[0],)
    return facts


def target_facts(checks: Iterable[CheckSpec]) -> dict[str, str]:
    """Return the facts that a lab's checks of the sizes of targets tell, by the id of the check: `size_of_api_mb`."""
    sized = (c for c in checks if c.kind == "image_size" and c.image and c.image.target)
    whole = (c for c in sized if c.image and not c.image.arguments and not c.options.get("added"))
    names = ((c.id, c.image.target.lower()) for c in whole if c.image)
    return {check: f"size_of_{re.sub(r'[^a-z0-9]', '_', target)}_mb" for check, target in names}


def measured_facts(checks: Iterable[CheckSpec], outcomes: Iterable[Outcome]) -> dict[str, Fact]:
    """Return the sizes of targets that were measured, in whole MB."""
    names = target_facts(checks)
    told = (o for o in outcomes if o.check_id in names and o.measured is not None)
    return {names[o.check_id]: round((o.measured or 0) / 1e6) for o in told}


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in braces, in their order; raises `ValueError` for braces that hold more, or do not match."""
    fields = [f for f in string.Formatter().parse(text) if f[1] is not None]
    if any(form or conversion for _, _, form, conversion in fields):
        raise ValueError(text)
    return tuple(str(name) for _, name, _, _ in fields)


def fill(text: str, facts: Facts) -> str | None:
    """Return `text` with its facts put in, or None while one of them is not known."""
    names = placeholders(text)
    if any(name not in facts for name in names):
        return None
    return text.format_map({name: fact_text(facts[name]) for name in names})


def fact_text(fact: Fact) -> str:
    """Return a fact as people say it: `424`, or `lines 12, 14 and 15`."""
    if not isinstance(fact, tuple):
        return str(fact)
    lines = [str(line) for line in fact]
    if len(lines) < 2:
        return f"line {lines[0]}" if lines else "no line"
    return f"lines {', '.join(lines[:-1])} and {lines[-1]}"
