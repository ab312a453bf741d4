"""YAML text to a tree of plain nodes with line numbers; anchors, aliases, tags and duplicate keys are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from tutor.content.problems import Report, shown

DEPTH_LIMIT = 12
_YAML_FIX = "Correct it here or just above: indent with blanks, close quotes and brackets, quote texts that hold `: ` or ` #`."
_TOO_DEEP = f"lists and mappings stand more than {DEPTH_LIMIT} levels deep in each other. Write it flatter."
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Characters that are no text: control codes, separators that only some programs take for a line end."""

# libyaml where the installed PyYAML has it: about fifteen times faster, with the same events.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = (
    ("a whole number", re.compile(r"[-+]?[0-9]{1,15}")),
    ("a number", re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")),
    ("yes or no", re.compile(r"true|false")),
    ("nothing", re.compile(r"|~|null")),
)


@dataclass(frozen=True)
class Scalar:
    """A single value; `kind` is `text`, `a whole number`, `a number`, `yes or no` or `nothing`."""

    line: int
    text: str
    kind: str


@dataclass(frozen=True)
class Items:
    """A list."""

    line: int
    nodes: tuple[Node, ...]
    kind: str = "a list"


@dataclass(frozen=True)
class Keys:
    """A mapping; keys are plain scalars, each at most once."""

    line: int
    nodes: dict[str, Node]
    lines: dict[str, int]
    """The line of each key."""
    kind: str = "a mapping"


Node = Scalar | Items | Keys


def read_tree(text: str, report: Report) -> Keys | None:
    """Return the tree of a manifest, or None if it cannot be read; what is wrong goes to `report`."""
    if (bad := _control_character(text)) is not None:
        line, name = bad
        report.add(line, f"there is a control character ({name}) in the file. Take it out.")
        return None
    try:
        node = _Builder(text, report).build()
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        words = getattr(e, "problem", None) or str(e)
        line = mark.line + 1 if mark else 1
        # libyaml has a limit of its own, which a very deep text meets before ours.
        report.add(
            line, _TOO_DEEP if "nesting depth" in words else f"this is not valid YAML: {words}. {_YAML_FIX}"
        )
        return None
    except _TooDeep as e:
        report.add(e.line, _TOO_DEEP)
        return None
    if not isinstance(node, Keys):
        report.add(node.line if node else 1, "the file must hold keys and values, as in `title: Two stages`.")
        return None
    return node


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Builder:
    """Builds the tree from the parser's events, so that nothing is ever constructed or expanded."""

    def __init__(self, text: str, report: Report) -> None:
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=LOADER))
        self._report = report

    def build(self) -> Node | None:
        """Return the first document's tree; a second document is a mistake."""
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self._report.add(
                        _line(event),
                        "a second document begins here; a manifest is one document. Take the `---` away.",
                    )
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1)
                root = root or node
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._refuse_tricks(event)
        if depth > DEPTH_LIMIT:
            raise _TooDeep(_line(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(
                _line(event), tuple(self._node(e, depth + 1) for e in self._until(yaml.SequenceEndEvent))
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        return _scalar(event)

    def _mapping(self, start: yaml.Event, depth: int) -> Keys:
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in self._until(yaml.MappingEndEvent):
            key, value = self._node(event, depth + 1), self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._report.add(key.line, f"a key must be a word, not {key.kind}. Write it as `key: value`.")
            elif key.text == "<<":
                self._report.add(key.line, "merge keys (`<<`) are not supported. Write the keys out.")
            elif key.text in nodes:
                self._report.add(
                    key.line,
                    f"{shown(key.text)} stands twice; the first is in line {lines[key.text]}. Take one away.",
                )
            else:
                nodes[key.text], lines[key.text] = value, key.line
        return Keys(_line(start), nodes, lines)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _refuse_tricks(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._report.add(_line(event), "aliases (`*`) are not supported. Write the value out.")
        elif getattr(event, "anchor", None):
            self._report.add(_line(event), "anchors (`&`) are not supported. Take the anchor away.")
        if tag := getattr(event, "tag", None):
            self._report.add(_line(event), f"tags, as in {shown(tag)}, are not supported. Take the tag away.")


def _scalar(event: yaml.Event) -> Scalar:
    text = getattr(event, "value", "")
    plain = isinstance(event, yaml.ScalarEvent) and not event.style
    kind = next((kind for kind, shape in _PLAIN if shape.fullmatch(text)), "text") if plain else "text"
    return Scalar(_line(event), text, kind)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _control_character(text: str) -> tuple[int, str] | None:
    """Return (line, name) of the first character that has no place in a manifest."""
    found = CONTROL.search(text)
    if found is None:
        return None
    return text.count("\n", 0, found.start()) + 1, f"U+{ord(found[0]):04X}"
