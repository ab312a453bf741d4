"""The values in a file of structure tests: its schema takes numbers for texts, and lists of keys and values."""

from __future__ import annotations

from tutor.content.fields import Fields, read_items
from tutor.content.pattern import pattern_trouble
from tutor.content.problems import Report, shown
from tutor.content.yaml_tree import Node, Scalar

_WILD = frozenset("*?{}")


class Values:
    """Reads them; mistakes go to `report`."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def env(self, node: Node | None, option: str, values: dict[str, str]) -> dict[str, dict[str, str]]:
        """Return pairs of key and value, those that are regular expressions apart."""
        matches: dict[str, str] = {}
        for entry in read_items(node, f"`{option}`", self._report) if node else ():
            fields = Fields(entry, "a pair of key and value", ("key", "value", "isRegex"), self._report)
            key, value = fields.text("key"), fields.node("value")
            text = self.scalar(value, "`value`") if value else ""
            if fields.boolean("isRegex"):
                self.pattern(value or entry, text)
                matches[key] = text
            else:
                values[key] = text
        return {option: values, f"{option}_match{'es' if option == 'env' else ''}": matches}

    def key(self, node: Node) -> str:
        """Return what the single key of a mapping says."""
        return Fields(node, "a variable", ("key",), self._report).text("key")

    def list(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Return the values of a list; none if it is left out."""
        node = fields.node(key, required=False)
        return self.words(node, f"an entry of {shown(key)}") if node else ()

    def words(self, node: Node, what: str) -> tuple[str, ...]:
        """Return the values of a list."""
        return tuple(self.scalar(n, what) for n in read_items(node, what, self._report))

    def patterns(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Return the regular expressions of a list; none if it is left out."""
        node = fields.node(key, required=False)
        found = []
        for entry in read_items(node, shown(key), self._report) if node else ():
            found.append(self.scalar(entry, f"an entry of {shown(key)}"))
            self.pattern(entry, found[-1])
        return tuple(found)

    def pattern(self, node: Node, text: str) -> None:
        """Report a text that is no regular expression."""
        if trouble := pattern_trouble(text):
            self._report.add(node.line, f"{shown(text)} is no regular expression here: {trouble}.")

    def path(self, fields: Fields, key: str) -> str:
        """Return a text without the characters that mean something in our globs."""
        path = fields.text(key)
        if _WILD & set(path):
            self._report.add(
                fields.line_of(key), f"{shown(path)} holds one of `*?{{}}`, which is not supported."
            )
        return path

    def scalar(self, node: Node, what: str) -> str:
        """Return any single value as text: the schema takes numbers for texts."""
        if not isinstance(node, Scalar) or (node.kind == "nothing" and node.text):
            self._report.add(node.line, f"{what} must be a single value, not {node.kind}.")
            return ""
        return node.text
