"""Explain a container in which Python does not find a program or a module that a stage has made."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.failing import history
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line, has_stopped, made, search_path, shipped_line
from tutor.model.dockerfile import Instruction, Stage
from tutor.model.entry import Entry
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '([\w.]{1,80})'")
_LISTS = re.compile(r"(?:-r|--requirement)[ =]?([\w./-]{1,80})")
"""Files that pip is told to read names from."""
_PACKAGES = re.compile(r"(?:site|dist)-packages")
"""Where the packages of a Python lie, be it this one or another."""
_SHELL = ("/bin/sh", "-c")


def interpreter_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command is a script whose first line names a program that is not in the image: its environment has moved."""
    found = _program(evidence) if has_stopped(evidence) else ""
    maker, line = _maker(evidence, found), _first_line(evidence, found) if found else ""
    interpreter = line[2:].split()[0] if line.startswith("#!") and line[2:].split() else ""
    if maker is None or not interpreter or evidence.shipped(interpreter) is not None:
        return None
    home, found_bin, rest = interpreter.partition("/bin/")
    is_python = rest.startswith("python")
    return made(
        "interpreter-missing",
        evidence,
        f"`/{found}` begins with `#!{clean_line(interpreter, 80)}`, and that is not in the image.",
        "A virtual environment has the path at which it was made written into its programs."
        if is_python
        else "The first line of a script names the program that reads it.",
        f"Copy it to the path at which it was made, `{clean_line(home, 80)}`."
        if is_python and found_bin and home
        else "Bring that program, too, or start the script by another one.",
        maker.span.line,
    )


