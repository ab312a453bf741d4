"""Which steps stand in several stages: BuildKit makes one of identical steps, under one stage's name."""

from __future__ import annotations

from tutor.engine.buildkit.step_map import Place, counted
from tutor.engine.buildkit.vertex_name import short_reference
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.stage_links import target_stage, used_stages

_MOST_WALKS = 100
"""How often the file is walked through again because the engine named another step."""
_Key = tuple[int, int]


class Sharing:
    """The file's instructions laid over the engine's graph."""

    def __init__(self, dockerfile: Dockerfile, target: str = "") -> None:
        used = used_stages(dockerfile, target_stage(dockerfile, target))
        self._stages = [stage for stage in dockerfile.stages if stage.index in used]
        self._alike = {
            (stage.index, step.span.line): _alike(step)
            for stage in dockerfile.stages
            for step in counted(stage)
        }
        self._first = {
            (stage.index, step.span.line)
            for stage in self._stages
            if stage.base_stage is None
            for step in counted(stage)[:1]
        }
        self._at: dict[_Key, set[str]] = {}
        self._inputs: dict[str, frozenset[str]] = {}
        self._key: dict[str, _Key] = {}
        self._others: dict[str, list[_Key]] | None = None
        self._walks = 0

    def add(self, digest: str, place: Place, inputs: tuple[str, ...]) -> None:
        """Take a step of the engine's graph that stands for an instruction."""
        if digest in self._key or place.key not in self._alike:
            return
        self._at.setdefault(place.key, set()).add(digest)
        self._key[digest], self._inputs[digest] = place.key, frozenset(inputs)
        if self._walks < _MOST_WALKS:
            self._others = None

    def others(self, digest: str) -> tuple[_Key, ...]:
        """Return (stage index, line) of the other places that a step stands for."""
        if self._others is None:
            self._others = self._walk()
        return tuple(self._others.get(digest, ()))

    def _walk(self) -> dict[str, list[_Key]]:
        """Follow each stage; where the engine has no step of that name, find the one that follows the same step."""
        self._walks += 1
        alike: dict[tuple[str, str], list[str]] = {}
        for digest, key in self._key.items():
            alike.setdefault(self._alike[key], []).append(digest)
        others: dict[str, list[_Key]] = {}
        last: dict[int, set[str] | None] = {}
        for stage in self._stages:
            before = last.get(stage.base_stage) if stage.base_stage is not None else set()
            last[stage.index] = self._follow(stage, before, alike, others)
        return others

    def _follow(
        self,
        stage: Stage,
        before: set[str] | None,
        alike: dict[tuple[str, str], list[str]],
        others: dict[str, list[_Key]],
    ) -> set[str] | None:
        """Return the last steps of a stage, None if they are not known; note the shared ones."""
        for step in counted(stage):
            if before is None:
                return None
            key = (stage.index, step.span.line)
            found = self._at.get(key)
            if found is None:
                found = {d for d in alike.get(self._alike[key], ()) if self._follows(d, before)}
                for digest in sorted(found):
                    others.setdefault(digest, []).append(key)
            before = found or None
        return before

    def _follows(self, digest: str, before: set[str]) -> bool:
        """Return whether a step comes right behind others; behind none, it begins a stage."""
        return bool(self._inputs[digest] & before) if before else self._key[digest] in self._first


def _alike(step: Instruction) -> tuple[str, str]:
    """Return what two instructions have in common if they do the same."""
    if step.keyword == "FROM":
        base = step.arguments[0] if step.arguments else ""
        return f"FROM {step.flag('platform') or ''}", short_reference(base)
    return step.keyword, " ".join(step.text.split()[1:])
