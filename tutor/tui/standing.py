"""Where the learner stands with an open lab: its state, the last verdict, and what can be done about both."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.model.course import Lab
from tutor.model.measured import Measured
from tutor.model.outcome import Verdict
from tutor.model.progress import next_lab
from tutor.model.written import written_digest
from tutor.report.redact import redact
from tutor.tui.debrief import Debriefing, next_tries
from tutor.tui.remembered import Remembered
from tutor.tui.services import Services
from tutor.tui.threads import in_thread
from tutor.workspace import Workspace, own_ignore

if TYPE_CHECKING:
    from tutor.report.dispute import Dispute


class Standing:
    """Of one lab; what writes to the store raises `TutorError`."""

    def __init__(self, lab: Lab, services: Services, remembered: Remembered) -> None:
        self._lab, self._services = lab, services
        self.state = remembered.progress.state
        """One of the states of `model.progress`."""
        self.verdict = remembered.verdict
        """The last one that speaks of the learner's work."""

    @property
    def has_passed(self) -> bool:
        """Return whether the lab was passed, before or after its solution was shown."""
        return self.state.startswith("passed")

    @property
    def sees_solution(self) -> bool:
        """Return whether the solution opens without a question."""
        return self.has_passed or self.state == "shown"

    def judged(self, verdict: Verdict) -> None:
        """Take in a verdict; a lab once passed stays passed."""
        self.verdict = verdict
        if verdict.status == "passed" and not self.has_passed:
            self.state = "passed_after_solution" if self.state == "shown" else "passed"
        elif not self.sees_solution:
            self.state = "started"

    async def give_up(self) -> None:
        """Mark that the solution was shown before a pass."""
        self.state = "shown"
        await in_thread(lambda: self._services.store.mark_shown(self._lab.id))

    async def skip(self) -> None:
        """Mark the lab as passed over, unless it has passed."""
        if not self.has_passed:
            await in_thread(lambda: self._services.store.mark_skipped(self._lab.id))

    async def following(self) -> Lab | None:
        """Return the next unfinished lab, if there is another one."""
        course = self._services.course
        order = [lab.id for lab in course.labs if lab.id != self._lab.id]
        with suppress(TutorError):
            return course.find(next_lab(order, await in_thread(self._services.store.all_progress)) or "")
        return None

    async def debriefing(
        self, text: str, step: int, known: Measured | None, ignore: str | None = None
    ) -> Debriefing:
        """Return what the debrief and the solution are drawn from; `step` is the open page, `ignore` the ignore file."""
        tries = next_tries(self._lab, step, await self.following())
        return Debriefing(self._lab, self.state, text, self.verdict, tries, known, ignore)

    def is_about(self, text: str, ignore: str | None) -> bool:
        """Return whether the last verdict is about these texts: the Dockerfile, and the ignore file of a lab that has one."""
        data = text.encode("utf-8", "surrogateescape")
        return self.verdict is not None and self.verdict.written_digest == written_digest(
            data, self._ignore_or_disk(ignore)
        )

    def _ignore_or_disk(self, ignore: str | None) -> str | None:
        """Return the ignore file: builds read one that lies beside the Dockerfile also in a lab that asks for none."""
        return (
            own_ignore(self._services.workspaces / self._lab.id / "Dockerfile") if ignore is None else ignore
        )

    async def dispute(self, text: str, ignore: str | None) -> tuple[Dispute, str] | None:
        """Return what the last verdict rests on, and where its report lies; None if there is no verdict."""
        if self.verdict is None:
            return None
        from tutor.report.dispute import dispute, dispute_markdown

        about = dispute(self._lab, self.verdict, text, self._ignore_or_disk(ignore))
        workspace = Workspace(self._services.workspaces / self._lab.id)
        try:
            path = await in_thread(lambda: workspace.report(dispute_markdown(about)))
        except TutorError as error:
            return about, f"not written: {error}"
        return about, redact(str(path))
