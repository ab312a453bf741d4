"""Explain a container whose program is not there, or is none that can be started in this image."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import BUILDS, history
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import app_root, has_stopped, made, search_path, shipped_line, words
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction
from tutor.model.image_name import SCRATCH
from tutor.model.links import resolved
from tutor.model.outcome import Diagnosis, Outcome
from tutor.model.program import Program, read_program
from tutor.safe_text import clean_line

_NOT_THERE = re.compile(r"no such file or directory|not found|not a directory", re.IGNORECASE)
_OTHER_FORMAT = re.compile(r"exec format error", re.IGNORECASE)
_LOADER = re.compile(r"/ld-(linux|musl)[\w.-]*\Z")
"""How the loaders of glibc and of musl are called."""
_PLATFORM = re.compile(r"\b(?:GOOS|GOARCH)=")


def shell_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command is in shell form, and the image has no shell to run it."""
    instruction, started = _command(evidence), _argv(evidence)
    if instruction is None or instruction.json_form or not has_stopped(evidence) or "-c" not in started[1:-1]:
        return None
    if _is_there(started[0], evidence) or not _said_of(started[0], evidence):
        return None
    shell = clean_line(started[0], 60)
    return made(
        "shell-missing",
        evidence,
        f"Line {instruction.span.line} has no brackets, so `{shell}` is to start the command, and the image has no `{shell}`.",
        "A `CMD` or `ENTRYPOINT` without brackets is run by a shell, and an empty image has none.",
        'Write a list, each word in double quotes, as in `CMD ["/tool", "--verbose"]`.',
        instruction.span.line,
    )


