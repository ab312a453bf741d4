"""Text -> the map that is drawn: each stage with its base, what it takes from where, and what a build has measured."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tutor.dockerfile.graph import ancestry, names_itself, shipped_instructions, stage_graph
from tutor.dockerfile.parser import parse
from tutor.dockerfile.stage_rules import unknown_stage
from tutor.dockerfile.view import View, look_at
from tutor.model.dockerfile import CopySource, Dockerfile, Instruction, Stage
from tutor.model.measured import Measured
from tutor.model.stage_map import Kind, Role, Source, StageBox, StageMap, Supply
from tutor.safe_text import clean_line

MOST_STAGES = 60
"""Stages that are mapped, counted from the end of the file."""
_LONGEST = 200
"""Characters of a name or a command; no terminal shows more of them."""
_MAKERS = ("RUN", "COPY", "ADD")


def stage_map(text: str, known: Measured | None = None) -> StageMap:
    """Return the map of a Dockerfile, whatever is wrong with it, with the sizes of the last build where they still hold."""
    return _Mapper(look_at(parse(text)), known).map()


class _Mapper:
    """Reads one file."""

    def __init__(self, view: View, known: Measured | None) -> None:
        self._view, self._known = view, known
        self._file = view.dockerfile
        self._unknown = frozenset(map(id, view.unknown))
        self._sources: dict[int, list[CopySource]] = defaultdict(list)
        for source in view.sources:
            self._sources[id(source.instruction)].append(source)
        self._sizes = _sizes(self._file, known) if known else {}

    def map(self) -> StageMap:
        """Return the map."""
        first = max(len(self._file.stages) - MOST_STAGES, 0)
        nodes = stage_graph(self._file).stages
        boxes = tuple(self._box(s, nodes[s.index].skipped) for s in self._file.stages[first:])
        known = self._known if self._known and self._still_holds(self._known) else None
        return StageMap(
            boxes,
            first,
            self._notes(),
            known.size if known else None,
            known.base if known else None,
            self._known is None or self._known.text == self._file.text,
        )

    # ---- the stages

    def _box(self, stage: Stage, skipped: str) -> StageBox:
        base, role = _base(stage, self._file), self._role(stage, skipped)
        shipped_base = self._known if role in ("ships", "below") and self._is_known_base(base) else None
        return StageBox(
            stage.index,
            _name(stage.label),
            stage.span.line,
            base,
            role,
            skipped,
            tuple(self._supplies(stage)),
            shipped_base.base if shipped_base else None,
        )

    def _role(self, stage: Stage, skipped: str) -> Role:
        if stage.index == len(self._file.stages) - 1:
            return "ships"
        return "below" if stage.index in self._view.chain else "unused" if skipped else "helps"

    def _supplies(self, stage: Stage) -> Iterator[Supply]:
        for instruction in stage.instructions:
            if instruction.keyword in _MAKERS:
                yield from self._supply(instruction)

    def _supply(self, instruction: Instruction) -> Iterator[Supply]:
        """Yield what one instruction brings, once for each place that it takes from; only the first has words and size."""
        line, size = instruction.span.line, self._sizes.get(id(instruction))
        sources = [self._source(found) for found in self._sources[id(instruction)]]
        is_path = instruction.keyword != "RUN" and bool(sources)
        words = _paths(instruction) if is_path else _command(instruction)
        yield Supply(line, words, next(iter(sources), None), is_path, size)
        yield from (Supply(line, "", source) for source in sources[1:])

    def _source(self, found: CopySource) -> Source:
        name = _name(found.reference)
        if found.stage is not None:
            return Source("stage", _name(self._file.stages[found.stage].label), found.stage)
        if names_itself(self._file, found):
            return Source("itself", name)
        if id(found) in self._unknown:
            return Source("later" if self._view.later(found) else "unknown", name)
        return Source("empty" if name == "scratch" else "image", name)

    def _notes(self) -> tuple[tuple[int, str], ...]:
        """Return what could not be drawn, and why; of a file without a stage, all that is wrong with it."""
        problems = (
            *(self._file.errors if self._file.stages else self._file.problems),
            *unknown_stage(self._view),
        )
        return tuple(sorted({(p.span.line, clean_line(p.message)) for p in problems}))

    # ---- the sizes

    def _is_known_base(self, base: Source) -> bool:
        known = self._known
        return known is not None and base.kind == "image" and base.name == _base_of_image(known.text)

    def _still_holds(self, known: Measured) -> bool:
        """Return whether what ships is made by the same instructions on the same base as the image that was measured."""
        if known.text == self._file.text:
            return True
        made = [clean_line(i.text) for i in shipped_instructions(self._file) if i.keyword in _MAKERS]
        built = [words for words, _ in known.steps if words.partition(" ")[0].upper() in _MAKERS]
        return bool(self._file.stages) and made == built and self._base_name == _base_of_image(known.text)

    @property
    def _base_name(self) -> str:
        return _name(self._view.stages[self._view.chain[-1]].base)


def _base(stage: Stage, file: Dockerfile) -> Source:
    if stage.base_stage is not None:
        return Source("stage", _name(file.stages[stage.base_stage].label), stage.base_stage)
    name = _name(stage.base)
    kind: Kind = "missing" if not name else "empty" if name == "scratch" else "image"
    return Source(kind, name)


@functools.lru_cache(maxsize=8)
def _base_of_image(text: str) -> str:
    """Return the name of the image that what ships from a text begins with."""
    file = parse(text)
    return _name(file.stages[ancestry(file, len(file.stages) - 1)[-1]].base) if file.stages else ""


def _sizes(file: Dockerfile, known: Measured) -> Mapping[int, int]:
    """Return what each instruction that ships has added, by its identity; equal instructions are taken in their order."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for words, size in known.steps:
        waiting[words].append(size)
    found = {}
    for instruction in shipped_instructions(file):
        sizes = waiting[clean_line(instruction.text)]
        if sizes:
            found[id(instruction)] = sizes.pop(0)
    return found


def _paths(instruction: Instruction) -> str:
    return _name(" ".join(path.strip("\"'") for path in instruction.arguments[:-1]))


def _command(instruction: Instruction) -> str:
    return _name(f"{instruction.keyword} {instruction.rest}")


def _name(text: str) -> str:
    return clean_line(text, _LONGEST)
