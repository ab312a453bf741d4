"""The ways that lead out of a lab for a while, or for good: solution, dispute, reset, skip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from tutor.errors import TutorError
from tutor.model.course import Lab

if TYPE_CHECKING:
    from tutor.tui.desk import Desk

_GIVE_UP = (
    "Give up on this lab and see the solution? The lab is marked as “solution shown”; you can still pass it, and it then "
    "counts as passed after the solution. Your own file stays as it is. A hint (f3) may be enough."
)
_TAKE_OVER = "Put the reference in place of your Dockerfile? Yours is kept beside it under another name."
_RESET = "Put the start file back? Your own Dockerfile is kept beside it under another name."
_RESET_BOTH = "Put back what the lab begins with? Your own Dockerfile and ignore file are kept beside it under other names."


async def see_solution(screen: Screen[None], lab: Lab, desk: Desk) -> None:
    """Open debrief and solution; before a pass only after a question, and the lab is marked."""
    from tutor.tui.screens.debrief import DebriefScreen

    standing = desk.standing
    if not standing.sees_solution:
        if not await _confirmed(screen, _GIVE_UP, "Show it"):
            return
        try:
            await standing.give_up()
        except TutorError as error:
            screen.notify(str(error), severity="warning", markup=False)
    about = await standing.debriefing(
        desk.editor.current, desk.lesson.step, desk.measured, desk.ignore_text()
    )
    wish = await screen.app.push_screen_wait(DebriefScreen(about, desk.predictions, desk.keep))
    if wish == "take-over" and await _confirmed(screen, _TAKE_OVER, "Catch up"):
        await desk.put(lab.reference.text, "The reference is your Dockerfile now.", lab.reference.ignore)


async def see_dispute(screen: Screen[None], desk: Desk) -> None:
    """Show what every check looked at, and write a report of it."""
    found = await desk.standing.dispute(desk.editor.current, desk.ignore_text())
    if found is None:
        screen.notify("There is no verdict yet: ctrl+b builds and checks.", markup=False)
        return
    from tutor.tui.screens.dispute import DisputeScreen

    screen.app.push_screen(DisputeScreen(*found))


async def reset(screen: Screen[None], lab: Lab, desk: Desk) -> None:
    """Put the start file back, after a question."""
    question = _RESET if lab.ignore is None else _RESET_BOTH
    if await _confirmed(screen, question, "Reset"):
        await desk.put(lab.start, "The start file is back.", lab.ignore)


async def skip(screen: Screen[None], desk: Desk) -> Lab | None:
    """Mark the lab as passed over; return the lab to go on with, if there is one."""
    try:
        await desk.standing.skip()
    except TutorError as error:
        screen.notify(str(error), severity="warning", markup=False)
    return await desk.standing.following()


async def _confirmed(screen: Screen[None], question: str, yes: str) -> bool:
    from tutor.tui.screens.confirm import ConfirmScreen

    asked = ConfirmScreen(question, yes)
    return await screen.app.push_screen_wait(asked)
