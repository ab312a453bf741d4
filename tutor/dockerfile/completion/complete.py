"""Find out what could stand at the cursor; whatever the text, it never raises."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tutor.dockerfile.completion.candidate import Candidate, Completion
from tutor.dockerfile.completion.cursor import Cursor, find_cursor
from tutor.dockerfile.completion.path_words import context_paths, stage_files, targets
from tutor.dockerfile.completion.place import Place
from tutor.dockerfile.completion.plain_words import flags, instructions, mount_words
from tutor.dockerfile.completion.stage_paths import StagePaths
from tutor.dockerfile.parser import parse
from tutor.dockerfile.surroundings import Surroundings

_MOST = 60
"""Candidates that are offered; nobody walks through more."""


def complete(
    text: str, line: int, column: int, known: Surroundings, *, asked: bool = True
) -> Completion | None:
    """Return what fits at the cursor, or None.

    `line` counts from 1, `column` from 0. Unless it was asked for, nothing is offered within a word, on an empty line,
    or if all has been typed.
    """
    cursor = find_cursor(text, line, column)
    if cursor is None or (not asked and (cursor.is_inside_word or _is_too_early(cursor))):
        return None
    place = Place(parse(text), cursor)
    typed, candidates = _candidates(place, known)
    found = tuple(dict.fromkeys(itertools.islice(candidates, _MOST)))
    is_whole = [c.text.rstrip() for c in found] == [typed]
    if not found or len(typed) > column or (is_whole and not asked):
        return None
    return Completion(line, column - len(typed), column, found)


def _is_too_early(cursor: Cursor) -> bool:
    return not cursor.keyword and not cursor.typed


def _candidates(place: Place, known: Surroundings) -> tuple[str, Iterator[Candidate]]:
    """Return what has been typed of the thing at the cursor, and what it could become."""
    cursor = place.cursor
    typed = cursor.typed
    if not cursor.keyword:
        return typed, instructions(
            typed, place.is_lower, not place.dockerfile.stages or place.is_above_stages
        )
    if "$" in typed:
        return _variables(place, typed)
    if typed.startswith("--") and not cursor.words:
        return _in_flag(place, typed)
    return typed, _arguments(place, typed, known)


def _variables(place: Place, typed: str) -> tuple[str, Iterator[Candidate]]:
    name = typed.rpartition("$")[2]
    brace = "{" if name.startswith("{") else ""
    if not name.removeprefix("{").isidentifier() and name not in ("", "{"):
        return "", iter(())
    names = (n for n in place.variables() if n.startswith(name[len(brace) :]))
    return f"${name}", (Candidate(f"${{{n}}}" if brace else f"${n}", "variable") for n in names)


def _in_flag(place: Place, typed: str) -> tuple[str, Iterator[Candidate]]:
    name, equals, value = typed.partition("=")
    if not equals:
        return typed, flags(place.keyword, typed, place.cursor.flags)
    if name == "--from":
        return value, place.stages_named(value)
    if name == "--mount":
        return _in_mount(place, value)
    if name == "--platform":
        words = (
            p
            for p in ("$BUILDPLATFORM", "$TARGETPLATFORM", "linux/amd64", "linux/arm64")
            if p.startswith(value)
        )
        return value, (Candidate(f"{p} ", "word") for p in words)
    return "", iter(())


def _in_mount(place: Place, value: str) -> tuple[str, Iterator[Candidate]]:
    *fields, typed = value.split(",")
    key, equals, name = typed.partition("=")
    if equals and key == "from":
        return name, (c for c in place.stages_named(name) if not c.text.isdigit())
    return typed, mount_words(fields, typed)


def _arguments(place: Place, typed: str, known: Surroundings) -> Iterator[Candidate]:
    if place.keyword == "FROM":
        return _from_words(place, typed, known)
    if place.keyword in ("COPY", "ADD"):
        return _copy_words(place, typed, known)
    if place.keyword == "WORKDIR" and not place.cursor.words:
        return (Candidate(w, "folder") for w in place.workdirs() if w.startswith(typed) and typed != w)
    return iter(())


def _from_words(place: Place, typed: str, known: Surroundings) -> Iterator[Candidate]:
    words = place.cursor.words
    if len(words) == 1 and "AS".startswith(typed.upper()):
        yield Candidate("as " if place.is_lower else "AS ", "word", "give the stage a name")
    if words:
        return
    images = (*known.base_images, *(i for i in place.images() if i not in known.base_images))
    yield from (Candidate(i, "image", "image") for i in images if i.startswith(typed))
    yield from (c for c in place.stages_named(typed) if not c.text.isdigit())


def _copy_words(place: Place, typed: str, known: Surroundings) -> Iterator[Candidate]:
    """Yield the target if there are sources already, then sources; the flag that brings in another stage goes first."""
    words = place.cursor.words
    if typed.startswith(("[", '"', "<")) or (words and words[0].startswith("[")):
        return
    source = place.source_stage()
    sources, paths = _sources(place, typed, known, source)
    if words:
        yield from targets(typed, words, paths)
    elif not typed and not place.has_from and place.stage_index:
        yield Candidate("--from=", "flag", "from a stage")
    if not (words and source is not None and typed.startswith(".")):  # a relative path is the target then
        yield from sources


def _sources(
    place: Place, typed: str, known: Surroundings, source: int | None
) -> tuple[Iterator[Candidate], frozenset[str]]:
    if not place.has_from:
        return context_paths(typed, known.context), frozenset(known.context)
    if source is None:
        return iter(()), frozenset()
    stages = StagePaths(place.dockerfile, known)
    paths, label = stages.of(source), place.dockerfile.stages[source].label
    return stage_files(typed, paths, stages.workdir(source), label), paths
