"""What an attempt knows so far; the checks and the diagnosis read it, only the attempt fills it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from tutor.checks.probe import Probe
from tutor.dockerfile import ancestry, shipped_instructions
from tutor.engine.build_events import BuildFailure
from tutor.engine.file_content import file_content
from tutor.engine.port import BuildRequest, Cancel, Engine, ImageInfo
from tutor.errors import EngineTrouble, FileProblem, TutorError
from tutor.model.course import Lab
from tutor.model.dockerfile import Dockerfile, Instruction, Problem, maker
from tutor.model.image import Entry, Image
from tutor.model.links import resolved
from tutor.model.outcome import Sizes
from tutor.model.xray import XRay

MOST_CONTENT = 4 << 20
"""Bytes of a file that checks look at."""


@dataclass
class Evidence:
    """One attempt's facts; None means not known (yet)."""

    lab: Lab
    text: str = ""
    file_problem: FileProblem | None = None
    dockerfile: Dockerfile | None = None
    problems: tuple[Problem, ...] = ()
    """What the quick check says; explains, never judges."""
    failure: BuildFailure | None = None
    info: ImageInfo | None = None
    image: Image | None = None
    probe: Probe | None = None
    sizes: Sizes = field(default_factory=Sizes)
    trouble: dict[str, str] = field(default_factory=dict)
    """Why an image to compare with could not be built here, by what it is: `traditional`, `reference`."""
    added: dict[str, int] = field(default_factory=dict)
    """Bytes that an image adds to its base image, by what it is: `yours`, `traditional`, `reference`."""
    engine: Engine | None = None
    """For what a check has to ask itself; it asks only for what the lab declares."""
    cancel: Cancel = field(default_factory=Cancel)
    request: BuildRequest | None = None
    """For further builds: that of the learner's image, under another tag."""
    ignore: str | None = None
    """The text of the Dockerfile's own ignore file."""
    build_seconds: float | None = None
    """How long the build took."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Names of the lab's own servers that containers of the image reach, with their addresses."""
    trouble_of_services: Callable[[], str] = str
    """Tells which of the lab's own servers has stopped; empty if none has."""
    answered: Collection[str] = ()
    """Ids of the lab's questions that the learner has answered."""
    see: Callable[[], XRay | None] = lambda: None
    """Sees through the learner's image."""
    default: Evidence | None = None
    """Of another image of the Dockerfile: the evidence of the one that a plain build makes."""

    def problem(self, code: str, line: int | None = None) -> Problem | None:
        """Return the quick check's finding with this code (on this line, if given), or None."""
        return next((p for p in self.problems if p.code == code and line in (None, p.span.line)), None)

    def chain(self) -> tuple[int, ...]:
        """Return the stages whose layers are in the image: the last one and those it is FROM."""
        if self.dockerfile is None or not self.dockerfile.stages:
            return ()
        return ancestry(self.dockerfile, len(self.dockerfile.stages) - 1)

    def shipped_instructions(self) -> tuple[Instruction, ...]:
        """Return the instructions that made the image's own layers, in the order they ran."""
        return shipped_instructions(self.dockerfile) if self.dockerfile else ()

    def maker(self, layer: int) -> Instruction | None:
        """Return the instruction that made a layer of the image, or None for layers of the base image."""
        return maker(self.shipped_instructions(), self.image.layers[layer].from_end) if self.image else None

    def line_sizes(self) -> tuple[tuple[int, int], ...]:
        """Return (line, bytes that it added) of the instructions that made the image; nothing if it does not tell.

        What the base image brings is counted to the `FROM` that the image starts with.
        """
        made = self.shipped_instructions()
        if self.image is None or not made or any(layer.from_end is None for layer in self.image.layers):
            return ()
        first = self.dockerfile.stages[self.chain()[0]].span.line if self.dockerfile else 1
        sizes = dict.fromkeys((first, *(i.span.line for i in made)), 0)
        for number, layer in enumerate(self.image.layers):
            maker = self.maker(number)
            sizes[maker.span.line if maker else first] += layer.size
        return tuple(sizes.items())

    def brought_by(self, layer: int) -> str:
        """Return `line 12: COPY --from=build /app .`, or `the base image`."""
        maker = self.maker(layer)
        return f"line {maker.span.line}: {maker.text}" if maker else "the base image"

    def shipped(self, path: str) -> Entry | None:
        """Return the entry that a container sees at `path` (relative to the root), or None."""
        found = self.visible().get(path.strip("/"))
        return found[1] if found else None

    def visible(self) -> dict[str, tuple[int, Entry]]:
        """Return the file system that a container sees; computed once."""
        if self.image is None:
            return {}
        if self._visible is None:
            self._visible = self.image.visible()
        return self._visible

    _visible: dict[str, tuple[int, Entry]] | None = field(default=None, repr=False)

    def xray(self) -> XRay | None:
        """Return what the image ships, file by file; seen through once, and None if it could not be read."""
        if self._xray is None and self.image is not None:
            self._xray = self.see()
        return self._xray

    _xray: XRay | None = field(default=None, repr=False)

    def content(self, path: str) -> bytes | None:
        """Return the beginning of a file as a container sees it, asked of the engine once; None if it is not to be had."""
        path = resolved(path, self.visible())
        if path not in self._contents:
            self._contents[path] = self._read(path)
        return self._contents[path]

    _contents: dict[str, bytes | None] = field(default_factory=dict, repr=False)

    def _read(self, path: str) -> bytes | None:
        entry = self.shipped(path)
        if (
            self.engine is None
            or self.info is None
            or entry is None
            or entry.kind not in ("file", "hardlink")
        ):
            return None
        try:
            return file_content(self.engine, self.info.id, path, MOST_CONTENT)
        except EngineTrouble:
            raise
        except TutorError:  # the engine sees no file there
            return None

    @property
    def workdir(self) -> str:
        """Return the image's working directory, relative to the root."""
        return str(self.info.config.get("WorkingDir") or "").strip("/") if self.info else ""

    @property
    def command(self) -> str:
        """Return what the container runs, as one line."""
        if self.info is None:
            return ""
        parts = [*_words(self.info.config.get("Entrypoint")), *_words(self.info.config.get("Cmd"))]
        return " ".join(parts)


def _words(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []
