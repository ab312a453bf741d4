"""Which line of the learner's file a step of BuildKit stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tutor.engine.buildkit.vertex_name import CountedName, counted_name, short_reference
from tutor.model.dockerfile import Dockerfile, Instruction, Stage
from tutor.model.stage_links import copy_sources
from tutor.safe_text import clean_line

_COUNTED = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})
_SYNTAX = re.compile(r"#[ \t]*syntax[ \t]*=[ \t]*(\S+)", re.IGNORECASE)
_HUB = re.compile(r"docker\.io/(?:library/)?")
_MANIFEST = re.compile(r"/v2/(?:library/)?(\S{1,300}?)/manifests/([\w.:-]+)")
_DIRECTIVE = re.compile(r"#[ \t]*\w+[ \t]*=")


@dataclass(frozen=True)
class Place:
    """Where something stands in the learner's file."""

    line: int
    end_line: int
    text: str
    """The instruction as the learner wrote it, one line, harmless."""
    stage: Stage | None = None
    """None for what stands in no stage: a directive, an ARG before the first FROM."""

    @property
    def key(self) -> tuple[int, int]:
        """Return (stage index, line)."""
        return self.stage.index if self.stage else -1, self.line


class StepMap:
    """The file's instructions, found by the engine's names for them."""

    def __init__(self, dockerfile: Dockerfile, substitutes: Mapping[str, str] | None = None) -> None:
        self._dockerfile = dockerfile
        self._steps = [_Steps(stage) for stage in dockerfile.stages]
        self._written = {short_reference(used): written for written, used in (substitutes or {}).items()}
        names = "|".join(re.escape(name) for name in sorted(self._written, key=len, reverse=True))
        self._used = re.compile(
            rf"(?<![\w./:-])(?:docker\.io/(?:library/)?)?({names})(?::latest)?(?:@sha256:[0-9a-f]+)?(?![\w-]|[.:/]\w)"
        )

    def shown(self, text: str) -> str:
        """Return `text` with the learner's own base image names put back for those that were sent."""
        if not self._written:
            return text
        for used, written in self._written.items():
            text = text.replace(_path(used), _path(written))
        return self._used.sub(lambda found: self._written[found[1]], text)

    def place(self, name: str) -> Place | None:
        """Return what a step named `[stage i/n] TEXT` stands for; None for steps of the engine's own."""
        parts = counted_name(name)
        if parts is None:
            return None
        found = (self._steps[stage.index].find(parts) for stage in self._stages(parts.stage))
        best = max(found, key=lambda f: f[0], default=None)
        return place_of(best[1], best[2]) if best else None

    def adding(self, address: str) -> Place | None:
        """Return the ADD that fetches an address."""
        for stage in self._dockerfile.stages:
            for instruction in stage.instructions:
                if instruction.keyword == "ADD" and address in instruction.arguments:
                    return place_of(stage, instruction)
        return None

    def asking_for(self, reference: str) -> Place | None:
        """Return the line that asks for an image: a FROM, a `from=`, or the `# syntax=` directive."""
        wanted = short_reference(self.shown(reference))
        for stage in self._dockerfile.stages:
            if stage.base_stage is None and short_reference(stage.base) == wanted:
                return place_of(stage, stage.instructions[0])
        for source in copy_sources(self._dockerfile):
            if source.stage is None and short_reference(source.reference) == wanted:
                return place_of(self._dockerfile.stages[source.in_stage], source.instruction)
        syntax = syntax_directive(self._dockerfile.text)
        return syntax if syntax and short_reference(syntax.text.partition("=")[2].strip()) == wanted else None

    def at_line(self, line: int) -> Place | None:
        """Return what stands at a line; the line alone if it belongs to no instruction, None if there is no such line."""
        for stage in self._dockerfile.stages:
            for instruction in stage.instructions:
                if instruction.span.line <= line <= instruction.span.end_line:
                    return place_of(stage, instruction)
        lines = self._dockerfile.lines
        return Place(line, line, clean_line(lines[line - 1], 200)) if 0 < line <= len(lines) else None

    def naming(self, words: str) -> Place | None:
        """Return the line that a message without a step speaks of, by the image, stage or secret it names."""
        plain = _HUB.sub("", _MANIFEST.sub(r" \1:\2 ", self.shown(words))).replace(":latest", "")
        for place, name in self._names():
            if re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w-]|[.:/]\w)", plain):
                return place
        return None

    def _names(self) -> Iterator[tuple[Place, str]]:
        """Yield what the file names from outside: images, stages behind `from=`, ids of secrets."""
        stages = self._dockerfile.stages
        for stage in stages:
            if stage.base_stage is None and len(stage.base) > 1:
                yield place_of(stage, stage.instructions[0]), short_reference(stage.base)
        for source in copy_sources(self._dockerfile):
            if source.stage is None or not source.reference.isdigit():
                yield place_of(stages[source.in_stage], source.instruction), short_reference(source.reference)
        for stage in stages:
            for instruction in stage.instructions:
                for flag in instruction.flags if instruction.keyword == "RUN" else ():
                    for secret in re.findall(r"(?:^|,)id=([^,]+)", flag.value or ""):
                        yield place_of(stage, instruction), secret

    def _stages(self, name: str) -> Iterator[Stage]:
        """Yield the stages that the engine may mean; all of them if it names none."""
        for stage in self._dockerfile.stages:
            if name in ("", (stage.name or f"stage-{stage.index}").lower(), f"stage-{stage.index}"):
                yield stage


