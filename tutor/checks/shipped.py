"""Checks of what the shipped files are: their categories, and the packages that they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.source import counted
from tutor.checks.tree import ANY_LAYER, where_option
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.image import glob
from tutor.model.outcome import Outcome
from tutor.model.xray import Category, Item, State, XRay
from tutor.safe_text import clean_line, megabytes

SYSTEMS = ("apk", "dpkg", "rpm", "npm", "pip", "go")
"""Package systems whose records are read."""


class ShippedCheck(Check):
    """A check that needs the image seen through."""

    phase, rank = "image", Rank.CONTENTS

    def run(self, evidence: Evidence) -> Outcome:
        """Judge by the X-ray."""
        xray = evidence.xray()
        if xray is None:
            return self.could_not_run("the image could not be read")
        return self.judge(self._items(xray), xray)

    def judge(self, items: Iterable[Item], xray: XRay) -> Outcome:
        """Judge by the files that count here."""
        raise NotImplementedError

    def _items(self, xray: XRay) -> Iterable[Item]:
        all_layers = self.values.get("where", ANY_LAYER) == ANY_LAYER
        return (i for i in xray.items if all_layers or i.state is State.VISIBLE)


class NoCategoryCheck(ShippedCheck):
    """Nothing of a category ships, or less than a limit."""

    kind = "no_category"
    options = CheckOptions(
        {
            "category": OptionSpec(
                "string",
                required=True,
                choices=tuple(c.value for c in Category if c is not Category.BASE),
                sentence="What must not ship, in the words of the X-ray.",
            ),
            "below_mb": OptionSpec(
                "number",
                minimum=0,
                sentence="How many MB of it are still fine; nothing is if it is left out.",
            ),
            "where": where_option(ANY_LAYER),
        }
    )

    def judge(self, items: Iterable[Item], xray: XRay) -> Outcome:
        """Add up the category; name its largest file, and the line that brought it."""
        category, limit = str(self.values["category"]), 1_000_000 * float(self.values.get("below_mb", 0))
        found = [item for item in items if item.category == category]
        total = sum(item.size for item in found)
        expected = f"less than {megabytes(int(limit))} of {category}" if limit else f"no {category}"
        if total < limit or not found:
            return self.passed(f"{megabytes(total)} of {category}" if found else f"no {category}", expected)
        largest = max(found, key=lambda item: item.size)
        return self.failed(
            expected,
            f"{counted(len(found))}, {megabytes(total)}, as /{clean_line(largest.path)} ({largest.why})",
            xray.origin(largest).text,
        )


class NoPackageCheck(ShippedCheck):
    """Packages are not in the image, by the records of package managers."""

    kind = "no_package"
    options = CheckOptions(
        {
            "names": OptionSpec(
                "strings",
                required=True,
                sentence="Globs of names, each with its system before it if only that one is meant: `typescript`,"
                f" `npm:@types/*`, `apk:gcc`. Systems: {', '.join(SYSTEMS)}.",
            ),
            "where": where_option(ANY_LAYER),
        }
    )

    def judge(self, items: Iterable[Item], xray: XRay) -> Outcome:
        """Look at the package of each file."""
        sizes: dict[str, int] = {}
        first: dict[str, Item] = {}
        patterns = [str(name) for name in self.values["names"]]
        for item in items:
            if item.package and (item.package in sizes or is_named(item.package, patterns)):
                sizes[item.package] = sizes.get(item.package, 0) + item.size
                first.setdefault(item.package, item)
        names = ", ".join(patterns)
        if not sizes:
            return self.passed(f"no package {names}", f"no package {names}")
        largest = max(sizes, key=lambda label: sizes[label])
        others = f" and {len(sizes) - 1} more" if len(sizes) > 1 else ""
        found = f"{clean_line(largest, 120)}{others}, {megabytes(sum(sizes.values()))}"
        return self.failed(f"no package {names}", found, xray.origin(first[largest]).text)


def is_named(label: str, patterns: Iterable[str]) -> bool:
    """Return whether a package, as in `npm:@types/node@20.1.0`, is one of those that the patterns name."""
    system, _, rest = label.partition(":")
    name = rest[:1] + rest[1:].rpartition("@")[0] if "@" in rest[1:] else rest
    for pattern in patterns:
        wanted, _, inner = pattern.partition(":")
        by_system = wanted in SYSTEMS and bool(inner)
        if (not by_system or wanted == system) and glob(inner if by_system else pattern).fullmatch(name):
            return True
    return False
