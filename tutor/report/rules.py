"""Rules that a CI job fails by: size, waste, categories, growth; each says what broke it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tutor.model.xray import Category, Difference, Fate, Item, XRay
from tutor.report.amount import Amount
from tutor.report.shares import Share, shares
from tutor.report.waste_shares import WasteShare, waste_shares

_NAMED = 3
"""Rows that a broken rule names."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user allows; None and empty mean no rule."""

    over: Amount | None = None
    waste: Amount | None = None
    categories: tuple[Category, ...] = ()
    growth: Amount | None = None
    """Of the newer image over the older one; for differences only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found."""

    rule: str
    """As its option is called: `fail-over`, `fail-waste`, `fail-on`, `fail-growth`."""
    limit: str
    """The amount as the user wrote it, or the category."""
    allowed: int
    """In bytes."""
    found: int
    """In bytes."""
    brought_by: tuple[Share, ...] = ()
    """The largest rows that broke it."""

    @property
    def broken(self) -> bool:
        """Return whether the image breaks the rule."""
        return self.found > self.allowed


def slug(category: Category) -> str:
    """Return the name of a category on a command line: `dev-dependencies`."""
    return category.value.replace(" ", "-")


def judge(rules: Rules, image: XRay, difference: Difference | None = None) -> tuple[Finding, ...]:
    """Return what each rule finds; `image` is the newer one of a difference."""
    found = []
    if rules.over is not None:
        found.append(_over(rules.over, image))
    if rules.waste is not None:
        found.append(_waste(rules.waste, image))
    found += [_category(category, image) for category in rules.categories]
    if rules.growth is not None and difference is not None:
        found.append(_growth(rules.growth, difference))
    return tuple(found)


def _over(limit: Amount, image: XRay) -> Finding:
    ours = (item for item in image.items if not image.origin(item).base)
    found = Finding("fail-over", limit.text, limit.bytes_of(image.size), image.size)
    return _explained(found, image, ours)


def _waste(limit: Amount, image: XRay) -> Finding:
    """What the base image wastes within itself is no matter of the user's, who cannot change it."""
    ours = [row for row in image.waste.rows if not row.origin.base or (row.by and not row.by.base)]
    total = sum(row.size for row in ours)
    rows = tuple(_as_share(row) for row in waste_shares(image, ours)[:_NAMED])
    found = Finding("fail-waste", limit.text, limit.bytes_of(image.size), total, rows)
    return found if found.broken else Finding(found.rule, found.limit, found.allowed, found.found)


def _as_share(row: WasteShare) -> Share:
    return Share(row.label, row.size, row.files, row.category, row.origin, row.reason)


def _category(category: Category, image: XRay) -> Finding:
    found = Finding("fail-on", slug(category), 0, image.by_category[category])
    return _explained(found, image, (item for item in image.items if item.category is category))


def _growth(limit: Amount, difference: Difference) -> Finding:
    before, after = difference.before, difference.after
    grown = (
        replace(change.after, size=change.delta)  # what a file that was there before grew by
        for change in difference.changes
        if change.after and change.delta > 0 and change.fate is not Fate.KEPT
    )
    found = Finding("fail-growth", limit.text, limit.bytes_of(before.size), after.size - before.size)
    return _explained(found, after, grown)


def _explained(found: Finding, image: XRay, items: Iterable[Item]) -> Finding:
    """Return the finding with the largest rows of the items, if it is broken."""
    if not found.broken:
        return found
    rows = [share for share in shares(image, items) if share.size][:_NAMED]
    return Finding(found.rule, found.limit, found.allowed, found.found, tuple(rows))
