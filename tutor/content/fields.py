"""Typed values out of a mapping: each mistake is reported, and a harmless value stands in for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tutor.content.field_spec import LINES, LINES_LIST, FieldSpec
from tutor.content.problems import Report, closest, did_you_mean, shown
from tutor.content.yaml_tree import CONTROL, Items, Keys, Node, Scalar

TEXT_LIMIT = 4_000
"""Characters of one value."""
UNKNOWN_LIMIT = 20
"""Unknown keys of one mapping that are reported; each costs a search for what was meant."""
ID = re.compile(r"[a-z][a-z0-9-]*")


class Fields:
    """Reads the keys of one mapping; a key that nobody knows is reported at once."""

    def __init__(
        self, node: Node, what: str, known: Sequence[str] | Mapping[str, FieldSpec], report: Report
    ) -> None:
        """`what` names the mapping in messages, as in `a step`; `known` are all keys that it may have.

        Keys that are declared say themselves whether they are required, and what is allowed.
        """
        self._report, self._what = report, what
        self._specs: Mapping[str, FieldSpec] = known if isinstance(known, Mapping) else {}
        self.line = node.line
        self._keys = node if isinstance(node, Keys) else Keys(node.line, {}, {})
        self.readable = isinstance(node, Keys)
        if not self.readable:
            report.add(node.line, f"{what} must be keys and values, not {node.kind}.")
        unknown = [key for key in self._keys.nodes if key not in known][:UNKNOWN_LIMIT]
        self._meant = {closest(key, tuple(known)) for key in unknown}
        """Keys that are there, but misspelt: reported once, and not as missing, too."""
        for key in unknown:
            said = f"{shown(key)} is not a key of {what}.{did_you_mean(key, known)}"
            report.add(self.line_of(key), said)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the mapping if the key is not there."""
        return self._keys.lines.get(key, self.line)

    def node(self, key: str, *, required: bool | None = None) -> Node | None:
        """Return the value of a key as it stands, or None; `required` takes the place of what is declared."""
        found = self._keys.nodes.get(key)
        if found is None and self._is_required(key, required) and self.readable and key not in self._meant:
            spec = self._specs.get(key)
            fix = f" Add it. {spec.sentence}" if spec and spec.sentence else " Add it."
            self._report.add(self.line, f"{shown(key)} is missing in {self._what}.{fix}")
        return found

    def _is_required(self, key: str, required: bool | None) -> bool:
        if required is not None:
            return required
        return self._specs[key].required if key in self._specs else True

    def text(self, key: str, *, lines: bool | None = None, required: bool | None = None) -> str:
        """Return a text, empty if it is left out; only with `lines`, or declared so, may it be more than one line."""
        node, spec = self.node(key, required=required), self._specs.get(key)
        if node is None:
            return ""
        several = spec is not None and spec.type == LINES if lines is None else lines
        text = read_text(node, shown(key), self._report, lines=several)
        if spec and spec.longest and len(text) > spec.longest:
            self._report.add(
                node.line, f"{shown(key)} is longer than {spec.longest:,} characters. Shorten it."
            )
        return text

    def matching(self, key: str) -> str:
        """Return a text that must be like the declared expression, which its sentence explains."""
        text, spec = self.text(key), self._specs[key]
        if text and not re.fullmatch(spec.like, text):
            self._report.add(self.line_of(key), f"{shown(key)} cannot be {shown(text)}. {spec.sentence}")
        return text

    def identifier(self, key: str) -> str:
        """Return a stable id: lower-case letters, digits and hyphens."""
        text = self.text(key)
        if text and not ID.fullmatch(text):
            self._report.add(
                self.line_of(key),
                f"{shown(key)} is {shown(text)}; an id has lower-case letters, digits and hyphens, and begins with a letter.",
            )
        return text

    def choice(self, key: str, known: Sequence[str] | None = None) -> str:
        """Return a text that must be one of the known words, or of those declared."""
        words = self._specs[key].choices if known is None else known
        text = self.text(key)
        if text and text not in words:
            self._report.add(
                self.line_of(key), f"{shown(key)} cannot be {shown(text)}.{did_you_mean(text, words)}"
            )
        return text

    def integer(
        self, key: str, low: int | None = None, high: int | None = None, default: int | None = None
    ) -> int:
        """Return a whole number in its range, given or declared; required unless there is a default."""
        spec, node = self._specs.get(key), self.node(key, required=default is None)
        if low is None and high is None and spec is not None:
            low, high = _whole(spec.low), _whole(spec.high)
        value = read_number(node, shown(key), self._report, whole=True, low=low, high=high) if node else None
        return int(value) if value is not None else default or low or 0

    def boolean(self, key: str) -> bool:
        """Return yes or no; no if it is left out."""
        node = self.node(key, required=False)
        return read_boolean(node, shown(key), self._report) if node else False

    def items(self, key: str, *, required: bool | None = None) -> tuple[Node, ...]:
        """Return the nodes of a list; a required one has at least one."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        nodes = read_items(node, shown(key), self._report)
        if self._is_required(key, required) and isinstance(node, Items) and not nodes:
            self._report.add(self.line_of(key), f"{shown(key)} is empty; it needs at least one entry.")
        return nodes

    def texts(self, key: str, *, required: bool | None = None, lines: bool | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        what, spec = f"an entry of {shown(key)}", self._specs.get(key)
        several = spec is not None and spec.type == LINES_LIST if lines is None else lines
        nodes = self.items(key, required=required)
        return tuple(read_text(n, what, self._report, lines=several) for n in nodes)


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


def unique(entries: Iterable[tuple[Fields, str]], what: str, report: Report) -> None:
    """Report each id that stands twice in one list; `what` names its entries, as in `steps`."""
    first: dict[str, int] = {}
    for fields, identifier in entries:
        line = fields.line_of("id")
        if identifier and first.setdefault(identifier, line) != line:
            before = first[identifier]
            report.add(
                line,
                f"two {what} have the id {shown(identifier)}; the first is in line {before}. Rename one.",
            )


def read_text(node: Node, what: str, report: Report, *, lines: bool = False) -> str:
    """Return a node's text; anything that only looks like text is a mistake."""
    if not isinstance(node, Scalar) or node.kind not in ("text", "nothing"):
        fix = " Put it in quotes." if isinstance(node, Scalar) else ""
        report.add(node.line, f"{what} must be text, not {node.kind}.{fix}")
        return ""
    text = node.text.strip("\n")
    if node.kind == "nothing" or not text.strip():
        report.add(node.line, f"{what} is empty. Fill it in.")
    elif len(text) > TEXT_LIMIT:
        report.add(node.line, f"{what} is longer than {TEXT_LIMIT:,} characters. Shorten it.")
    elif not lines and "\n" in text:
        report.add(node.line, f"{what} must be one line. Join its lines, as with `>-`.")
    elif "\r" in text or CONTROL.search(text):
        report.add(node.line, f"{what} holds a control character. Take it out.")
    return text