def path_left_behind(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program is in the image, and the ENV that leads to it belongs to a stage that does not ship."""
    name, dockerfile = _bare_name(evidence), evidence.dockerfile
    if not name or dockerfile is None or not has_stopped(evidence) or _program(evidence):
        return None
    folders = {
        f"/{path.rpartition('/')[0]}"
        for path, (layer, entry) in evidence.visible().items()
        if path.rpartition("/")[2] == name and _runs(entry) and evidence.maker(layer) is not None
    }
    chain = evidence.chain()
    elsewhere = (i for s in dockerfile.stages if s.index not in chain for i in s.instructions)
    paths = [i for i in elsewhere if i.keyword == "ENV" and "PATH" in i.rest]
    setting = next((i for i in paths if any(f"{folder}:" in f"{i.rest}:" for folder in folders)), None)
    if setting is None:
        return None
    return made(
        "env-not-carried",
        evidence,
        f"The container says that `{clean_line(name, 60)}` is not found, although it is in the image.",
        f"The `ENV` of line {setting.span.line} leads there, and it belongs to its own stage: a new `FROM` starts without it.",
        "Repeat that `ENV PATH` in a stage that the last stage is `FROM`, or in the last stage itself.",
        command_line(evidence),
    )


def module_elsewhere(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The module is in the image, in a folder that Python does not look into."""
    name = _missing_module(evidence)
    place = _place_of(evidence, name) if name else None
    if place is None or _PACKAGES.search(place):
        return None
    line = shipped_line(evidence, "WORKDIR") or shipped_line(evidence, "CMD", "ENTRYPOINT")
    folder = clean_line(place, 80) or "/"
    return made(
        "module-elsewhere",
        evidence,
        f"Python finds no module `{name}`: it lies in `{folder}`, and the container works in `/{evidence.workdir}`.",
        "Python looks into its own folders, and into the one that a program is started in; a `WORKDIR` belongs to its stage.",
        f"Write `WORKDIR {folder}` in the last stage.",
        line.span.line if line else None,
    )


def module_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The module is not in the image, or in the packages of another Python."""
    name, dockerfile = _missing_module(evidence), evidence.dockerfile
    if not name or dockerfile is None or dockerfile.final is None:
        return None
    line = installing_line(evidence, name, dockerfile.final)
    if line is not None and line in history(evidence, dockerfile.final):
        return None  # it was installed, and into another Python than the one that runs
    return made(
        "module-missing",
        evidence,
        f"The container stopped, because Python finds no module `{name}`.",
        *why_missing(evidence, line, dockerfile.final),
        line.span.line if line else None,
    )


def installing_line(evidence: Evidence, name: str, stage: Stage) -> Instruction | None:
    """Return the line by which pip installs a package by its name, or by a file that lists it; best one that `stage` has."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    lines = [i for s in stages for i in s.instructions if i.keyword == "RUN" and _installs(evidence, i, name)]
    own = [i for i in lines if i in history(evidence, stage)]
    return next(reversed(own or lines), None)


def _installs(evidence: Evidence, instruction: Instruction, name: str) -> bool:
    word = re.escape(name)
    if "pip" not in instruction.rest:
        return False
    if re.search(rf"(?<![\w-]){word}(?![\w.-])", instruction.rest):
        return True
    listed = (evidence.lab.app / file for file in _LISTS.findall(instruction.rest) if ".." not in file)
    return any(
        file.is_file() and re.search(rf"^{word}\b", file.read_text("utf-8", "replace"), re.M)
        for file in listed
    )


def why_missing(evidence: Evidence, line: Instruction | None, stage: Stage) -> tuple[str, str]:
    """Return why a stage does not have what a line installs, and what to try."""
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    where = next((s for s in stages if line is not None and line in s.instructions), None)
    if line is None or where is None:
        return (
            "What no line of a stage installs or copies is not there.",
            "Install it where the other packages are installed.",
        )
    return (
        f"Line {line.span.line} installs it in the stage `{where.label}`, and `{stage.label}` neither goes on from"
        " that one nor copies it from there.",
        "Go on from that stage, or install it into the folder that you copy from there.",
    )


def _missing_module(evidence: Evidence) -> str:
    """Return the name of the module that the container's log misses."""
    log = "\n".join(line[:500] for line in evidence.probe.log) if evidence.probe else ""
    found = _NO_MODULE.search(log)
    return found[1].partition(".")[0] if found else ""


def _place_of(evidence: Evidence, name: str) -> str | None:
    """Return the folder that holds a module of this name which the learner's lines brought; None if none does."""
    file = re.compile(rf"(?:(.*)/)?{re.escape(name)}(?:/__init__\.py|\.py|\.(?:[\w-]+\.)?so)")
    for path, (layer, _) in evidence.visible().items():
        found = file.fullmatch(path)
        if found and evidence.maker(layer) is not None:
            return f"/{found[1] or ''}"
    return None


def _bare_name(evidence: Evidence) -> str:
    """Return the program that the command starts, if it is named without a folder."""
    words = evidence.command.split()
    if tuple(words[:2]) == _SHELL:
        words = words[2:]
        words = words[1:] if words[:1] == ["exec"] else words
    return words[0] if words and "/" not in words[0] else ""


def _program(evidence: Evidence) -> str:
    """Return the path of the program that the command starts, relative to the root; empty if it is not found."""
    name = _bare_name(evidence)
    if not name:
        first = next(iter(evidence.command.split()), "").strip("/")
        return first if evidence.shipped(first) else ""
    paths = (f"{folder.strip('/')}/{name}" for folder in search_path(evidence).split(":"))
    return next((path for path in paths if evidence.shipped(path)), "")


def _maker(evidence: Evidence, path: str) -> Instruction | None:
    found = evidence.visible().get(path) if path else None
    return evidence.maker(found[0]) if found else None


def _first_line(evidence: Evidence, path: str) -> str:
    content = evidence.content(path) or b""
    return content[:300].split(b"\n")[0].decode("utf-8", "replace")


def _runs(entry: Entry) -> bool:
    return entry.kind in ("file", "symlink") and bool(entry.mode & 0o111)


RULES: tuple[Rule, ...] = (interpreter_missing, path_left_behind, module_elsewhere, module_missing)
