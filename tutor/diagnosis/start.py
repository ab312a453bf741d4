"""Explain a container that did not find what it needs to start."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.lab_bases import runtime_base
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import (
    app_root,
    command_line,
    has_npm,
    made,
    search_path,
    shipped_line,
    words,
)
from tutor.diagnosis.start_files import directory_contents
from tutor.model.image_name import SCRATCH
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NOT_FOUND = re.compile(
    r"(?:exec: \"?([\w./-]+)\"?: executable file not found|(?<![\w./-])([\w./-]+): not found)"
)
_NO_SCRIPT = re.compile(r"Cannot find module '/(?:[^'\s]{0,200}/)?([\w-]{1,60})'")
_LAUNCHER = re.compile(r"\b(?:npm|npx|yarn|pnpm)\b")
_SETS_PATH = re.compile(r"(?:^|\s)PATH[= ]")
_USUAL = ("usr/local/bin", "usr/bin", "bin")
"""Folders that every image with programs looks into."""
_NO_USER = re.compile(r"unable to find user ([^\s:]{1,60})")


def _not_found(evidence: Evidence) -> re.Match[str] | None:
    """Return what the container said about a program that is not there; a long line is looked at in part."""
    return _NOT_FOUND.search("\n".join(line[:500] for line in words(evidence).splitlines()))


def unknown_user(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """USER names somebody whom the image does not know."""
    found = _NO_USER.search(evidence.probe.refused if evidence.probe else "")
    instruction = shipped_line(evidence, "USER")
    if found is None or instruction is None:
        return None
    return made(
        "unknown-user",
        evidence,
        f"Line {instruction.span.line}: the image knows no user `{clean_line(found[1], 60)}`.",
        "A user has to be in `/etc/passwd` of the image that ships; a stage brings none from another.",
        "The `node` images have a user `node`: write `USER node`, or make your own with `RUN adduser -D <name>` above."
        if has_npm(evidence)
        else "Name a user by a number, which needs no entry: `USER 10001`. Or make one in a `RUN` above, if there is a shell.",
        instruction.span.line,
    )


def env_not_carried(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command is not found because an earlier stage's ENV PATH does not reach the last stage."""
    name, dockerfile = _own_command(evidence), evidence.dockerfile
    if not name or dockerfile is None:
        return None
    chain = evidence.chain()
    setting = next(
        (
            i
            for s in dockerfile.stages
            if s.index not in chain
            for i in s.instructions
            if i.keyword == "ENV" and "PATH" in i.rest
        ),
        None,
    )
    if setting is None:
        return None
    return made(
        "env-not-carried",
        evidence,
        f"The container says that `{name}` is not found.",
        f"The `ENV PATH` of line {setting.span.line} belongs to its own stage; a new `FROM` starts without it.",
        "Use `npm run start`, which knows where to look, or repeat the `ENV` in the last stage.",
        command_line(evidence),
    )


