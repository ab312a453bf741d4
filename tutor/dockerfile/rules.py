"""The quick check: what the parser refuses, and what an experienced eye would ask about."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from tutor.dockerfile.command_rules import dev_server, one_string, server_in_run
from tutor.dockerfile.context_rules import ships_project
from tutor.dockerfile.copy_rules import copies_everything, copy_needs_from, relative_from_path
from tutor.dockerfile.graph import target_stage, used_stages
from tutor.dockerfile.path_rules import path_across_stages
from tutor.dockerfile.project_rules import not_in_project
from tutor.dockerfile.secret_rules import secret_in_variable
from tutor.dockerfile.shell_rules import command_replaced, lost_with_the_shell
from tutor.dockerfile.stage_rules import (
    capital_base,
    final_is_build_stage,
    nothing_copied,
    single_stage,
    unknown_stage,
    unused_stage,
)
from tutor.dockerfile.surroundings import Surroundings
from tutor.dockerfile.target_rules import copies_contents, copy_needs_folder
from tutor.dockerfile.text_rules import from_swallowed, json_quotes, single_dash, trailing_comment
from tutor.dockerfile.variable_rules import arg_at_run_time, arg_in_stage, lost_variable, variable_as_stage
from tutor.dockerfile.view import View, look_at
from tutor.model.dockerfile import Dockerfile, Problem

Rule = Callable[[View], Iterator[Problem]]

_LIMIT = 50
"""Warnings of one kind; nobody reads more, and a huge file must not take long."""

_TEXT_RULES: tuple[Rule, ...] = (
    from_swallowed,
    trailing_comment,
    json_quotes,
    single_dash,
    one_string,
    server_in_run,
    dev_server,
    lost_with_the_shell,
    secret_in_variable,
    copy_needs_folder,
)
"""Rules about single instructions."""
_STAGE_RULES: tuple[Rule, ...] = (
    unknown_stage,
    capital_base,
    variable_as_stage,
    copies_everything,
    ships_project,
    relative_from_path,
    copy_needs_from,
    copies_contents,
    single_stage,
    final_is_build_stage,
    nothing_copied,
    unused_stage,
    lost_variable,
    arg_in_stage,
    arg_at_run_time,
    path_across_stages,
    command_replaced,
)
"""Rules about how the stages hang together."""


def _lines_of_targets(dockerfile: Dockerfile, targets: tuple[str, ...]) -> frozenset[int]:
    """Return the lines of the stages that builds of these targets run through."""
    ends = [index for name in targets if (index := target_stage(dockerfile, name)) is not None]
    used = {stage for end in ends for stage in used_stages(dockerfile, end)}
    return frozenset(dockerfile.stages[stage].span.line for stage in used)


def quick_check(dockerfile: Dockerfile, known: Surroundings | None = None) -> tuple[Problem, ...]:
    """Return the parser's problems and all warnings in file order, one a place; `known` tells of the project folder."""
    view = look_at(dockerfile)
    found = list(dockerfile.problems)
    for rule in _TEXT_RULES:
        found.extend(itertools.islice(rule(view), _LIMIT))
    if known is not None:
        found.extend(itertools.islice(not_in_project(view, known), _LIMIT))
    if view.shape_is_sure and not any(p.code == "from-swallowed" for p in found):
        for rule in _STAGE_RULES:
            found.extend(itertools.islice(rule(view), _LIMIT))
    wanted = _lines_of_targets(dockerfile, known.targets if known else ())
    kept: dict[tuple[int, int], Problem] = {}
    for problem in found:
        if problem.code == "unused-stage" and problem.span.line in wanted:
            continue
        kept.setdefault((problem.span.line, problem.span.column), problem)
    return tuple(kept[place] for place in sorted(kept))
