"""The quick check: what the parser refuses, and what an experienced eye would ask about."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from tutor.dockerfile.command_rules import dev_server, server_in_run
from tutor.dockerfile.copy_rules import copies_everything, copy_needs_from, relative_from_path
from tutor.dockerfile.stage_rules import (
    capital_base,
    final_is_build_stage,
    nothing_copied,
    single_stage,
    unknown_stage,
    unused_stage,
)
from tutor.dockerfile.text_rules import from_swallowed, json_quotes, trailing_comment
from tutor.dockerfile.view import View, look_at
from tutor.model.dockerfile import Dockerfile, Problem

Rule = Callable[[View], Iterator[Problem]]

_LIMIT = 50
"""Warnings of one kind; nobody reads more, and a huge file must not take long."""

_TEXT_RULES: tuple[Rule, ...] = (from_swallowed, trailing_comment, json_quotes, server_in_run, dev_server)
"""Rules about single instructions."""
_STAGE_RULES: tuple[Rule, ...] = (
    unknown_stage,
    capital_base,
    copies_everything,
    relative_from_path,
    copy_needs_from,
    single_stage,
    final_is_build_stage,
    nothing_copied,
    unused_stage,
)
"""Rules about how the stages hang together."""


def quick_check(dockerfile: Dockerfile) -> tuple[Problem, ...]:
    """Return the parser's problems and all warnings in file order, one a place."""
    view = look_at(dockerfile)
    found = list(dockerfile.problems)
    for rule in _TEXT_RULES:
        found.extend(itertools.islice(rule(view), _LIMIT))
    if view.shape_is_sure and not any(p.code == "from-swallowed" for p in found):
        for rule in _STAGE_RULES:
            found.extend(itertools.islice(rule(view), _LIMIT))
    kept: dict[tuple[int, int], Problem] = {}
    for problem in found:
        kept.setdefault((problem.span.line, problem.span.column), problem)
    return tuple(kept[place] for place in sorted(kept))
