"""Explain what was installed or changed in the stage that ships, and an image that is too large."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.lab_bases import other_bases, runtime_base
from tutor.diagnosis.program import built_by, program_path
from tutor.diagnosis.rule import Rule, at_line
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.outcome import Diagnosis, Outcome
from tutor.model.program import for_debuggers
from tutor.safe_text import clean_line, megabytes

_PATH = re.compile(r", as /(.+)\Z")
"""The path of which a check of absence speaks."""
_MUCH = 0.05
"""The share of an image from which twice the same is worth a word."""
_ONLY_SOME = re.compile(r"--(?:omit|production|prod\b|only)|--include=prod")
"""Options by which not all packages are installed."""


def global_next(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A framework was installed globally in the shipped stage."""
    maker = _absent_maker(outcome, evidence)
    if (
        maker is None
        or not _npm_install(maker)
        or not any(f in maker.rest for f in (" -g", "--global", "--location=global"))
    ):
        return None
    return at_line(
        "global-next",
        f"Line {maker.span.line} installs a package for the whole system in the stage that ships: {outcome.found}.",
        "The app already has its own copy in `node_modules`, and that is the one that runs.",
        "Drop the line.",
        maker,
    )


def cache_of_base_stage(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Packages were installed in a stage that the last one is FROM, so what came with them ships."""
    maker, last = _absent_maker(outcome, evidence), evidence.dockerfile.final if evidence.dockerfile else None
    if maker is None or last is None or not _npm_install(maker) or maker in last.instructions:
        return None
    base = base_image(evidence)
    if base is None:
        return None
    return at_line(
        "cache-of-base-stage",
        f"Line {maker.span.line} installs packages, and what came with them ships: {outcome.found}.",
        f"The last stage, line {last.span.line}, is `FROM {clean_line(last.base, 60)}`, and keeps all that is in there.",
        f"Start the last stage from `{clean_line(base.base, 60)}`, and copy `node_modules` with `COPY --from=`.",
        maker,
    )


def reinstalled_in_final(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Packages were installed in the shipped stage, cache and all."""
    maker = _absent_maker(outcome, evidence)
    if maker is None or not _npm_install(maker):
        return None
    again = not _ONLY_SOME.search(maker.rest) and _installs_elsewhere(evidence)
    along = "npm's cache came with them" if "_cacache" in outcome.found else "what came with them ships, too"
    return at_line(
        "reinstalled-in-final",
        f"Line {maker.span.line} installs {'all packages again' if again else 'packages'} in the stage that ships; {along}: {outcome.found}.",
        "What `RUN` writes stays in its layer.",
        "The build stage has `node_modules` already: copy it from there."
        if again
        else "Install them in a stage of their own, and copy `node_modules` from there.",
        maker,
    )


def _installs_elsewhere(evidence: Evidence) -> bool:
    """Return whether a stage that does not ship installs packages, too."""
    stages, chain = evidence.dockerfile.stages if evidence.dockerfile else (), evidence.chain()
    return any(_npm_install(i) for s in stages if s.index not in chain for i in s.instructions)


def base_has_it(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What should not ship came with the base image of what ships."""
    base = base_image(evidence)
    if base is None or outcome.where != "the base image":
        return None
    better = runtime_base(evidence)
    is_other = better in other_bases(evidence, base.base)
    return at_line(
        "base-has-it",
        f"The base image of line {base.span.line}, `{clean_line(base.base, 60)}`, has what should not ship: {outcome.found}.",
        "A base image ships with all that is in it.",
        f"Start that stage from `{better}`."
        if is_other
        else "Start that stage from an image that has only what the app needs to run.",
        base.instructions[0],
    )


def copied_cache(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What should be in no layer came over with a COPY of something larger."""
    maker = _absent_maker(outcome, evidence)
    if maker is None or maker.keyword not in ("COPY", "ADD"):
        return None
    paths = ", ".join(f"`{clean_line(a, 60)}`" for a in maker.arguments[:-1][:3])
    return at_line(
        "copied-along",
        f"Line {maker.span.line} copies {paths}, and in there is what should not ship: {outcome.found}.",
        "A pattern takes all that fits it."
        if any(sign in paths for sign in "*?[")
        else "A `COPY` of a folder takes all that is in it, caches included.",
        "If the app reads nothing of it, drop the line; else "
        + (
            "copy only what it reads."
            if maker.flag("from") is None
            else "delete the rest in that stage, before this line copies it."
        ),
        maker,
    )


def removed_later(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What should be in no layer is hidden by a later line, but ships in an earlier one."""
    maker, path = _absent_maker(outcome, evidence), _PATH.search(outcome.found)
    if maker is None or path is None or not outcome.expected.endswith("in no layer"):
        return None
    if evidence.image is None or evidence.shipped(path[1]) is not None:
        return None
    return at_line(
        "removed-later",
        f"What should not ship is gone from view, but the layer of line {maker.span.line} still holds it: {outcome.found}.",
        "A layer never changes once it is made; a later `rm` only hides its files.",
        "Remove it in the stage that it comes from, above the line that copies."
        if maker.keyword in ("COPY", "ADD")
        else f"Remove it in line {maker.span.line} itself.",
        maker,
    )


def changed_in_place(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A RUN changed owner or mode of files that an earlier line brought, so they ship twice."""
    if evidence.image is None or not outcome.expected.startswith("at most"):
        return None
    twice = [
        (size, maker)
        for n in range(len(evidence.image.layers))
        if (maker := evidence.maker(n)) and (size := _again(evidence, n))
    ]
    size, maker = max(twice, key=lambda found: found[0], default=(0, None))
    if maker is None or maker.keyword != "RUN" or size < evidence.image.size * _MUCH:
        return None
    owner = "chown" in maker.rest
    return at_line(
        "changed-in-place",
        f"Line {maker.span.line} changes files that earlier lines brought: {megabytes(size)} of them ship a second time.",
        "A layer never changes once it is made, so a change of owner or mode stores each file again.",
        "Set the owner while copying, with `COPY --chown=<user>`."
        if owner
        else "Change the files in the stage that they come from.",
        maker,
    )


def _again(evidence: Evidence, number: int) -> int:
    """Return the bytes of a layer that a lower layer has under the same path with the same content."""
    layers = evidence.image.layers if evidence.image else ()
    below = {(e.path, e.digest) for layer in layers[:number] for e in layer.entries if e.kind == "file"}
    return sum(e.size for e in layers[number].entries if e.kind == "file" and (e.path, e.digest) in below)


def large_base(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image is over its target for its base image: it is too large alone, or is most of it and not one of the lab's."""
    base, images = base_image(evidence), evidence.lab.base_images
    if base is None or evidence.image is None or not images or not outcome.expected.startswith("at most"):
        return None
    sizes = [(evidence.maker(n) is not None, layer.size) for n, layer in enumerate(evidence.image.layers)]
    own, below = (sum(size for is_own, size in sizes if is_own is whose) for whose in (True, False))
    others = other_bases(evidence, base.base)
    is_added = any(c.id == outcome.check_id and c.options.get("added") for c in evidence.lab.checks)
    alone = not is_added and outcome.allowed is not None and below > outcome.allowed
    if not any(is_own for is_own, _ in sizes) or not (alone or (below > own and len(others) == len(images))):
        return None
    name, try_ = (
        clean_line(base.base, 60),
        "Start that stage from an image that has only what the app needs to run.",
    )
    return at_line(
        "large-base",
        f"The image has {outcome.found}; the target is {outcome.expected}.",
        f"The base image of line {base.span.line}, `{name}`, is {megabytes(below)} of it: it ships with all that is in it.",
        f"Start that stage from `{others[0]}`." if others else try_,
        base.instructions[0],
    )


def base_image(evidence: Evidence) -> Stage | None:
    """Return the stage whose FROM names the image that all shipped layers lie on; None if that is `scratch`."""
    chain = evidence.chain()
    stage = evidence.dockerfile.stages[chain[-1]] if evidence.dockerfile and chain else None
    return stage if stage and stage.base_stage is None and stage.base != "scratch" else None


def has_symbols(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program that the image starts has names and line numbers for debuggers; without them the target would be met."""
    path, measured, allowed = program_path(evidence), outcome.measured, outcome.allowed
    content = evidence.content(path) if path and measured is not None else None
    size, found = for_debuggers(content or b""), evidence.visible().get(path)
    if (
        found is None
        or measured is None
        or allowed is None
        or not measured - allowed <= size <= found[1].size
    ):
        return None
    return at_line(
        "symbols-kept",
        f"The image has {outcome.found}; the target is {outcome.expected}. {megabytes(size)} of `/{clean_line(path, 80)}` are names and line numbers for debuggers.",
        "They are in the file, but a running program never loads them.",
        "Tell the linker to leave them out, in the line that builds the program.",
        built_by(path, evidence),
    )


def too_large(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The image is over its target; the largest own layer is where to look."""
    if evidence.image is None or not outcome.expected.startswith("at most"):
        return None
    own = [(layer.size, n) for n, layer in enumerate(evidence.image.layers) if evidence.maker(n) is not None]
    maker = evidence.maker(max(own)[1]) if own else None
    if maker is None:
        return None
    return at_line(
        "too-large",
        f"The image has {outcome.found}; the target is {outcome.expected}.",
        f"Of your own lines, line {maker.span.line} brings the most: {megabytes(max(own)[0])}.",
        "Ask of each file in it: is it read while the app runs?",
        maker,
    )


def _absent_maker(outcome: Outcome, evidence: Evidence) -> Instruction | None:
    """Return the instruction that the outcome names as the one which brought the files."""
    line = outcome.where.partition(":")[0]
    return next((i for i in evidence.shipped_instructions() if line == f"line {i.span.line}"), None)


def _npm_install(instruction: Instruction) -> bool:
    return instruction.keyword == "RUN" and any(
        w in instruction.rest for w in ("npm install", "npm i ", "npm ci", "yarn", "pnpm")
    )


RULES: tuple[Rule, ...] = (
    global_next,
    cache_of_base_stage,
    removed_later,
    reinstalled_in_final,
    copied_cache,
    base_has_it,
    large_base,
    changed_in_place,
    has_symbols,
    too_large,
)
