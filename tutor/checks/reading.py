"""Checks of a lab that is read: what was said of each line, and which questions were answered."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.trial import trial_build
from tutor.dockerfile import parse
from tutor.dockerfile.answer_lines import AnsweredLine, answered_lines
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.model.reading import BUILD, NO_SIZE, ReadLine
from tutor.model.xray import DROPPABLE, XRay
from tutor.safe_text import megabytes


@dataclass(frozen=True)
class JudgedLine:
    """One instruction: what was said of it, what is right, and what it added to the learner's own image."""

    answered: AnsweredLine
    key: ReadLine
    size: int
    """In bytes."""

    @property
    def is_right(self) -> bool:
        """Return whether a right word was said."""
        return self.answered.word in self.key.answers

    @property
    def contradicts_build(self) -> bool:
        """Return whether what was said of its size is not what the build shows."""
        return self.answered.word is not None and (self.answered.word == NO_SIZE) != (self.size == 0)

    @property
    def key_is_wrong(self) -> bool:
        """Return whether the lab itself says of its size what the build does not show."""
        return (NO_SIZE in self.key.answers) != (self.size == 0)


def judged_lines(evidence: Evidence) -> tuple[JudgedLine, ...]:
    """Return all lines of the file; none if the sizes are not known, or the file is not the one that is read."""
    reading, sizes = evidence.lab.reading, dict(evidence.sizes.lines)
    said = answered_lines(evidence.text)
    if reading is None or len(said) != len(reading.lines) or not sizes:
        return ()
    return tuple(
        JudgedLine(answered, key, sizes.get(answered.line, 0))
        for answered, key in zip(said, reading.lines, strict=True)
    )


def not_needed(evidence: Evidence, xray: XRay) -> int:
    """Return the bytes that the image does not need to run: by the lab's key of whole lines, else by what each file is."""
    reading = evidence.lab.reading
    keys = zip(answered_lines(evidence.text), reading.lines if reading else (), strict=False)
    lines = {answered.line for answered, key in keys if key.answers == (BUILD,)}
    return sum(i.size for i in xray.items if i.category in DROPPABLE or xray.origin(i).line in lines)


class LinesReadCheck(Check):
    """Of each line is said what its bytes are there for, and of enough lines what is right."""

    kind, phase, rank = "lines_read", "image", Rank.CONTENTS
    other_images = False

    def run(self, evidence: Evidence) -> Outcome:
        """Count the right answers; what the build contradicts is the lab's fault."""
        reading, lines = evidence.lab.reading, judged_lines(evidence)
        if reading is None or not lines:
            return self.could_not_run("what each line adds to the image is not known")
        for line in (j for j in lines if j.key_is_wrong):
            where, size = line.answered.line, megabytes(line.size)
            return self.could_not_run(
                f"the lab is wrong about line {where}, which adds {size} here; please report it"
            )
        right, given = sum(j.is_right for j in lines), sum(not j.answered.is_open for j in lines)
        expected = f"{reading.enough} of {len(lines)} right"
        found = f"{right} of {len(lines)} right"
        if right >= reading.enough:
            return self.passed(found, expected)
        return self.failed(expected, found if given == len(lines) else f"{found}, {len(lines) - given} open")


class AnsweredCheck(Check):
    """A question of the lab was answered, right or wrong; what it is about may be tried out with a further build."""

    kind, phase, rank = "answered", "trial", Rank.SIZE
    other_images = False
    options = CheckOptions(
        {
            "question": OptionSpec("string", required=True, sentence="The id of a question of the lab."),
            "append": OptionSpec(
                "string",
                sentence="A line that is put below the file for a further build; the sizes of both images are told.",
            ),
        }
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Look for the answer, then measure what the question is about."""
        if str(self.values["question"]) not in evidence.answered:
            return self.failed("an answer, right or wrong", "no answer yet")
        return self.passed(self._measured(evidence))

    def _measured(self, evidence: Evidence) -> str:
        line, info = str(self.values.get("append", "")), evidence.info
        if not line or info is None:
            return ""
        text = evidence.text.rstrip("\n") + f"\n{line}\n"
        trial = trial_build(evidence, dockerfile=parse(text))
        after = trial.size if trial is not None else None
        if after is None or info.engine_size is None:
            return ""
        before = info.engine_size
        change = f"{megabytes(abs(after - before))} {'more' if after > before else 'less'}"
        told = "the same" if after == before else change
        return f"with `{line}` below it: {megabytes(after)}, {told} ({megabytes(before)} without)"
