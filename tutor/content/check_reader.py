"""The checks of a lab: kind, options as their family declares them, needs, hints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tutor.content.fields import Fields, read_boolean, read_items, read_number, read_text, unique
from tutor.content.lab_table import ARGUMENT, CHECK, HINTS_LIMIT, OTHER_IMAGE, STAGE
from tutor.content.pattern import pattern_trouble
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.yaml_tree import Keys, Node
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.course import CheckSpec
from tutor.model.other_image import OtherImage

_VALUE = OptionSpec("mapping")
_ORDER = f"{', '.join(rank.words for rank in Rank)}, then advice"


def read_checks(
    nodes: tuple[Node, ...], known: Mapping[str, CheckOptions], report: Report
) -> tuple[CheckSpec, ...]:
    """Return the checks in their order; a check may need only checks above it, and stands below those of lower rank."""
    fields = [Fields(node, CHECK.what, CHECK.fields, report) for node in nodes]
    ids = [f.identifier("id") for f in fields]
    unique(zip(fields, ids, strict=True), "checks", report)
    checks = tuple(_check(f, ids, n, known, report) for n, f in enumerate(fields))
    _report_order(tuple(zip(fields, checks, strict=True)), known, report)
    return checks


def _report_order(
    checks: tuple[tuple[Fields, CheckSpec], ...], known: Mapping[str, CheckOptions], report: Report
) -> None:
    """Report checks that stand below others which are explained later: lists, hints and explanations have one order."""
    before: CheckSpec | None = None
    for fields, check in checks:
        if check.kind not in known:
            continue
        if before is not None and _place(check, known) < _place(before, known):
            what = "only advises" if before.advice else f"is about {known[before.kind].rank.words}"
            said = f"{shown(check.id)} must stand above {shown(before.id)}, which {what}. The order is: {_ORDER}."
            report.add(fields.line, said)
        else:
            before = check


def _place(check: CheckSpec, known: Mapping[str, CheckOptions]) -> tuple[bool, Rank]:
    return (check.advice, Rank.FILE if check.advice else known[check.kind].rank)


def _check(
    fields: Fields, ids: list[str], number: int, known: Mapping[str, CheckOptions], report: Report
) -> CheckSpec:
    kind = fields.text("kind")
    if kind and kind not in known:
        report.add(
            fields.line_of("kind"), f"{shown(kind)} is not a kind of check.{did_you_mean(kind, known)}"
        )
    return CheckSpec(
        id=ids[number],
        kind=kind,
        title=fields.text("title"),
        options=_options(fields, kind, known[kind], report) if kind in known else {},
        needs=_needs(fields, ids, number, report),
        hints=_hints(fields, report),
        advice=fields.boolean("advice"),
        image=_image(fields, kind, known, report),
    )


def _image(fields: Fields, kind: str, known: Mapping[str, CheckOptions], report: Report) -> OtherImage | None:
    """Return which image a check judges; None for the one that a plain build makes."""
    node = fields.node("image")
    if node is None:
        return None
    if kind in known and not known[kind].other_images:
        report.add(node.line, f"a check of the kind {shown(kind)} cannot judge another image.")
    given = Fields(node, OTHER_IMAGE.what, OTHER_IMAGE.fields, report)
    target, arguments = given.text("target"), given.node("arguments")
    if target and not re.fullmatch(STAGE, target):
        report.add(given.line_of("target"), f"{shown(target)} cannot be the name of a stage.")
    if given.readable and not target and arguments is None:
        report.add(node.line, "another image needs `target` or `arguments`.")
    pairs = _mapping(arguments, "`arguments`", _VALUE, report) if arguments else {}
    for name in (n for n in pairs if not re.fullmatch(ARGUMENT, n)):
        report.add(node.line, f"{shown(name)} cannot be the name of a build argument.")
    port = given.integer("port") if given.node("port") is not None else None
    return OtherImage(target, tuple(pairs.items()), port=port)


def _hints(fields: Fields, report: Report) -> tuple[str, ...]:
    hints = fields.texts("hints")
    if len(hints) > HINTS_LIMIT:
        report.add(
            fields.line_of("hints"), f"a check has at most {HINTS_LIMIT} hints; here are {len(hints)}."
        )
    return hints


def _needs(fields: Fields, ids: list[str], number: int, report: Report) -> tuple[str, ...]:
    line, above = fields.line_of("needs"), ids[:number]
    needs = fields.texts("needs")
    for need in (n for n in needs if n and n not in above):
        if need == ids[number]:
            report.add(line, f"the check {shown(need)} cannot need itself.")
        elif need in ids:
            report.add(line, f"{shown(need)} stands below; a check can need only checks above it.")
        else:
            report.add(line, f"{shown(need)} is not a check of this lab.{did_you_mean(need, above)}")
    return needs


def _options(fields: Fields, kind: str, family: CheckOptions, report: Report) -> dict[str, Any]:
    node = fields.node("options")
    what = f"the options of {shown(kind)}"
    given = Fields(node or Keys(fields.line, {}, {}), what, tuple(family.options), report)
    found = {}
    for name, spec in family.options.items():
        value = given.node(name, required=spec.required)
        if value is not None:
            found[name] = _option(value, shown(name), spec, report)
    if family.any_of and not any(name in family.any_of for name in found):
        report.add(fields.line, f"{what} need one of {', '.join(shown(n) for n in family.any_of)}.")
    return found


def _option(node: Node, what: str, spec: OptionSpec, report: Report) -> Any:
    """Return one option's value as its family wants it."""
    if spec.type in ("integer", "number"):
        whole = spec.type == "integer"
        return read_number(node, what, report, whole=whole, low=spec.minimum, high=spec.maximum)
    if spec.type == "boolean":
        return read_boolean(node, what, report)
    if spec.type == "strings":
        return tuple(_text(n, f"an entry of {what}", spec, report) for n in _entries(node, what, report))
    if spec.type == "commands":
        return tuple(
            tuple(
                _text(n, f"an entry of {what}", spec, report)
                for n in _entries(inner, f"an entry of {what}", report)
            )
            for inner in _entries(node, what, report)
        )
    if spec.type == "mapping":
        return _mapping(node, what, spec, report)
    return _text(node, what, spec, report)


def _text(node: Node, what: str, spec: OptionSpec, report: Report) -> str:
    """Return a text, if it is one of those that are allowed."""
    text = read_text(node, what, report)
    if text and spec.choices and text not in spec.choices:
        report.add(node.line, f"{what} cannot be {shown(text)}.{did_you_mean(text, spec.choices)}")
    if text and spec.like and not re.fullmatch(spec.like, text):
        report.add(node.line, f"{what} cannot be {shown(text)}. It takes: {spec.sentence}")
    if spec.pattern and (trouble := pattern_trouble(text)):
        report.add(node.line, f"{what} is no regular expression: {trouble}.")
    return text


def _entries(node: Node, what: str, report: Report) -> tuple[Node, ...]:
    nodes = read_items(node, what, report)
    if node.kind == "a list" and not nodes:
        report.add(node.line, f"{what} is empty; it needs at least one entry.")
    return nodes


def _mapping(node: Node, what: str, spec: OptionSpec, report: Report) -> dict[str, str]:
    if not isinstance(node, Keys):
        report.add(node.line, f"{what} must be keys and values, not {node.kind}.")
        return {}
    return {key: _text(value, shown(key), spec, report) for key, value in node.nodes.items()}
