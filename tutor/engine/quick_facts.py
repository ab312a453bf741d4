"""What an engine tells of an image without reading its layers: enough for a first verdict."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tutor.engine.port import ImageInfo, is_own_label
from tutor.model.quick_facts import HistoryStep, PathFact, QuickFacts, QuickLayer
from tutor.safe_text import clean_line

_NO_LAYER = frozenset(
    {
        *("ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD"),
        *("SHELL", "STOPSIGNAL", "USER", "VOLUME"),
    }
)
"""Instructions that change the configuration only."""
_NOP = re.compile(r"^/bin/sh -c #\(nop\)\s+")
"""What the classic builder writes before an instruction that runs nothing."""
ENGINES_OWN = re.compile(
    r"/?(?:\.dockerenv|etc/(?:hosts|hostname|mtab|resolv\.conf)|(?:dev|proc|sys)(?:/.*)?)"
)
"""Paths that the engine makes in every container, whatever the image has there."""


def quick_facts(info: ImageInfo, history: Sequence[HistoryStep]) -> QuickFacts:
    """Return the facts in an image's description and history; `paths` is empty.

    Docker counts on overlay2 as we do, but for layers that BuildKit made there: it leaves out symbolic links. Other
    stores count compressed bytes, tar headers or disk blocks, so that their numbers say nothing of our size.
    """
    total = sum(step.size for step in history)
    countable = info.storage == "overlay2" and total == info.engine_size
    layers = _layers(info.diff_ids, history, countable)
    sizes = [layer.size for layer in layers if layer.size is not None]
    exact = sum(sizes) if countable and len(sizes) == len(layers) else None
    return QuickFacts(info.id, exact, total if countable else None, layers, {})


def with_known_sizes(facts: QuickFacts, known: Callable[[str], int | None]) -> QuickFacts:
    """Return the facts with the sizes of layers that were read before; `known` tells them by digest."""
    found = [known(layer.diff_id) for layer in facts.layers]
    layers = tuple(
        layer if size is None else replace(layer, size=size)
        for layer, size in zip(facts.layers, found, strict=True)
    )
    sizes = [layer.size for layer in layers if layer.size is not None]
    return replace(facts, layers=layers, size=sum(sizes) if len(sizes) == len(layers) else None)


def _layers(
    diff_ids: Sequence[str], history: Sequence[HistoryStep], countable: bool
) -> tuple[QuickLayer, ...]:
    """Return the layers with what the history, oldest first, tells of them."""
    if history and is_own_label(history[-1].created_by):
        history = history[:-1]  # the label that the tutor adds at the end of every build
    layers, folders = [QuickLayer(diff_id) for diff_id in diff_ids], _working_folders(history)
    for number, place in _places(history, len(layers)):
        step = history[place]
        layers[number] = QuickLayer(
            diff_ids[number],
            step.created_by,
            step.size if countable and _has_no_links(step) else None,
            step.size if countable else None,
            len(history) - 1 - place,
            step.created,
            folders[place],
        )
    return tuple(layers)


def _working_folders(history: Sequence[HistoryStep]) -> list[str]:
    """Return the working folder behind each step."""
    found, folder = [], "/"
    for step in history:
        keyword, _, path = instruction(step).partition(" ")
        if keyword == "WORKDIR":
            folder = posixpath.join(folder, path)
        found.append(folder)
    return found


def _has_no_links(step: HistoryStep) -> bool:
    """Return whether no symbolic link can be missing in a step's size."""
    return not step.by_buildkit or instruction(step).startswith("WORKDIR ")


def instruction(step: HistoryStep) -> str:
    """Return the words without what the classic builder writes before them."""
    return _NOP.sub("", step.created_by)


def history_rows(layers: int, history: Sequence[HistoryStep]) -> list[dict[str, Any]] | None:
    """Return a history, oldest first, as an image's configuration has it; None if it is not certain which steps made layers."""
    places = {place for _, place in _places(history, layers)}
    if len(places) != layers:
        return None
    return [{"created_by": s.created_by, "empty_layer": i not in places} for i, s in enumerate(history)]


def path_fact(stat: Mapping[str, object]) -> PathFact:
    """Return the fact for the API's answer, whose mode is that of Go's `fs.FileMode`."""
    bits, size = _number(stat.get("mode")), _number(stat.get("size"))
    kind = (
        "dir" if bits >> 31 & 1 else "symlink" if bits >> 27 & 1 else "other" if bits & _SPECIAL else "file"
    )
    mode = bits & 0o777 | (bits >> 23 & 1) << 11 | (bits >> 22 & 1) << 10 | (bits >> 20 & 1) << 9
    link = str(stat.get("linkTarget") or "") if kind == "symlink" else ""
    return PathFact(kind, size if kind == "file" else 0, mode, link)


_SPECIAL = 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19
"""Go's bits for devices, pipes, sockets and what it calls irregular."""


def _number(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _places(history: Sequence[HistoryStep], count: int) -> list[tuple[int, int]]:
    """Return (layer number, place in the history) of all that is certain.

    A step with bytes has a layer, one that only configures has none. The others (an empty WORKDIR or RUN) are clear
    if they must be all or none of them; else only what stands below the first and above the last of them is.
    """
    sure = [i for i, step in enumerate(history) if step.size > 0]
    doubtful = [i for i, step in enumerate(history) if step.size == 0 and not _configures(step)]
    if len(sure) == count:
        return list(enumerate(sure))
    if len(sure) + len(doubtful) == count:
        return list(enumerate(sorted(sure + doubtful)))
    if not doubtful or not len(sure) < count < len(sure) + len(doubtful):
        return []
    below = [i for i in sure if i < doubtful[0]]
    above = [i for i in sure if i > doubtful[-1]]
    return [*enumerate(below), *enumerate(above, count - len(above))]


def _configures(step: HistoryStep) -> bool:
    return instruction(step).partition(" ")[0] in _NO_LAYER


def history_steps(answer: object) -> tuple[HistoryStep, ...]:
    """Return the history in the API's answer, oldest first."""
    rows = answer if isinstance(answer, list) else []
    return tuple(
        HistoryStep(
            clean_line(str(row.get("CreatedBy") or "")),
            _number(row.get("Size")),
            _number(row.get("Created")),
            str(row.get("Comment")).startswith("buildkit."),
        )
        for row in reversed(rows)
        if isinstance(row, dict)
    )
