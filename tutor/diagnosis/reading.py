"""Explain what was said of the lines of a file that is read, and a file that was changed in too many lines."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.checks.reading import JudgedLine, judged_lines
from tutor.diagnosis.rule import Rule
from tutor.model.outcome import Diagnosis, Outcome
from tutor.model.reading import NO_SIZE, RUN, WORDS
from tutor.safe_text import clean_line, megabytes


def too_many_changes(outcome: Outcome, evidence: Evidence) -> Diagnosis:
    """More lines differ from the file that learners begin with than the lab allows."""
    reset = f"`tutor reset {evidence.lab.id}` brings the first file back"
    line, is_read = outcome.where.removeprefix("line "), outcome.expected == "at most 0 changed"
    allowed = "none" if is_read else outcome.expected.removesuffix(" changed")
    count = outcome.found.partition(" ")[0]
    differ = "1 line differs" if count == "1" else f"{count} lines differ"
    return Diagnosis(
        "too-many-changes",
        f"Compared with the file that you began with, {differ}; {allowed} may.",
        "This file is read as it is."
        if is_read
        else "This lab is about one spot, and a new file would go around it.",
        f"Take {'that' if is_read else 'the other changes'} back with ctrl+z; {reset}, and keeps yours.",
        line=int(line) if line.isdecimal() else None,
    )


def lines_open(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Some lines have no answer yet, or one that means nothing here."""
    lines = [j.answered for j in judged_lines(evidence)]
    unknown = next((a for a in lines if not a.is_open and a.word is None), None)
    if unknown is not None:
        return Diagnosis(
            "answer-unknown",
            f"Above line {unknown.line} stands `{clean_line(unknown.said, 60)}`, which is none of the answers.",
            "",
            f"Write one of {', '.join(f'`{word}`' for word in WORDS)} behind `# answer:`.",
            line=unknown.line,
        )
    empty = [a for a in lines if a.is_open]
    if not empty:
        return None
    first = f"the first is line {empty[0].line}"
    if len(empty) == len(lines):
        see = f"No line has an answer yet; {first}."
    else:
        see = f"{len(empty)} of {len(lines)} lines {'has' if len(empty) == 1 else 'have'} no answer yet; {first}."
    return Diagnosis(
        "lines-open",
        see,
        "Your image is built, and the bars show what each line has added to it.",
        "Say of each line what its bytes are there for.",
        line=empty[0].line,
    )


def against_the_build(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What was said of a line's size is not what the build shows."""
    wrong = next((j for j in judged_lines(evidence) if j.contradicts_build), None)
    if wrong is None:
        return None
    line, text = wrong.answered.line, _named(wrong)
    if wrong.answered.word == NO_SIZE:
        return Diagnosis(
            "line-has-size",
            f"{text} adds {megabytes(wrong.size)}, but you say that it has no size.",
            wrong.key.because,
            "Look at the bar of this line, and choose again.",
            line=line,
        )
    return Diagnosis(
        "line-has-no-size",
        f"{text} adds 0 B, but you say that its bytes are {WORDS[wrong.answered.word or RUN]}.",
        wrong.key.because,
        "Look for the lines that have a bar; the others have no size.",
        line=line,
    )


def against_its_use(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What was said of a line's bytes is not what they are there for; the largest is explained first."""
    wrong = [j for j in judged_lines(evidence) if not j.is_right]
    if not wrong:
        return None
    largest = max(wrong, key=lambda j: j.size)
    see = f"{_named(largest)} adds {megabytes(largest.size)}, and you say: {WORDS[largest.answered.word or RUN]}."
    if RUN in largest.key.answers:
        return Diagnosis(
            "line-needed-to-run",
            see,
            largest.key.because,
            "Ask of each line what would be missing when the app starts.",
            line=largest.answered.line,
        )
    return Diagnosis(
        "line-only-to-build",
        see,
        largest.key.because,
        "Ask of each line whether the running app would notice if its bytes were gone.",
        line=largest.answered.line,
    )


def question_open(_: Outcome, evidence: Evidence) -> Diagnosis:
    """A question of the lab has no answer."""
    return Diagnosis(
        "question-open",
        "One question has no answer yet.",
        "A guess that you have made helps you remember what is found; it may be wrong.",
        f"Answer it with f7, or with `tutor answer {evidence.lab.id}`.",
    )


def _named(judged: JudgedLine) -> str:
    return f"Line {judged.answered.line}, `{clean_line(judged.answered.instruction.text, 60)}`,"


CHANGED: tuple[Rule, ...] = (too_many_changes,)
LINES: tuple[Rule, ...] = (lines_open, against_the_build, against_its_use)
QUESTION: tuple[Rule, ...] = (question_open,)
