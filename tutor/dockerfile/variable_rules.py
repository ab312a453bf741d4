"""Rules about variables: where they are known, and where they are taken for known."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from tutor.dockerfile.scopes import FROM_IMAGES, PREDEFINED, Known
from tutor.dockerfile.variables import Use, sets_itself, uses
from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem, Span, Stage

_FILLED_IN = frozenset(
    {"ADD", "ARG", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)
"""Instructions in which the engine puts in the values of variables."""
_AT_RUN_TIME = ("CMD", "ENTRYPOINT")


def lost_variable(view: View) -> Iterator[Problem]:
    """Yield each variable that is used in one stage and declared only before all stages, or in another."""
    for stage in view.stages:
        for instruction, known in view.scopes.walk(stage):
            for use in _used(view, instruction):
                message = _why_lost(view, stage, use.name, known)
                if message and not _given_there(instruction, use.name):
                    code = "arg-before-from" if use.name in view.scopes.globals else "env-across-stages"
                    yield warning(code, message, _span(view, instruction, use))


def _used(view: View, instruction: Instruction) -> Iterator[Use]:
    """Yield the variables that an instruction uses."""
    shell = instruction.keyword in ("RUN", *_AT_RUN_TIME) and not instruction.json_form
    if shell or instruction.keyword in _FILLED_IN:
        yield from _in_text(view, instruction)


def _in_text(view: View, instruction: Instruction) -> Iterator[Use]:
    text = view.at.line(instruction).text
    if "$" in text:
        yield from uses(text, view.at.command(instruction).rest[0], view.lexed.escape)


def _why_lost(view: View, stage: Stage, name: str, known: Mapping[str, Known]) -> str:
    """Return the message about a variable that is not known, or nothing."""
    if name in known or name in FROM_IMAGES:
        return ""
    if name in view.scopes.globals:
        return (
            f"{shown(name)} of line {view.scopes.globals[name]} counts in `FROM` lines only."
            f" Repeat {shown('ARG ' + name)} in this stage, above this line."
        )
    setter = view.scopes.setter(name, but=stage)
    if setter is None:
        return ""
    return (
        f"{shown(name)} is set in {shown(setter.label)} only, and no variable crosses a `FROM`."
        " Set it in this stage, too."
    )


def _given_there(instruction: Instruction, name: str) -> bool:
    """Return whether the command gives the variable a value itself, or gets it from a mount."""
    if instruction.keyword not in ("RUN", *_AT_RUN_TIME):
        return False
    mounted = any(f"env={name}" in (f.value or "").split(",") for f in instruction.flags)
    return mounted or sets_itself(instruction.rest, name)


def arg_in_stage(view: View) -> Iterator[Problem]:
    """Yield each variable of a FROM that no `ARG` above the first FROM declares."""
    for stage in view.stages:
        written = stage.instructions[0]
        for use in _in_text(view, written):
            if use.name not in view.scopes.globals and use.name not in PREDEFINED:
                yield warning("arg-in-stage", _why_empty(view, stage, use.name), _span(view, written, use))


def _why_empty(view: View, stage: Stage, name: str) -> str:
    argument = shown(f"ARG {name}")
    if any(name in view.scopes.at_end(s) for s in view.stages[: stage.index]):
        return (
            f"{shown(name)} is declared inside a stage, and `FROM` knows only what stands above the first `FROM`."
            f" Move {argument} up there."
        )
    close = difflib.get_close_matches(name[:80], list(view.scopes.globals), 1, 0.6)
    advice = f"Did you mean {shown('$' + close[0])}?" if close else "Add it there, with a value."
    return f"No {argument} stands above the first `FROM`, so this is empty. {advice}"


def arg_at_run_time(view: View) -> Iterator[Problem]:
    """Yield each variable of the command that ships if it is an `ARG` and no `ENV`."""
    if not view.stages:
        return
    known = view.scopes.at_end(view.stages[-1])
    for instruction in view.shipped:
        if instruction.keyword not in _AT_RUN_TIME:
            continue
        for use in _used(view, instruction):
            given = _given_there(instruction, use.name) or use.name in FROM_IMAGES
            if use.name in known and known[use.name].keyword == "ARG" and not given:
                message = (
                    f"{shown(use.name)} is an `ARG`, and those are gone when the container runs."
                    f" Hand it over above: {shown(f'ENV {use.name}=${use.name}')}."
                )
                yield warning("arg-at-run-time", message, _span(view, instruction, use))


def variable_as_stage(view: View) -> Iterator[Problem]:
    """Yield each `--from=` that names its stage by a variable."""
    for source in view.sources:
        if "$" in source.reference and source.instruction.keyword != "RUN":
            yield warning(
                "variable-as-stage",
                "`--from` takes no variables: name the stage itself. For an image, start a stage of it with `FROM`,"
                " which takes them.",
                view.at.reference(source),
            )


def _span(view: View, instruction: Instruction, use: Use) -> Span:
    return view.at.line(instruction).span(use.start, use.end)
