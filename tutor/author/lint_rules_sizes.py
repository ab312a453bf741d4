"""Rules about the size target: within reach, and worth reaching."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, Rule
from tutor.author.sizes_record import NAME
from tutor.model.course import CheckSpec
from tutor.safe_text import megabytes


def broken_record(view: LintView) -> Iterator[LintFinding]:
    """A record that says nothing."""
    if view.sizes.trouble:
        yield view.error_in(
            "broken-sizes",
            view.written.beside(NAME),
            1,
            f"This record of sizes {view.sizes.trouble}.",
            "Write it again with `tutor lab verify --record`, or delete it.",
        )


def stale_record(view: LintView) -> Iterator[LintFinding]:
    """A record of what the lab no longer has."""
    groups = {
        "solutions": (view.sizes.solutions, {s.id for s in view.lab.solutions}),
        "mistakes": (view.sizes.mistakes, {m.id for m in view.lab.mistakes}),
    }
    for group, (recorded, known) in groups.items():
        gone = sorted(set(recorded) - known)
        if gone:
            yield view.warning_in(
                "stale-sizes",
                view.written.beside(NAME),
                1,
                f"`{gone[0]}` has a size here, but is not among the lab's {group}.",
                "Write the record again with `tutor lab verify --record`.",
            )


def unreachable(view: LintView) -> Iterator[LintFinding]:
    """A solution that is too large to pass."""
    for check in _targets(view):
        limit = _limit(view, check)
        for solution, size in view.sizes.solutions.items() if limit is not None else ():
            if limit is not None and size > limit and view.written.text("solutions", solution, "id"):
                yield view.error(
                    "target-unreachable",
                    ("checks", check.id, "options"),
                    f"The solution `{solution}` is {megabytes(size)}, and at most {megabytes(limit)} pass.",
                    f"Set a target above {megabytes(size)}, or make that solution smaller.",
                )
        if (_number(check, "share_of_reference") or 1) < 1:
            yield view.error(
                "target-unreachable",
                ("checks", check.id, "options", "share_of_reference"),
                "The reference itself is larger than this share of it.",
                "Set a share above 1, as in 1.06.",
            )


def trivial(view: LintView) -> Iterator[LintFinding]:
    """A target that the traditional image meets."""
    for check in _targets(view):
        limit, traditional = _limit(view, check), view.sizes.traditional
        if limit is not None and traditional is not None and traditional <= limit:
            said = f"The traditional image is {megabytes(traditional)}, and up to {megabytes(limit)} pass."
        elif (_number(check, "share_of_traditional") or 0) >= 1:
            said = "The traditional image itself is as small as this asks for."
        else:
            continue
        fix = "Set a target between the largest solution and the traditional image."
        yield view.warning("target-trivial", ("checks", check.id, "options"), said, fix)


def _targets(view: LintView) -> Iterator[CheckSpec]:
    """Yield the checks of the whole image's size; what was added, and other images, are not recorded."""
    sized = (c for c in view.lab.checks if c.kind == "image_size" and c.image is None)
    yield from (c for c in sized if not c.options.get("added"))


def _limit(view: LintView, check: CheckSpec) -> int | None:
    """Return the bytes that pass, as far as the record tells."""
    reference = view.sizes.solutions.get(view.lab.reference.id) if view.lab.solutions else None
    pairs = (
        ("max_mb", 1_000_000),
        ("share_of_traditional", view.sizes.traditional),
        ("share_of_reference", reference),
    )
    limits = [
        int(share * of)
        for name, of in pairs
        if of is not None and (share := _number(check, name)) is not None
    ]
    return min(limits, default=None)


def _number(check: CheckSpec, option: str) -> float | None:
    """Return an option that is a number; None if it is not there, or could not be read."""
    value = check.options.get(option)
    return None if value is None else float(value)


RULES: tuple[Rule, ...] = (broken_record, stale_record, unreachable, trivial)
