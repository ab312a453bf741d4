"""Make a base image present: found in the engine, else pulled, else a stand-in; never replaces one that is there."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path

from tutor.bases.events import BaseEvent, BaseNote, BaseProgress, BaseReady
from tutor.bases.pull import bounded_pull
from tutor.bases.recipe import STAND_IN_LABEL
from tutor.bases.recipes import find_recipe, known_recipes
from tutor.bases.stand_in import make_stand_in
from tutor.engine.port import Cancel, Engine, ImageInfo
from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line

__all__ = ["BaseNote", "BaseProgress", "BaseReady", "ensure", "is_stand_in", "known_recipes"]

STALL_SECONDS = 45.0
"""How long a pull may stand still before it is given up."""
_RATE_LIMIT = re.compile(r"toomanyrequests|rate limit|429 Too Many", re.IGNORECASE)
_NO_NETWORK = re.compile(
    r"no such host|server misbehaving|network is unreachable|name resolution", re.IGNORECASE
)
_DISK_FULL = re.compile(r"no space left|disk quota", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"manifest .*(?:unknown|not found)|pull access denied|repository does not exist", re.IGNORECASE
)
_PREFIX = re.compile(r"^The container engine says: ")
_RETRY = "Check that this machine reaches its package sources, then repeat."
_LOAD = (
    "Or load it from a file: `docker save {0} -o FILE` on a machine that has it, `docker load -i FILE` here."
)


def is_stand_in(info: ImageInfo) -> bool:
    """Return whether an image is a local stand-in, or built on one."""
    return STAND_IN_LABEL in info.labels


def ensure(
    engine: Engine,
    reference: str,
    cancel: Cancel,
    *,
    downloads: Path,
    allow_pull: bool = True,
    stall_seconds: float = STALL_SECONDS,
) -> Iterator[BaseEvent]:
    """Make `reference` present in the engine; the last event is `BaseReady`.

    Raises `EngineTrouble` if that cannot be done, or `cancel` was thrown.
    """
    ready = _ready(engine, reference)
    if ready is None:
        trouble = ""
        if allow_pull:
            trouble = yield from _pull(engine, reference, cancel, stall_seconds)
        ready = _ready(engine, reference)
        if ready is None:
            yield from _stand_in(engine, reference, cancel, downloads, trouble)
            ready = _ready(engine, reference)
    if ready is None:
        raise EngineTrouble(
            f"The engine took the stand-in for {reference}, and does not have it.", _LOAD.format(reference)
        )
    yield ready


def _ready(engine: Engine, reference: str) -> BaseReady | None:
    info = engine.image(reference)
    return None if info is None else BaseReady(reference, is_stand_in(info))


def _pull(
    engine: Engine, reference: str, cancel: Cancel, stall_seconds: float
) -> Generator[BaseEvent, None, str]:
    """Pull; return why that failed, empty if it did not. Raises what a stand-in would meet, too."""
    yield BaseNote(f"{reference} is not in the engine yet; pulling it.")
    try:
        yield from bounded_pull(engine, reference, cancel, stall_seconds)
    except EngineTrouble as e:
        if cancel.thrown or _DISK_FULL.search(e.message):
            raise
        return _reason(e.message)
    return ""


def _reason(words: str) -> str:
    """Return why a pull failed as the end of a sentence."""
    words = clean_line(_PREFIX.sub("", words), 160).rstrip(".")
    if _RATE_LIMIT.search(words):
        return "the registry's pull limit is reached (toomanyrequests)"
    if _UNKNOWN.search(words):
        return f"the registry does not have it, or does not give it to everyone ({words})"
    if _NO_NETWORK.search(words):
        return f"the registry cannot be reached ({words.rpartition(': ')[2]})"
    return words


def _stand_in(
    engine: Engine, reference: str, cancel: Cancel, downloads: Path, trouble: str
) -> Iterator[BaseEvent]:
    cannot = f"{reference} cannot be pulled: {trouble}" if trouble else f"{reference} is not in the engine"
    recipe = find_recipe(reference)
    if recipe is None:
        limit = "Log in with `docker login`, or wait. " if _RATE_LIMIT.search(trouble) else ""
        network = "" if limit else "Check its name and the network. "
        raise EngineTrouble(
            f"{cannot}. There is no stand-in for it.", limit + network + _LOAD.format(reference)
        )
    yield BaseNote(f"{cannot}. Building a local stand-in from distribution packages.")
    try:
        yield from make_stand_in(engine, recipe, reference, cancel, downloads)
    except EngineTrouble as e:
        if cancel.thrown:
            raise
        fix = f"{e.fix or _RETRY} {_LOAD.format(reference)}"
        raise EngineTrouble(f"{cannot}. A stand-in cannot be made either: {e.message}", fix) from None