def dynamic_binary(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program is there, and the loader that it names is not."""
    path = program_path(evidence)
    program = _program(path, evidence)
    if program is None or not program.loader or _is_there(program.loader, evidence):
        return None
    if not has_stopped(evidence) or not _NOT_THERE.search(words(evidence)):
        return None
    run = built_by(path, evidence)
    is_go = run is not None and re.search(r"\bgo (?:build|install)\b", run.rest) is not None
    return made(
        "dynamic-binary",
        evidence,
        f"`/{clean_line(path, 80)}` is in the image; its loader, `{clean_line(program.loader, 80)}`, is not, and the message means that.",
        "The program is dynamically linked: it cannot start without a loader and the C library.",
        "Build it without C code, with `CGO_ENABLED=0` in front of `go build`."
        if is_go
        else "Link it statically, or start the last stage from an image with the libraries that it was built with.",
        run.span.line if run else None,
    )


def other_c_library(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program was linked for one C library, and the image has another one."""
    path = program_path(evidence)
    program = _program(path, evidence)
    if program is None or not program.loader or _is_there(program.loader, evidence):
        return None
    wanted, here = (
        _c_library(program.loader),
        {_c_library(p) for p in evidence.visible()} - {""},
    )
    if not wanted or not here or wanted in here or not has_stopped(evidence):
        return None
    if not _NOT_THERE.search(words(evidence)):
        return None
    last = evidence.dockerfile.final if evidence.dockerfile else None
    return made(
        "other-c-library",
        evidence,
        f"`/{clean_line(path, 80)}` is in the image; its loader, `{clean_line(program.loader, 80)}`, is not, and the message means that.",
        f"The program was linked with {wanted}, and the image of the last stage has {min(here)}: two C libraries"
        " that do not stand in for each other.",
        "Take images of the same family in both stages, or link statically.",
        last.span.line if last else None,
    )


def _c_library(path: str) -> str:
    """Return which C library a loader belongs to, by its name; empty if it is neither."""
    found = _LOADER.search(path)
    return {"linux": "glibc", "musl": "musl"}[found[1]] if found else ""


def other_platform(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program was built for another system or processor."""
    path = program_path(evidence)
    program = _program(path, evidence)
    if program is None or not has_stopped(evidence) or not _OTHER_FORMAT.search(words(evidence)):
        return None
    own = evidence.info.architecture if evidence.info else ""
    if program.system == "Linux" and (not program.machine or program.machine == own):
        return None
    target = program.system if program.system != "Linux" else f"{program.machine} processors"
    run = built_by(path, evidence)
    is_set = run is not None and _PLATFORM.search(run.rest) is not None
    return made(
        "other-platform",
        evidence,
        f"`/{clean_line(path, 80)}` is a program for {target}; the container runs Linux{f' on {own}' if own else ''}.",
        "A program runs only on the system and the processor that it was built for.",
        "Take `GOOS` and `GOARCH` away: without them, Go builds for the stage that it runs in."
        if is_set
        else "Build it in a stage of the same platform.",
        run.span.line if run else None,
    )


def copied_as_file(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY was to put the program into a folder, and made a file with the folder's name."""
    argv = _argv(evidence)
    if not argv or not has_stopped(evidence) or program_path(evidence):
        return None
    visible = evidence.visible()
    for path in _candidates(argv[0], evidence):
        folder = posixpath.dirname(path)
        found = visible.get(resolved(folder, visible))
        maker = evidence.maker(found[0]) if found and found[1].kind == "file" else None
        if maker is not None:
            name = f"/{clean_line(folder, 80)}"
            return made(
                "copied-as-file",
                evidence,
                f"Line {maker.span.line} made a file called `{name}`, not a folder with `{clean_line(posixpath.basename(path), 60)}` in it.",
                "`COPY` of one file makes a file of that name where no such folder is, and an empty image has no folders.",
                f"End the target with a slash: `{name}/`.",
                maker.span.line,
            )
    return None


def program_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command gives the path of a program, and the image has nothing there."""
    argv, instruction = _argv(evidence), _command(evidence)
    if not argv or instruction is None or not has_stopped(evidence) or program_path(evidence):
        return None
    if not _said_of(argv[0], evidence):
        return None
    is_path = "/" in argv[0]
    name = posixpath.basename(argv[0])
    place = _elsewhere(name, evidence) if is_path else _only_program(evidence)
    if not is_path and (not place or posixpath.basename(place) == name):
        return None  # other rules know more of a name that is looked for in folders
    path = f"/{_candidates(argv[0], evidence)[0]}" if is_path else argv[0]
    return made(
        "program-missing",
        evidence,
        f"Line {instruction.span.line} starts `{clean_line(path, 80)}`, and the image has no such program.",
        f"It has `{place}`: a path counts in the stage that ships, not in the one that built."
        if place
        else "What no line of the last stage copies or makes is not there.",
        "Name the path that the `COPY` line writes to."
        if place
        else "Copy the program there, or name the path where it is.",
        instruction.span.line,
    )


def _said_of(name: str, evidence: Evidence) -> bool:
    """Return whether a line says of this very program that it is not there."""
    whole = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])")
    lines = words(evidence).splitlines()
    return any(whole.search(line) and _NOT_THERE.search(line) for line in lines)


def _argv(evidence: Evidence) -> list[str]:
    """Return the words that the container starts with."""
    config = evidence.info.config if evidence.info else {}
    parts = (config.get("Entrypoint"), config.get("Cmd"))
    return [str(word) for part in parts if isinstance(part, list) for word in part]


def _command(evidence: Evidence) -> Instruction | None:
    """Return the line that names the program: an ENTRYPOINT comes before a CMD."""
    return shipped_line(evidence, "ENTRYPOINT") or shipped_line(evidence, "CMD")


def _candidates(name: str, evidence: Evidence) -> list[str]:
    """Return where a program is looked for, relative to the root."""
    folders = [app_root(evidence)] if "/" in name else search_path(evidence).split(":")
    joined = (posixpath.normpath(posixpath.join("/", folder, name)) for folder in folders)
    return [path.lstrip("/") for path in joined]


def program_path(evidence: Evidence) -> str:
    """Return the file that the container starts, relative to the root; empty if it is not there."""
    argv = _argv(evidence)
    found = (path for path in _candidates(argv[0], evidence) if _is_there(path, evidence)) if argv else ()
    return next(iter(found), "")


def _is_there(path: str, evidence: Evidence) -> bool:
    return resolved(path, evidence.visible()) in evidence.visible()


def _program(path: str, evidence: Evidence) -> Program | None:
    """Return what the file is; None for no program, or one that could not be read."""
    content = evidence.content(path) if path else None
    return read_program(content) if content else None


def _elsewhere(name: str, evidence: Evidence) -> str:
    """Return where the learner's own lines put a file of this name that can be run; empty if nowhere."""
    found = [path for path in _own_executables(evidence) if posixpath.basename(path) == name]
    return "/" + clean_line(min(found, key=lambda path: (len(path), path)), 80) if found else ""


def _only_program(evidence: Evidence) -> str:
    """Return the one program in an image that began with nothing; empty if there is none, or a choice."""
    last = evidence.dockerfile.final if evidence.dockerfile else None
    found = _own_executables(evidence) if last and last.base == SCRATCH else []
    is_one = len(found) == 1 and _program(found[0], evidence) is not None
    return "/" + clean_line(found[0], 80) if is_one else ""


def _own_executables(evidence: Evidence) -> list[str]:
    """Return the files that can be run, as the learner's own lines brought them."""
    return [
        path
        for path, (layer, entry) in evidence.visible().items()
        if entry.kind == "file" and entry.mode & 0o111 and evidence.maker(layer) is not None
    ]


def built_by(path: str, evidence: Evidence) -> Instruction | None:
    """Return the last RUN that builds in the stage that a file came from; else the line that brought it."""
    found = evidence.visible().get(resolved(path, evidence.visible()))
    maker = evidence.maker(found[0]) if found else None
    dockerfile = evidence.dockerfile
    if maker is None or dockerfile is None:
        return maker
    stage = next((s.stage for s in copy_sources(dockerfile) if s.instruction.span == maker.span), None)
    lines = history(evidence, dockerfile.stages[stage]) if stage is not None else ()
    builds = [i for i in lines if i.keyword == "RUN" and BUILDS.search(i.rest)]
    return builds[-1] if builds else maker


RULES: tuple[Rule, ...] = (
    shell_missing,
    other_c_library,
    dynamic_binary,
    other_platform,
    copied_as_file,
    program_missing,
)
