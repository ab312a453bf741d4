"""Draw a verdict with the evidence of every check."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tutor.model.outcome import Status
from tutor.report.dispute import Dispute, Ruling
from tutor.tui.check_text import SIGNS
from tutor.tui.wrap import hang, join_lines, labelled

_ORDER = ("failed", "could_not_run", "skipped", "passed")


def dispute_head(about: Dispute, where: str, width: int) -> Content:
    """Return what this is, where the report lies, and what can be done with it."""
    parts = [Content.styled("You think that the checker is wrong. This is what it looked at.", "bold")]
    if not about.is_current:
        changed = "Your files were changed after this verdict; build again, so that both belong together."
        parts.append(Content.styled(hang(changed, width, "! "), "$warning"))
    parts.append(labelled("report  ", where, width, label_style="bold $success"))
    todo = "Read it, say at its top what you expected, and add it to an issue of the tutor or give it to your instructor."
    parts.append(Content.styled(hang(todo, width), "$dim"))
    facts = [("image   ", about.verdict.image_id), ("engine  ", about.verdict.engine)]
    parts += [labelled(label, text, width) for label, text in facts if text]
    return join_lines(parts)


def rulings_text(rulings: Sequence[Ruling], width: int) -> Content:
    """Return all checks, those first that did not pass; what several looked at stands with the first of them."""
    ordered = sorted(rulings, key=lambda r: _ORDER.index(r.status))
    first: dict[tuple[str, ...], str] = {}
    parts = []
    for ruling in ordered:
        same = first.setdefault(ruling.evidence, ruling.title)
        parts += [_ruling_text(ruling, same if same != ruling.title else "", width), Content("")]
    return join_lines(parts)


def _ruling_text(ruling: Ruling, same: str, width: int) -> Content:
    """Return one check; `same` is the title of another one that looked at the same."""
    sign, style = SIGNS[Status(ruling.status)]
    word = ruling.status.replace("_", " ")
    about = hang(f"{word} · id {ruling.check_id} · kind {ruling.kind}", width, "  ")
    head = Content.assemble((sign, style), (f" {ruling.title}", "bold"))
    told = (
        ("  options  ", ruling.options),
        ("  expected ", ruling.expected),
        ("  found    ", ruling.found),
        ("  where    ", ruling.where),
        ("  because  ", ruling.because),
    )
    rows = [labelled(label, text, width) for label, text in told if text]
    seen = (f"as for “{same}”",) if same and ruling.evidence else ruling.evidence
    rows += [
        labelled("  looked at" if n == 0 else " " * 11, f" {line}", width) for n, line in enumerate(seen)
    ]
    return join_lines([head, Content.styled(about, "$dim"), *rows])
