"""Explain what is in the image that should not be there, or too much of it."""

from __future__ import annotations

from tutor.checks import make
from tutor.checks.contents import NoSourceCheck
from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.model.dockerfile import Instruction
from tutor.model.image import Entry
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line, megabytes


def deleted_later(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """All the source files are hidden by a later layer, but ship in an earlier one."""
    hits = _source_hits(outcome, evidence)
    if not hits or any(evidence.shipped(entry.path) for _, entry in hits):
        return None
    maker = evidence.maker(hits[0][0])
    where = f"line {maker.span.line}" if maker else "an earlier layer"
    return _made(
        "deleted-later",
        f"The sources are gone from view, but not from the image: the layer of {where} still holds `/{clean_line(hits[0][1].path)}`.",
        "A layer never changes once it is made; a later `rm` only hides its files.",
        "Copy only what runs into a fresh stage.",
        maker,
    )


def copied_root(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """`COPY --from=build / /`."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if (
        maker is None
        or maker.flag("from") is None
        or "/" not in maker.arguments[:-1]
        or evidence.image is None
    ):
        return None
    size = evidence.image.layers[hits[0][0]].size
    return _made(
        "copied-root",
        f"Line {maker.span.line} copies `/`, all of the other stage, and puts {megabytes(size)} on top of the base image.",
        "That is the whole kitchen again, a second copy of the base image included.",
        "Copy only what `npm run start` reads.",
        maker,
    )


def copied_everything(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A whole work folder was copied, sources and all."""
    hits = _source_hits(outcome, evidence)
    maker = evidence.maker(hits[0][0]) if hits else None
    if maker is None or maker.keyword not in ("COPY", "ADD"):
        return None
    return _made(
        "copied-everything",
        f"`/{clean_line(hits[0][1].path)}` is in the image: line {maker.span.line} copied everything.",
        "The sources were needed to build, not to run.",
        "Copy single things: what `npm run start` reads, and nothing else.",
        maker,
    )


def global_next(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A framework was installed globally in the shipped stage."""
    maker = _absent_maker(outcome, evidence)
    if (
        maker is None
        or not _npm_install(maker)
        or not any(f in maker.rest for f in (" -g", "--global", "--location=global"))
    ):
        return None
    return _made(
        "global-next",
        f"Line {maker.span.line} installs a package for the whole system in the stage that ships: {outcome.found}.",
        "The app already has its own copy in `node_modules`, and that is the one that runs.",
        "Drop the line.",
        maker,
    )


def reinstalled_in_final(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Packages were installed again in the shipped stage, cache and all."""
    maker = _absent_maker(outcome, evidence)
    if maker is None or not _npm_install(maker):
        return None
    return _made(
        "reinstalled-in-final",
        f"Line {maker.span.line} installs all packages again in the stage that ships; npm's cache came with them: {outcome.found}.",
        "What `RUN` writes stays in its layer.",
        "The build stage has `node_modules` already: copy it from there.",
        maker,
    )


def too_large(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image is over its target; the largest own layer is where to look."""
    if evidence.image is None or not outcome.expected.startswith("at most"):
        return None
    own = [(layer.size, n) for n, layer in enumerate(evidence.image.layers) if evidence.maker(n) is not None]
    maker = evidence.maker(max(own)[1]) if own else None
    if maker is None:
        return None
    return _made(
        "too-large",
        f"The image has {outcome.found}; the target is {outcome.expected}.",
        f"Its largest layer is {megabytes(max(own)[0])}, of line {maker.span.line}.",
        "Ask of each file in it: is it read while the app runs?",
        maker,
    )


def _made(identifier: str, see: str, why: str, try_: str, maker: Instruction | None) -> Diagnosis:
    return Diagnosis(identifier, see, why, try_, maker.span.line if maker else None)


def _source_hits(outcome: Outcome, evidence: Evidence) -> list[tuple[int, Entry]]:
    spec = next((c for c in evidence.lab.checks if c.id == outcome.check_id), None)
    check = make(spec) if spec else None
    return check.find(evidence) if isinstance(check, NoSourceCheck) else []


def _absent_maker(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the instruction that the outcome names as the one which brought the files."""
    line = outcome.where.partition(":")[0]
    return next((i for i in evidence.shipped_instructions() if line == f"line {i.span.line}"), None)


def _npm_install(instruction: Instruction) -> bool:
    return instruction.keyword == "RUN" and any(
        w in instruction.rest for w in ("npm install", "npm i ", "npm ci", "yarn", "pnpm")
    )


RULES: tuple[Rule, ...] = (
    deleted_later,
    copied_root,
    copied_everything,
    global_next,
    reinstalled_in_final,
    too_large,
)
