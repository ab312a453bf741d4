"""What to say after the pass: what was gained, what was predicted, what to keep, and what to try next."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.model.course import Lab
from tutor.model.measured import Measured
from tutor.model.outcome import Sizes, Verdict
from tutor.safe_text import megabytes


@dataclass(frozen=True)
class Debriefing:
    """What the debrief and the solution are drawn from."""

    lab: Lab
    state: str
    """Of the lab: one of the states of `model.progress`."""
    mine: str
    """The text in the editor."""
    verdict: Verdict | None = None
    """The last one that speaks of the learner's work."""
    tries: tuple[str, ...] = ()
    measured: Measured | None = None
    """What the last build has shown of the sizes of the stages."""
    ignore: str | None = None
    """The learner's ignore file; None in a lab without one."""

    @property
    def has_passed(self) -> bool:
        """Return whether the lab has passed, so that there is more to say than the solution."""
        return self.state.startswith("passed")

    @property
    def compared(self) -> tuple[str, str]:
        """Return the learner's text and the reference's, each with its ignore file below it if the lab has one."""
        reference = self.lab.reference
        if self.ignore is None:
            return self.mine, reference.text
        return _with_ignore(self.mine, self.ignore), _with_ignore(reference.text, reference.ignore or "")


def _with_ignore(text: str, ignore: str) -> str:
    return f"{text.rstrip()}\n\n# .dockerignore\n{ignore}"


def gained(sizes: Sizes) -> str:
    """Return what the learner's image does without, in a sentence; empty if the sizes do not show it."""
    if sizes.traditional is None or sizes.yours is None or sizes.yours >= sizes.traditional:
        return ""
    return f"{megabytes(sizes.traditional - sizes.yours)} of the traditional image do not ship in yours."


def next_tries(lab: Lab, step: int, following: Lab | None) -> tuple[str, ...]:
    """Return things to do now, each a sentence; `step` is the open page, `following` the next unfinished lab."""
    tries = []
    if any("--from=" in s.text for s in lab.solutions):
        tries.append("Take one `COPY --from` line out and build again: which check notices?")
    other = next((s for s in lab.solutions if not s.reference), None)
    if other is not None and lab.reading is None:
        tries.append(f"Write another file that passes. One way: {other.title.strip().rstrip('.')}.")
    if step + 1 < len(lab.steps):
        tries.insert(0, f"Read on with ctrl+n: “{lab.steps[step + 1].title}”.")
    if following is not None:
        tries.append(f"Press f5 and open the next lab: “{following.title}”.")
    return tuple(tries)
