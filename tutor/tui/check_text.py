"""Draw the answers of the checks as lines of text."""

from __future__ import annotations

from textual.content import Content

from tutor.model.outcome import Diagnosis, Outcome, Status, Verdict
from tutor.safe_text import clean, clean_line
from tutor.tui.check_board import CheckBoard
from tutor.tui.debrief import gained
from tutor.tui.wrap import hang, join_lines, labelled, with_code

SIGNS = {
    Status.PASSED: ("✓", "bold $success"),
    Status.FAILED: ("✗", "bold $error"),
    Status.SKIPPED: ("\u2013", "$dim"),
    Status.COULD_NOT_RUN: ("!", "bold $warning"),
}
_HEADLINES = {
    "passed": "bold $success",
    "failed": "bold $error",
    "could_not_run": "bold $warning",
    "running": "$primary",
}
WORDS_LIMIT = 1200
"""Characters of the engine's own words that are shown; the log has the rest."""


def verdict_text(board: CheckBoard, width: int) -> Content:
    """Return the verdict in a sentence and, after a pass, what was gained."""
    text, kind = board.headline()
    headline = Content.styled(hang(text, width), _HEADLINES.get(kind, "$dim"))
    if kind == "passed":
        headline = Content.assemble(headline, ("  f4 ", "$primary"), ("debrief", "$dim"))
    gain = gained(board.sizes) if kind == "passed" else ""
    return join_lines([headline, Content(hang(gain, width))]) if gain else headline


def diagnosis_text(diagnosis: Diagnosis | None, width: int) -> Content:
    """Return the three sentences and, dim, the engine's own words; empty without a diagnosis."""
    if diagnosis is None:
        return Content("")
    where = f"Line {diagnosis.line}: " if diagnosis.line and "line" not in diagnosis.see.lower() else ""
    parts = [labelled("See  ", where + diagnosis.see, width, "bold", "bold $error")]
    if diagnosis.why:
        parts.append(labelled("Why  ", diagnosis.why, width, label_style="bold $dim"))
    if diagnosis.try_:
        parts.append(labelled("Try  ", diagnosis.try_, width, label_style="bold $success"))
    words = clean(diagnosis.engine_words, WORDS_LIMIT).strip()
    if words:
        parts.append(Content.styled("Word for word:", "$dim"))
        parts.append(Content.styled(hang(words, width, "  ", "  "), "$dim"))
    return join_lines(parts)


def check_text(title: str, outcome: Outcome | None, width: int) -> Content:
    """Return one check: its sign and title, and what explains its answer."""
    if outcome is None:
        return Content.styled(hang(clean_line(title), width, "· "), "$dim")
    head = _head(title, outcome, width)
    if outcome.status is Status.FAILED:
        details = (
            ("expected ", outcome.expected),
            ("found    ", outcome.found),
            ("where    ", outcome.where),
        )
        rows = [labelled("  " + label, clean(text, 600), width) for label, text in details if text]
        return join_lines([head, *rows])
    if outcome.status is Status.SKIPPED:
        return _reasoned(head, "skipped", outcome.because, width)
    if outcome.status is Status.COULD_NOT_RUN:
        return _reasoned(head, "could not run", outcome.because, width)
    return _proven(head, outcome.found, width)


def debrief_text(tries: tuple[str, ...], tips: tuple[Outcome, ...], width: int) -> Content:
    """Return what could still be better and what to try next; empty if there is neither yet."""
    parts: list[Content] = []
    if tips:
        parts.append(Content.styled("Could be better still", "bold"))
        parts += [with_code(Content(hang(_tip(tip), width, "→ "))) for tip in tips]
    if tries:
        parts += [Content("")] * bool(parts)
        parts.append(Content.styled("What to try next", "bold"))
        parts += [with_code(Content(hang(clean_line(text), width, "→ "))) for text in tries]
    return join_lines(parts) if parts else Content("")


def _tip(tip: Outcome) -> str:
    where = f" ({clean_line(tip.where, 120)})" if tip.where else ""
    return f"{clean_line(tip.title)}. Now: {clean_line(tip.found, 300)}{where}"


def stand_in_text(verdict: Verdict | None, width: int) -> Content:
    """Return which base images were made on this machine; empty if none was."""
    if verdict is None or not verdict.stand_ins:
        return Content("")
    names = ", ".join(clean_line(name, 80) for name in verdict.stand_ins)
    text = f"Stand-in base, made on this machine instead of the official image: {names}. Sizes can differ a little."
    return Content.styled(hang(text, width, "! "), "$warning")


def _head(title: str, outcome: Outcome, width: int) -> Content:
    sign, style = SIGNS[outcome.status]
    text = hang(clean_line(outcome.title or title), width, f"{sign} ")
    return Content.assemble((sign, style), (text[1:], "bold" if outcome.status is Status.FAILED else ""))


def _reasoned(head: Content, word: str, because: str, width: int) -> Content:
    reason = f"{word}: {clean_line(because)}" if because else word
    return Content.assemble(head, "\n", (hang(reason, width, "  "), "$dim"))


def _proven(head: Content, found: str, width: int) -> Content:
    """Put what proves a pass behind its title, where there is room for some of it."""
    proof = clean_line(found, 200)
    room = width - head.cell_length - 2
    if not proof or "\n" in head.plain or room < 12:
        return head
    return Content.assemble(head, "  ", (proof if len(proof) <= room else proof[: room - 1] + "…", "$dim"))