def read_number(
    node: Node,
    what: str,
    report: Report,
    *,
    whole: bool,
    low: float | None = None,
    high: float | None = None,
) -> int | float | None:
    """Return a node's number, or None if it is none or out of range."""
    if node.kind != "a whole number" and (whole or node.kind != "a number"):
        report.add(node.line, f"{what} must be {'a whole number' if whole else 'a number'}, not {node.kind}.")
        return None
    text = node.text if isinstance(node, Scalar) else ""
    value = int(text) if node.kind == "a whole number" else float(text)
    if (low is not None and value < low) or (high is not None and value > high):
        report.add(node.line, f"{what} must be {_range(low, high)}, not {shown(text)}.")
        return None
    return value


def read_boolean(node: Node, what: str, report: Report) -> bool:
    """Return whether a node says true."""
    if not isinstance(node, Scalar) or node.kind != "yes or no":
        report.add(node.line, f"{what} must be `true` or `false`, not {node.kind}.")
        return False
    return node.text == "true"


def read_items(node: Node, what: str, report: Report) -> tuple[Node, ...]:
    """Return the nodes of a list."""
    if not isinstance(node, Items):
        report.add(node.line, f"{what} must be a list, not {node.kind}.")
        return ()
    return node.nodes


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"from {low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else f"at most {high:g}"