def path_replaced(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A line of what ships has put a new list of folders in place of the image's own `PATH`."""
    found, lines = _not_found(evidence), evidence.shipped_instructions()
    settings = [i for i in lines if i.keyword == "ENV" and _SETS_PATH.search(i.rest)]
    searched = {folder.strip("/") for folder in search_path(evidence).split(":")}
    if found is None or not settings or searched & set(_USUAL):
        return None
    name, line = found[1] or found[2] or "", settings[-1].span.line
    if not any(evidence.shipped(f"{folder}/{name}") for folder in _USUAL):
        return None
    return made(
        "path-replaced",
        evidence,
        f"Line {line} sets `PATH`, and the container says that `{clean_line(name, 60)}` is not found.",
        "`PATH` lists the folders where programs are looked for. This line puts a new list in place of the old one.",
        "Keep the old list, too: let the value end with `:$PATH`.",
        line,
    )


def off_the_path(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command names a program of the app's packages, and nothing looks where it lies."""
    name, line = _own_command(evidence), command_line(evidence)
    if not name or line is None or not _is_program(evidence.command, name):
        return None
    return made(
        "off-the-path",
        evidence,
        f"Line {line} starts `{name}`, and the container says that it is not found.",
        "It is in the image, in `node_modules/.bin`, but the image's `PATH` does not lead there.",
        'Start it through npm, which knows where to look: `CMD ["npm", "run", "start"]`.',
        line,
    )


def whole_path_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command names a program that is in the image, in a folder where nothing looks for a bare name."""
    found, line = _not_found(evidence), command_line(evidence)
    name = (found[1] or found[2] or "") if found else ""
    place = _place_of(name, evidence) if name and "/" not in name else ""
    if not place or line is None or directory_contents(outcome, evidence) is not None:
        return None  # a program of a folder that was spilled is in no place of its own
    return made(
        "off-the-path",
        evidence,
        f"Line {line} starts `{clean_line(name, 60)}`, and the container says that it is not found.",
        f"It is in the image, as `{place}`, but a bare name is looked for in the folders of `PATH` only.",
        f"Write its whole path: `{place}`.",
        line,
    )


def wrong_program_path(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command names a path that the image does not have, and the app's packages have a program of that name."""
    line, root = command_line(evidence), app_root(evidence)
    words_ = evidence.info.config.get("Cmd") if evidence.info else None
    program = str(words_[0]) if isinstance(words_, list) and words_ else ""
    name = program.rpartition("/")[2]
    path = posixpath.normpath(posixpath.join("/", evidence.workdir, program))
    is_elsewhere = bool(name) and evidence.shipped(f"{root}node_modules/.bin/{name}") is not None
    if line is None or "/" not in program or evidence.shipped(path) is not None or not is_elsewhere:
        return None
    if name not in words(evidence):
        return None
    return made(
        "wrong-program-path",
        evidence,
        f"Line {line} starts `{clean_line(program, 60)}`, and there is no `{clean_line(path, 80)}` in the image.",
        "A command with a slash is a path; it is looked for there, and nowhere else.",
        f"The image has `{clean_line(name, 60)}` in `/{root}node_modules/.bin`: name that path, or start it through npm.",
        line,
    )


def _place_of(name: str, evidence: Evidence) -> str:
    """Return where the learner's own lines put a program of this name; empty if nowhere, or where it is looked for."""
    found = [
        path
        for path, (layer, entry) in evidence.visible().items()
        if path.rpartition("/")[2] == name and entry.kind == "file" and entry.mode & 0o111
        if evidence.maker(layer) is not None
    ]
    searched = [folder.strip("/") for folder in search_path(evidence).split(":")]
    if not found or any(path.rpartition("/")[0] in searched for path in found):
        return ""
    return "/" + clean_line(min(found, key=lambda path: (len(path), path)), 80)


def _is_program(command: str, name: str) -> bool:
    """Return whether a command starts a program by its bare name, not through npm."""
    return not _LAUNCHER.search(command) and name in re.split(r"[\s;&|]+", command)


def _own_command(evidence: Evidence) -> str:
    """Return the name of the program that was not found, if the app's own packages in the image bring it; else nothing."""
    said, root = words(evidence), app_root(evidence)
    found = _not_found(evidence)
    name = (found[1] or found[2] or "") if found else _taken_for_script(said, root)
    if not found and name not in evidence.command.split():
        return ""
    is_there = bool(name) and evidence.shipped(f"{root}node_modules/.bin/{name}") is not None
    return clean_line(name, 60) if is_there else ""


def _taken_for_script(said: str, root: str) -> str:
    """Return the first word of a command that the entry point of the `node` images found nowhere, and gave to node."""
    found = _NO_SCRIPT.search(said)
    return found[1] if found and said[found.start(1) - len(root) : found.start(1)] == root else ""


def empty_base(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The last stage is FROM scratch, and the command needs a program that nobody brought."""
    found, dockerfile = _not_found(evidence), evidence.dockerfile
    if found is None or dockerfile is None or dockerfile.final is None or dockerfile.final.base != SCRATCH:
        return None
    name = clean_line(found[1] or found[2] or "", 60)
    return made(
        "empty-base",
        evidence,
        f"The last stage, line {dockerfile.final.span.line}, begins with nothing, and `{name}` is not in it.",
        "`scratch` is no image but the word for an empty one: no shell, no libraries, nothing to run scripts with.",
        "Copy it from a stage that has it, or start what you have copied."
        if runtime_base(evidence) == SCRATCH
        else f"Start the last stage from `{runtime_base(evidence)}`.",
        dockerfile.final.span.line,
    )


RULES: tuple[Rule, ...] = (
    unknown_user,
    path_replaced,
    wrong_program_path,
    env_not_carried,
    off_the_path,
    whole_path_missing,
    empty_base,
)
