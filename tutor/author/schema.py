"""The JSON Schema of `lab.yaml`, made from the table that the reader follows and from what the checks declare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tutor.content import field_spec as kinds
from tutor.content.field_spec import FieldSpec, Table
from tutor.content.fields import ID, TEXT_LIMIT
from tutor.content.lab_table import LAB
from tutor.model.check_options import CheckOptions, OptionSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
_LINE, _LINES = r"^[^\n\r]*\S[^\n\r]*\n*$", r"\S"
"""A text of one line, and one of several: neither is blank."""


def schema_text(known: Mapping[str, CheckOptions]) -> str:
    """Return the schema as a file."""
    return json.dumps(lab_schema(known), indent=2, ensure_ascii=False) + "\n"


def lab_schema(known: Mapping[str, CheckOptions]) -> Schema:
    """Return the schema of a lab whose checks are of these kinds."""
    check = {**_table(_check_table()), "allOf": [_options_of(kind, o) for kind, o in known.items()]}
    check["properties"]["kind"] = {
        "enum": list(known),
        "description": check["properties"]["kind"]["description"],
    }
    lab = _table(LAB)
    lab["properties"]["checks"]["items"] = check
    head = {"$schema": DIALECT, "title": "A lab of Multi-Stage Tutor"}
    return {**head, "if": {"required": ["parts"]}, "then": _whole(), "else": lab}


def _whole() -> Schema:
    """Return the schema of a lab of parts: its keys; what is left to the parts is judged when they are put together."""
    known = ("format_version", "id", "title", "parts")
    keys: Schema = {key: {"description": spec.sentence} for key, spec in LAB.fields.items()}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": keys | {key: _field(LAB.fields[key]) for key in known},
        "required": list(known),
    }


def _check_table() -> Table:
    table = LAB.fields["checks"].table
    assert table is not None  # noqa: S101 - the table of checks is declared with its entries
    return table


def _table(table: Table) -> Schema:
    """Return the schema of a mapping: no other keys, and those required that are."""
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _field(spec) for key, spec in table.fields.items()},
    }
    if required := [key for key, spec in table.fields.items() if spec.required]:
        found["required"] = required
    if conditions := _conditions(table):
        found["allOf"] = conditions
    return found


def _conditions(table: Table) -> list[Schema]:
    """Return what depends on the value of another key."""
    found: list[Schema] = []
    for key, spec in table.fields.items():
        if spec.needed_if:
            other, values = spec.needed_if
            found.append({"if": _has(other, values), "then": {"required": [key]}})
        if spec.only_if:
            other, values = spec.only_if
            found.append({"if": {"required": [key]}, "then": _has(other, values)})
    return found


def _has(key: str, values: tuple[str, ...]) -> Schema:
    return {"properties": {key: {"enum": list(values)}}, "required": [key]}


def _field(spec: FieldSpec) -> Schema:
    """Return the schema of one key's value."""
    found: Schema = {}
    if spec.type == kinds.ANY:
        pass
    elif spec.type in (kinds.TABLE, kinds.TABLES) and spec.table is not None:
        found = _table(spec.table)
        found = _list(found, spec) if spec.type == kinds.TABLES else found
    elif spec.type in (kinds.TEXTS, kinds.LINES_LIST):
        found = _list(_text(spec), spec)
    elif spec.type in (kinds.INTEGER, kinds.NUMBER):
        found = _number(spec.type, spec.low, spec.high)
    elif spec.type == kinds.WORDS:
        found = {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{spec.like})$"},
            "additionalProperties": _text(FieldSpec(kinds.TEXT, "")),
        }
    elif spec.type == kinds.VALUE:
        found = {"oneOf": [{"type": "number", "minimum": 0}, _text(spec)]}
    else:
        plain = {kinds.BOOLEAN: "boolean", kinds.OPTIONS: "object"}.get(spec.type)
        found = {"type": plain} if plain else _text(spec)
    return {**found, "description": spec.sentence}


def _list(items: Schema, spec: FieldSpec) -> Schema:
    found: Schema = {"type": "array", "items": items}
    if spec.required:
        found["minItems"] = 1
    if spec.most:
        found["maxItems"] = spec.most
    return found


def _text(spec: FieldSpec) -> Schema:
    if spec.choices:
        return {"enum": list(spec.choices)}
    several = spec.type in (kinds.LINES, kinds.LINES_LIST, kinds.VALUE)
    pattern = f"^(?:{spec.like})$" if spec.like else _LINES if several else _LINE
    if spec.type == kinds.ID:
        pattern = f"^{ID.pattern}$"
    return {"type": "string", "pattern": pattern, "maxLength": spec.longest or TEXT_LIMIT}


def _number(kind: str, low: float | None, high: float | None) -> Schema:
    found: Schema = {"type": "integer" if kind == kinds.INTEGER else "number"}
    for key, limit in (("minimum", low), ("maximum", high)):
        if limit is not None:
            found[key] = int(limit) if limit == int(limit) else limit
    return found


# ---- what checks take


def _options_of(kind: str, declared: CheckOptions) -> Schema:
    """Return what holds for a check of one kind."""
    options: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _option(spec) for name, spec in declared.options.items()},
    }
    needed = [name for name, spec in declared.options.items() if spec.required]
    if needed:
        options["required"] = needed
    if declared.any_of:
        options["anyOf"] = [{"required": [name]} for name in declared.any_of]
    then: Schema = {"properties": {"options": options}}
    if needed or declared.any_of:
        then["required"] = ["options"]
    return {"if": _has("kind", (kind,)), "then": then}


def _option(spec: OptionSpec) -> Schema:
    text = _option_text(spec)
    shapes: dict[str, Schema] = {
        "strings": {"type": "array", "minItems": 1, "items": text},
        "commands": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "minItems": 1, "items": text},
        },
        "mapping": {"type": "object", "additionalProperties": text},
        "boolean": {"type": "boolean"},
        "integer": _number(kinds.INTEGER, spec.minimum, spec.maximum),
        "number": _number(kinds.NUMBER, spec.minimum, spec.maximum),
    }
    found = shapes.get(spec.type, text)
    return {**found, "description": spec.sentence} if spec.sentence else found


def _option_text(spec: OptionSpec) -> Schema:
    if spec.choices:
        return {"enum": list(spec.choices)}
    return {
        "type": "string",
        "pattern": f"^(?:{spec.like})$" if spec.like else _LINE,
        "maxLength": TEXT_LIMIT,
    }
