"""Explain a container that was told to run the wrong thing."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line, has_stopped, made, shipped_line, start_example, words
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_DEV = re.compile(r"\b(?:npm run dev|next dev|yarn (?:run )?dev|pnpm (?:run )?dev)\b")
_BUILDS = re.compile(r"\b(?:(?:npm|yarn|pnpm)(?: run)? build|next build)(?![\w./-])")
_NO_SCRIPT = re.compile(r"Missing script: \"([^\"]{1,80})\"")


def json_quotes(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """CMD looks like exec form but is not JSON."""
    commands = (shipped_line(evidence, "CMD"), shipped_line(evidence, "ENTRYPOINT"))
    found = ((i, evidence.problem("json-quotes", i.span.line)) for i in commands if i is not None)
    instruction, problem = next(((i, p) for i, p in found if p is not None), (None, None))
    if instruction is None or problem is None:
        return None
    if not evidence.command.rpartition("-c ")[2].lstrip().startswith("["):
        return None
    items = instruction.rest
    if "," not in items:
        seen, why = "the items of the list have no commas between them", "without them"
    else:
        seen, why = "the list is not written with double straight quotes", "with other quotes"
    return made(
        "json-commas" if "," not in items else "json-quotes",
        evidence,
        f"Line {problem.span.line}: {seen}.",
        f"Exec form is JSON; {why} the engine runs the whole text in a shell, brackets and all.",
        f"Write it as `{start_example(evidence)}`.",
        problem.span.line,
    )


def one_string_command(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """Exec form with the whole command in one string."""
    instruction, stopped = shipped_line(evidence, "CMD"), has_stopped(evidence)
    found = evidence.info.config.get("Cmd") if evidence.info else None
    if instruction is None or not stopped or not instruction.json_form or not isinstance(found, list):
        return None
    if len(found) != 1 or " " not in str(found[0]).strip():
        return None
    items = ", ".join(f'"{word}"' for word in str(found[0]).split())
    return made(
        "one-string-command",
        evidence,
        f"Line {instruction.span.line}: the list has one item, `{clean_line(str(found[0]), 60)}`, with the blanks in it.",
        "In exec form each word is an item of its own; the first is the program.",
        f"Write `CMD [{clean_line(items, 80)}]`.",
        instruction.span.line,
    )


def entrypoint_and_command(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """ENTRYPOINT and CMD both hold the whole command."""
    entry, command = shipped_line(evidence, "ENTRYPOINT"), shipped_line(evidence, "CMD")
    if entry is None or command is None or not has_stopped(evidence) or not entry.json_form:
        return None  # behind an ENTRYPOINT in shell form, the words of CMD do nothing
    if evidence.info is None or not evidence.info.config.get("Cmd"):
        return None
    if not entry.arguments or entry.arguments[:1] != command.arguments[:1]:
        return None
    return made(
        "entrypoint-and-command",
        evidence,
        f"The container runs `{clean_line(evidence.command, 90)}`.",
        f"The words of `CMD`, line {command.span.line}, are put behind those of `ENTRYPOINT`, line {entry.span.line}.",
        f"Take one of the two lines away, or keep only `{clean_line(entry.arguments[0], 30)}` in `ENTRYPOINT`"
        " and the words after it in `CMD`.",
        command.span.line,
    )


def missing_script(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """npm is asked for a script that package.json does not have."""
    found = _NO_SCRIPT.search(words(evidence))
    if found is None or not has_stopped(evidence):
        return None
    line = command_line(evidence)
    return made(
        "missing-script",
        evidence,
        f"`package.json` has no script called `{clean_line(found[1], 60)}`.",
        "`npm run` knows only the scripts that are listed there.",
        'The production server is `start`: `CMD ["npm", "run", "start"]`.',
        line,
    )


def dev_server(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container runs the development server."""
    if not _DEV.search(evidence.command):
        return None
    line = command_line(evidence)
    return made(
        "dev-server",
        evidence,
        f"Line {line}: the container runs the development server, `{clean_line(evidence.command, 60)}`.",
        "It compiles from source while it runs, and a shipped image should hold no source.",
        "Run the production server: `npm run start`.",
        line,
    )


def built_at_start(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command builds the app before it starts it."""
    if not has_stopped(evidence) or not _BUILDS.search(evidence.command):
        return None
    line = command_line(evidence)
    return made(
        "built-at-start",
        evidence,
        f"Line {line}: the container builds the app when it starts.",
        "Each start would build again, with sources and tools that should not ship; they are not there.",
        "Build in the build stage, and only start here: `npm run start`.",
        line,
    )


def command_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The shipped stages say nothing about how the app runs."""
    if not has_stopped(evidence) or evidence.dockerfile is None or command_line(evidence) is not None:
        return None
    if evidence.probe is not None and evidence.probe.refused and evidence.command:
        return None  # there is a command, and another reason
    last = evidence.dockerfile.stages[-1]
    seen = (
        "and its base image has none, so there is nothing to start"
        if evidence.probe is not None and evidence.probe.refused
        else "so the container ran what the base image runs, and stopped"
    )
    return made(
        "command-missing",
        evidence,
        f"The stage of line {last.span.line} has no `CMD`, {seen}.",
        "A `CMD` of another stage does not cross a `FROM`.",
        f"End the file with `{start_example(evidence)}`.",
        last.span.line,
    )


RULES: tuple[Rule, ...] = (
    json_quotes,
    one_string_command,
    entrypoint_and_command,
    missing_script,
    dev_server,
    built_at_start,
    command_missing,
)