class _Steps:
    """The instructions of one stage that the engine makes steps of."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._steps = counted(stage)
        self._total = len(self._steps) + sum(_is_root(i) for i in stage.instructions)
        self._places: dict[str, list[int]] = {}
        for number, step in enumerate(self._steps):
            self._places.setdefault(_plain(step.text), []).append(number)

    def find(self, parts: CountedName) -> tuple[int, Stage, Instruction]:
        """Return how sure it is (2 by its text, 1 by its number, 0 if it is none of them), the stage, and what is meant."""
        triggers = max(0, parts.total - self._total)  # of the base image; they come right behind FROM
        expected = parts.index - 1 - triggers
        same = self._places.get(_plain(parts.text))
        if same:
            return 2, self._stage, self._steps[min(same, key=lambda n: abs(n - expected))]
        keyword = parts.text[:20].split(maxsplit=1)[0].upper() if parts.text.strip() else ""
        if 0 <= expected < len(self._steps) and _may_read(self._steps[expected], keyword):
            return 1, self._stage, self._steps[expected]
        return 0, self._stage, self._stage.instructions[0]


def _may_read(step: Instruction, keyword: str) -> bool:
    """Return whether the engine may quote an instruction in other words: with variables filled in, without quotes."""
    return step.keyword == keyword and (keyword == "FROM" or any(c in step.text for c in "$\"'\\<`"))


def _is_root(instruction: Instruction) -> bool:
    """Return whether this is a `WORKDIR /`, which is counted, but there is nothing to do for it."""
    return instruction.keyword == "WORKDIR" and instruction.rest.strip() == "/"


def _plain(text: str) -> str:
    keyword, _, rest = text.strip().partition(" ")
    return " ".join([keyword.upper(), *rest.split()])


def has_own_base(stage: Stage) -> bool:
    """Return whether a stage starts from an image, so that its FROM is a step of its own."""
    return stage.base_stage is None and stage.base != "scratch"


def counted(stage: Stage) -> tuple[Instruction, ...]:
    """Return the instructions that the engine makes steps of; ENV, CMD and the like only change settings."""
    steps = [i for i in stage.instructions[1:] if i.keyword in _COUNTED and not _is_root(i)]
    return (stage.instructions[0], *steps) if has_own_base(stage) else tuple(steps)


def place_of(stage: Stage, instruction: Instruction) -> Place:
    """Return where an instruction stands."""
    span = instruction.span
    return Place(span.line, max(span.line, span.end_line), clean_line(instruction.text, 200), stage)


def _path(reference: str) -> str:
    """Return a reference as it stands in a registry's address."""
    name, colon, tag = reference.rpartition(":")
    return f"{name}/manifests/{tag}" if colon and "/" not in tag else f"{reference}/manifests/latest"


def syntax_directive(text: str) -> Place | None:
    """Return the `# syntax=` directive at the top of a file, if there is one."""
    for number, line in enumerate(text.split("\n", 20)[:20], 1):
        stripped = line.lstrip("\ufeff").strip()
        if _SYNTAX.match(stripped):
            return Place(number, number, clean_line(stripped, 200))
        if not _DIRECTIVE.match(stripped):
            return None
    return None
