"""Expressions as automata: a match takes one step a character, whatever the expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Test = Callable[[str], bool]
"""Whether a character fits."""
_MOST_KNOWN_STEPS = 50_000


@dataclass(frozen=True)
class One:
    """One character."""

    test: Test


@dataclass(frozen=True)
class At:
    """A place between characters: `start`, `end`, `word edge` or `no word edge`."""

    place: str


@dataclass(frozen=True)
class Row:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """Any one of some ways."""

    ways: tuple[Node, ...]


@dataclass(frozen=True)
class Many:
    """A part over and over; `most` is None without a limit."""

    part: Node
    least: int
    most: int | None


Node = One | At | Row | Either | Many


@dataclass(frozen=True)
class _Step:
    test: Test
    then: int


@dataclass(frozen=True)
class _Place:
    place: str
    then: int


@dataclass(frozen=True)
class _Fork:
    ways: tuple[int, ...]


_END = 0


class _State(dict[str, "_State"]):
    """A set of places in the program; knows where each character led so far."""

    def __init__(self, machine: Automaton, marks: frozenset[int], before: str) -> None:
        super().__init__()
        self._machine, self.marks, self.before = machine, marks, before
        self.is_end = machine.reaches_end(self, "")

    def __missing__(self, char: str) -> _State:
        state = self[char] = self._machine.step(self, char)
        return state


class _Found(_State):
    """The expression has matched; what follows does not matter."""

    def __missing__(self, char: str) -> _State:
        return self


class Automaton:
    """Tells whether an expression matches somewhere in a text."""

    def __init__(self, node: Node) -> None:
        self._program: list[_Step | _Place | _Fork] = [_Fork(())]  # the end leads nowhere
        self._start = self._add(node, _END)
        self._found = _Found(self, frozenset({_END}), "")
        self._forget()

    def matches(self, text: str) -> bool:
        """Return whether some part of the text matches; anchors make it the whole."""
        state = self._first
        for char in text:
            state = state[char]
        return state.is_end

    def step(self, state: _State, char: str) -> _State:
        """Return the state behind one more character."""
        if self.reaches_end(state, char):
            return self._found
        steps = (self._program[i] for i in self._open(state, char))
        marks = frozenset(s.then for s in steps if isinstance(s, _Step) and s.test(char))
        self._known += 1
        if self._known > _MOST_KNOWN_STEPS:
            self._forget()
        key = marks, "w" if is_word(char) else "-"
        if key not in self._states:
            self._states[key] = _State(self, *key)
        return self._states[key]

    def reaches_end(self, state: _State, after: str) -> bool:
        """Return whether the expression has matched if `after` comes next ("" for the end of the text)."""
        return _END in self._open(state, after)

    def _forget(self) -> None:
        self._known = 0
        self._states: dict[tuple[frozenset[int], str], _State] = {}
        self._first = _State(self, frozenset(), "")

    def _open(self, state: _State, after: str) -> set[int]:
        """Return all places that can be reached without a character; a match may begin anywhere."""
        seen: set[int] = set()
        todo = [self._start, *state.marks]
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            todo += _ways(self._program[at], state.before, after)
        return seen

    def _new(self, instruction: _Step | _Place | _Fork) -> int:
        self._program.append(instruction)
        return len(self._program) - 1

    def _add(self, node: Node, then: int) -> int:
        """Append the program of a node that goes on at `then`; return where it begins."""
        if isinstance(node, One):
            return self._new(_Step(node.test, then))
        if isinstance(node, At):
            return self._new(_Place(node.place, then))
        if isinstance(node, Either):
            return self._new(_Fork(tuple(self._add(way, then) for way in node.ways)))
        if isinstance(node, Row):
            for part in reversed(node.parts):
                then = self._add(part, then)
            return then
        return self._add_many(node, then)

    def _add_many(self, node: Many, then: int) -> int:
        if node.most is None:
            loop = self._new(_Fork(()))
            self._program[loop] = _Fork((self._add(node.part, loop), then))
            then = loop
        else:
            out = then
            for _ in range(node.most - node.least):
                then = self._new(_Fork((self._add(node.part, then), out)))
        for _ in range(node.least):
            then = self._add(node.part, then)
        return then


def _ways(instruction: _Step | _Place | _Fork, before: str, after: str) -> Iterable[int]:
    if isinstance(instruction, _Fork):
        return instruction.ways
    if isinstance(instruction, _Place) and _is_at(instruction.place, before, after):
        return (instruction.then,)
    return ()


def _is_at(place: str, before: str, after: str) -> bool:
    """Return whether a place lies between `before` ("" at the start, "w" behind a word's character) and `after`."""
    if place == "start":
        return not before
    if place == "end":
        return not after
    return ((before == "w") != is_word(after)) == (place == "word edge")


def is_word(char: str) -> bool:
    """Return whether a character is an ASCII letter, a digit or an underscore; "" is none."""
    return char == "_" or (char.isascii() and char.isalnum())
