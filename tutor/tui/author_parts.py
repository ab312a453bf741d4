"""What a lab consists of, as rows of the author's view: problems, pages, checks, solutions, mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tutor.model.course import CheckSpec, Lab, Mistake, Solution
from tutor.model.question import Question

PAGE, FILE, TEXT = "page", "file", "text"


@dataclass(frozen=True)
class Part:
    """One row, and what there is to read of it."""

    group: str
    label: str
    body: tuple[tuple[str, str], ...]
    """(label, text) pairs."""
    kind: str = TEXT
    """`page`: can be opened; `file`: a Dockerfile that can be put into the editor; `text`: to read only."""
    page: int = 0
    dockerfile: str = ""
    ignore: str | None = None
    """The ignore file beside it."""


def parts_of(lab: Lab, problems: str, words: Mapping[str, str]) -> tuple[Part, ...]:
    """Return all rows; `problems` are of the files as they are now, `words` what learners read, by mistake."""
    return (
        *(Part("Problems", line.partition(" ")[0], ((line, ""),)) for line in problems.splitlines()),
        *_pages(lab),
        *(_check(check, check in lab.advice) for check in (*lab.checks, *lab.advice)),
        *(
            Part(
                "Solutions", s.title, (("id   ", s.id), *_files(s)), FILE, dockerfile=s.text, ignore=s.ignore
            )
            for s in lab.solutions
        ),
        *(_mistake(m, lab, words.get(m.id, "")) for m in lab.mistakes),
    )


def _pages(lab: Lab) -> Iterator[Part]:
    for number, step in enumerate(lab.steps):
        asked = [q for q in lab.questions if q.step == step.id]
        body = (
            ("id   ", step.id),
            *(line for q in asked for line in _question(q)),
            ("", ""),
            ("", step.markdown),
        )
        yield Part("Pages", f"{number + 1}  {step.title}", body, PAGE, page=number)
    for question in (q for q in lab.questions if not q.step):
        yield Part("Questions", question.ask, tuple(_question(question)))


def _question(question: Question) -> Iterator[tuple[str, str]]:
    yield "asks ", question.ask
    yield "when ", question.when
    yield "right", f" {question.answer}"
    yield "then ", question.resolve


def _check(check: CheckSpec, is_advice: bool) -> Part:
    hints = tuple((f"hint {n} ", hint) for n, hint in enumerate(check.hints, 1))
    options = tuple((f"{name}  ", str(value)) for name, value in check.options.items())
    about = (("id   ", check.id), ("kind ", check.kind))
    return Part("Advice" if is_advice else "Checks and hints", check.title, (*about, *options, *hints))


def _mistake(mistake: Mistake, lab: Lab, words: str) -> Part:
    line = f", line {mistake.line}" if mistake.line else ""
    told = words or "not known yet: `tutor lab verify` on this lab finds out what learners read"
    hints = next((c.hints for c in lab.checks if c.id == mistake.check), ())
    body = (
        ("id   ", mistake.id),
        ("fails", f" {mistake.check}, diagnosis {mistake.diagnosis}{line}"),
        ("reads", f" {told}"),
        *((f"hint {n} ", hint) for n, hint in enumerate(hints, 1)),
        *_files(mistake),
    )
    return Part("Mistakes", mistake.title, body, FILE, dockerfile=mistake.text, ignore=mistake.ignore)


def _files(proof: Solution | Mistake) -> Iterator[tuple[str, str]]:
    """Yield the Dockerfile, and the ignore file beside it if there is one."""
    yield from (("", ""), ("", proof.text))
    if proof.ignore is not None:
        yield from ((".dockerignore", ""), ("", proof.ignore))
