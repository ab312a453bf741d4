"""The six sub-goals of a lab: what in the text, and which checks, tell that each is reached."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.content.fields import Fields
from tutor.content.lab_table import GOAL_LIST_LIMIT, SUB_GOAL, SUB_GOALS
from tutor.content.pattern import pattern_trouble
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.yaml_tree import Keys, Node
from tutor.model.course import CheckSpec
from tutor.model.sub_goals import LABELS, SubGoal

_NESTED = re.compile(r"[*+}?]\)*[*+{]|\)[*+{]")
"""A repeated group: such an expression can take for ever on a text that does not fit."""


def read_sub_goals(node: Node | None, checks: Sequence[CheckSpec], report: Report) -> tuple[SubGoal, ...]:
    """Return all six in their order, or none if the lab has no checklist."""
    if node is None:
        return ()
    fields = Fields(node, SUB_GOALS.what, SUB_GOALS.fields, report)
    nodes = {goal: fields.node(goal) for goal in LABELS}
    ids = [c.id for c in checks]
    return tuple(_goal(goal, n or Keys(node.line, {}, {}), ids, report) for goal, n in nodes.items())


def _goal(goal: str, node: Node, check_ids: Sequence[str], report: Report) -> SubGoal:
    fields = Fields(node, f"the sub-goal {shown(goal)}", SUB_GOAL.fields, report)
    found = {key: fields.texts(key) for key in SUB_GOAL.fields}
    for key in (key for key, texts in found.items() if len(texts) > GOAL_LIST_LIMIT):
        report.add(fields.line_of(key), f"{shown(key)} has more than {GOAL_LIST_LIMIT} entries.")
    for command in found["commands"]:
        if trouble := _trouble(command):
            report.add(fields.line_of("commands"), f"{shown(command)} {trouble}.")
    for check in (c for c in found["checks"] if c and c not in check_ids):
        said = f"{shown(check)} is not a check of this lab.{did_you_mean(check, check_ids)}"
        report.add(fields.line_of("checks"), said)
    return SubGoal(goal, **found)


def _trouble(pattern: str) -> str:
    """Return what is wrong with a regular expression; empty if nothing is."""
    longest = SUB_GOAL.fields["commands"].longest or 0
    if len(pattern) > longest:
        return f"is longer than {longest} characters"
    if trouble := pattern_trouble(pattern):
        return f"is not a regular expression ({trouble})"
    return "repeats a group or a repetition, which can take for ever" if _NESTED.search(pattern) else ""
