"""Draw the size ladder: the scale with the traditional image and the target, and a row for each attempt."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from tutor.model.ladder import Ladder, Rung
from tutor.safe_text import clean_line, megabytes, saving, signed_megabytes
from tutor.tui.build_cells import fit, pad
from tutor.tui.size_bar import size_bar
from tutor.tui.wrap import hang, join_lines

_START, _END = 21, 26
"""Cells before the bars and behind them."""
_NUMBER = 8
_EMPTY = (
    "No attempts yet.\n\nEach build that is checked gets a row here: the size of your image on one scale with the "
    "traditional one, what the attempt changed, and which is your best. Press ctrl+b to make the first."
)


def ladder_head(ladder: Ladder, width: int) -> Content:
    """Return what the attempts are compared with, on the scale of the rows; or how to begin."""
    if not ladder.rungs:
        return Content.styled(hang(_EMPTY, min(width, 72)), "$dim")
    rows = [_summary(ladder)]
    if ladder.traditional is not None:
        bar = size_bar(ladder.traditional, ladder.largest, _room(width))
        rows.append(_scale("traditional", ladder.traditional, bar, "$dim", ladder, width))
    if ladder.target is not None:
        at = _target(ladder, width)
        rows.append(_scale("at most", ladder.target, "─" * at + "┤", "$secondary", ladder, width))
    return join_lines(rows)


def rung_text(rung: Rung, ladder: Ladder, width: int) -> Content:
    """Return one attempt as a row."""
    attempt = rung.attempt
    passed = attempt.status == "passed"
    sign, style = ("✓", "$success") if passed else ("✗", "$error")
    when = datetime.fromtimestamp(attempt.when).strftime("%m-%d %H:%M")
    start = Content.assemble((f"{sign} ", style), f"{rung.number:>3}  ", (f"{when:<{_START - 7}}", "$dim"))
    if attempt.size is None:
        told = f"no image: {clean_line(attempt.diagnosis, 60)}" if attempt.diagnosis else "no image"
        return start + Content.styled(fit(told, width - _START), "$dim")
    bar = size_bar(attempt.size, ladder.largest, _room(width))
    shape = _bar(bar, "$primary" if passed else "$line-number", ladder, width)
    return start + shape + _numbers(rung) + Content.styled(_reason(rung, width), "$dim")


def _numbers(rung: Rung) -> Content:
    delta = rung.delta
    change = "" if delta is None else signed_megabytes(delta) if delta else "same"
    style = "$success" if (delta or 0) < 0 else "$warning" if delta else "$dim"
    return Content.assemble(
        (f"{megabytes(rung.attempt.size):>{_NUMBER}}", "bold"),
        (f"{change:>10}  ", style),
        ("★ best" if rung.best else "", "bold $success"),
    )


def _reason(rung: Rung, width: int) -> str:
    """Return what was wrong with an image that was built, where there is room to say it."""
    room = width - _START - _room(width) - _NUMBER - 12
    return fit(clean_line(rung.attempt.diagnosis, 60), room) if room >= 14 else ""


def _scale(name: str, size: int, bar: str, style: str, ladder: Ladder, width: int) -> Content:
    start = Content.styled(pad(f"       {name}", _START), "$dim")
    return start + _bar(bar, style, ladder, width) + Content.styled(f"{megabytes(size):>{_NUMBER}}", "bold")


def _bar(bar: str, style: str, ladder: Ladder, width: int) -> Content:
    """Return a bar in its room, crossed by the line of the target where the bar is not."""
    cells = pad(bar, _room(width))
    at = _target(ladder, width) if ladder.target is not None else -1
    if at < 0 or cells[at] != " ":
        return Content.styled(cells, style)
    return Content.assemble((cells[:at], style), ("│", "$secondary"), (cells[at + 1 :], style))


def _target(ladder: Ladder, width: int) -> int:
    room = _room(width)
    return min(round(room * (ladder.target or 0) / ladder.largest), room - 1)


def _room(width: int) -> int:
    return max(min(width - _START - _END, 60), 6)


def _summary(ladder: Ladder) -> Content:
    count = len(ladder.rungs)
    tries = f"{count} attempt{'s' if count != 1 else ''}"
    best = ladder.best
    if best is None:
        return Content.styled(f"{tries}, none has passed yet", "bold")
    change = saving(ladder.traditional, best.attempt.size)
    told = f"{tries}, best {megabytes(best.attempt.size)}" + (
        f", {change} against traditional" if change else ""
    )
    return Content.styled(told, "bold")
