"""A lab that is read, not written: for each instruction, what its bytes are there for."""

from __future__ import annotations

from dataclasses import dataclass

RUN, BUILD, NO_SIZE = "run", "build", "no-size"
WORDS = {RUN: "needed to run", BUILD: "only to build", NO_SIZE: "no size"}
"""What can be said of an instruction, and how people read it."""
OPEN = "?"
"""What stands where nothing was said yet."""


@dataclass(frozen=True)
class ReadLine:
    """One instruction of the file that is read."""

    line: int
    """In the lab's start file."""
    answers: tuple[str, ...]
    """Which of `WORDS` are right; more than one where both can be held."""
    because: str
    """Why, in a sentence."""


@dataclass(frozen=True)
class Reading:
    """What is right of each instruction, in the order of the file."""

    lines: tuple[ReadLine, ...]
    enough: int
    """How many right answers pass."""


def word_of(said: str) -> str | None:
    """Return the word that was meant, as in `needed to run`; None if it is none of them."""
    wanted = " ".join(said.casefold().replace("-", " ").split())
    for word, label in WORDS.items():
        if wanted in (word.replace("-", " "), label, f"to {word}", label.removeprefix("needed ")):
            return word
    return None
