"""Explain a container whose app is not where its command looks, or not there as a whole."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import app_root, command_line, has_stopped, made, shipped_line, words
from tutor.model.dockerfile import Instruction
from tutor.model.last_words import telling_line
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NO_MANIFEST = re.compile(r"enoent.*package\.json|could not read package\.json", re.IGNORECASE)
_STARTS_NEXT = re.compile(r"\b(?:npm|npx|yarn|pnpm|next)\b")
_RUNS_SCRIPT = re.compile(r"\b(?:npm|yarn|pnpm)\b")
_NO_PACKAGE = re.compile(r"Cannot find module '((?:@[\w.-]{1,80}/)?[A-Za-z][\w.-]{0,80})(?:/[^']{0,200})?'")
"""How Node says that a package is not there."""
_NEEDED_BY = re.compile(r"^- (/\S{1,300})|imported from (/\S{1,300})", re.MULTILINE)
"""How Node says which file wanted it; the nearest comes first."""
_ELSEWHERE = re.compile(r"(?:--prefix|--cwd|--dir|-C)[ =]([\w./-]{1,200})|\bcd ([\w./-]{1,200})")
"""How a command says in which folder it works."""


def directory_contents(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """COPY of a directory put its contents, not the directory, into the target."""
    if any(True for _ in evidence.image.find("**/.next/BUILD_ID")) if evidence.image else True:
        return None
    spilled = (
        next(((n, e) for n, e in evidence.image.find("**/BUILD_ID") if "node_modules" not in e.path), None)
        if evidence.image
        else None
    )
    maker = evidence.maker(spilled[0]) if spilled else None
    if spilled is None or maker is None:
        return None
    return made(
        "directory-contents",
        evidence,
        f"Line {maker.span.line}: the contents of `.next` landed in `/{spilled[1].path.rpartition('/')[0]}` itself.",
        "`COPY` puts the contents of a directory into the target, not the directory.",
        "Write one line for each directory: `... /app/.next ./.next`.",
        maker.span.line,
    )


def incomplete_build(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The build's folder is there, but not the file that says so."""
    root = app_root(evidence)
    if evidence.image is None or not has_stopped(evidence) or evidence.shipped(f"{root}.next/BUILD_ID"):
        return None
    inside = [n for path, (n, _) in evidence.visible().items() if path.startswith(f"{root}.next/")]
    maker = evidence.maker(inside[0]) if inside else None
    if maker is None:
        return None
    return made(
        "incomplete-build",
        evidence,
        f"Line {maker.span.line} brings only a part of the build: `/{root}.next/BUILD_ID` is missing.",
        "The server wants the whole folder that the build wrote.",
        "Copy `.next` as a whole: `... /app/.next ./.next`.",
        maker.span.line,
    )


def other_workdir(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The app is in the image, but not in the folder that the container starts in."""
    root = started_in(evidence)
    if not _NO_MANIFEST.search(words(evidence)) or evidence.shipped(f"{root}package.json"):
        return None
    homes = [p.removesuffix("package.json") for p in evidence.visible() if p.endswith("package.json")]
    home = next(
        (h for h in homes if "node_modules" not in h and evidence.shipped(f"{h}.next/BUILD_ID")), None
    )
    if home is None:
        return None
    is_workdir = root == app_root(evidence)
    instruction = (
        shipped_line(evidence, "WORKDIR") if is_workdir else shipped_line(evidence, "CMD", "ENTRYPOINT")
    )
    return made(
        "other-workdir",
        evidence,
        f"The container starts in `/{clean_line(root, 80).rstrip('/')}`, and the app lies in `/{clean_line(home, 80).rstrip('/')}`.",
        "`npm` looks for `package.json` in the folder that it is started in.",
        f"Write `WORKDIR /{clean_line(home, 80).rstrip('/')}` in the last stage{'' if is_workdir else ', and start there'}.",
        instruction.span.line if instruction else None,
    )


def missing_runtime_files(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What `npm run start` needs is not in the image."""
    if evidence.image is None or evidence.probe is None or not has_stopped(evidence):
        return None
    if evidence.probe.refused or not _STARTS_NEXT.search(evidence.command):
        return None  # another reason, or an application that needs other files
    if not (evidence.lab.app / "next.config.mjs").is_file():
        return None
    needed = _needed(evidence)
    missing = _missing(evidence, started_in(evidence), needed)
    if not missing:
        return None
    last, line = telling_line(evidence.probe.log), command_line(evidence)
    said = f" It said: {clean_line(last, 120)}" if last else ""
    named = [f"`{name}` ({what})" for name, what in needed.items()]
    return made(
        "missing-runtime-files",
        evidence,
        f"What line {line} starts has stopped.{said}" if line else f"The container stopped.{said}",
        f"It needs {', '.join(named[:-1])} and {named[-1]}.",
        f"Copy what is missing in /{clean_line(started_in(evidence), 80).rstrip('/')}: {', '.join(f'`{m}`' for m in missing)}.",
        line,
    )


def _needed(evidence: Evidence) -> dict[str, str]:
    """Return what a command that starts Next reads, and what for; only a package manager reads the script."""
    by_script = {"package.json": "the script"} if _RUNS_SCRIPT.search(evidence.command) else {}
    return {**by_script, "node_modules": "Next itself", ".next": "the build"}


def package_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """One package that another one needs is not in the image."""
    found = _NO_PACKAGE.search(_all_words(evidence)) if has_stopped(evidence) else None
    folder = f"{started_in(evidence)}node_modules"
    if found is None or evidence.image is None:
        return None
    visible = evidence.visible()
    if not any(p.startswith(f"{folder}/") for p in visible) or any(
        p.startswith(f"{folder}/{found[1]}/") for p in visible
    ):
        return None
    package, wanted = f"`{clean_line(found[1], 80)}`", _wanted_by(evidence)
    needs = (
        f"Line {wanted[1].span.line} brings `/{clean_line(wanted[0], 100)}`, which needs the package {package}, and that"
        if wanted
        else f"The server needs the package {package}, and it"
    )
    return made(
        "package-missing",
        evidence,
        f"{needs} is not in `/{clean_line(folder, 80)}`.",
        "A package needs others, and these need more; npm keeps that list, not you.",
        "Copy `node_modules` as a whole, from a stage that installed what runs.",
        wanted[1].span.line if wanted else None,
    )


def _wanted_by(evidence: Evidence) -> tuple[str, Instruction] | None:
    """Return the nearest file of the learner's own lines that asked for the package, and its line."""
    for found in _NEEDED_BY.finditer(_all_words(evidence)):
        path = (found[1] or found[2]).strip("/")
        entry = evidence.visible().get(path)
        maker = evidence.maker(entry[0]) if entry else None
        if maker is not None:
            return path, maker
    return None


def packages_not_shipped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A package is not found, because no packages are in the image at all."""
    found = _NO_PACKAGE.search(_all_words(evidence)) if has_stopped(evidence) else None
    if found is None or evidence.image is None or any("node_modules/" in p for p in _own_files(evidence)):
        return None
    line = command_line(evidence)
    server = f"The server that line {line} starts" if line else "The server"
    return made(
        "packages-not-shipped",
        evidence,
        f"{server} needs the package `{clean_line(found[1], 80)}`, and your lines brought no `node_modules` into the image.",
        "What the last stage does not copy does not ship.",
        "Copy `node_modules` from the stage that has installed it.",
        line,
    )


def _own_files(evidence: Evidence) -> list[str]:
    """Return the paths that the learner's own lines brought; the base image may have packages of its own."""
    return [path for path, (layer, _) in evidence.visible().items() if evidence.maker(layer) is not None]


def _all_words(evidence: Evidence) -> str:
    """Return all that is kept of what the container printed."""
    return "\n".join(line[:500] for line in evidence.probe.log) if evidence.probe else ""


def _missing(evidence: Evidence, root: str, needed: Iterable[str]) -> list[str]:
    """Return which of these files and folders are not below a folder."""
    visible = evidence.visible()
    return [
        n
        for n in needed
        if f"{root}{n}" not in visible and not any(p.startswith(f"{root}{n}/") for p in visible)
    ]


def started_in(evidence: Evidence) -> str:
    """Return the folder that the command works in, as a prefix of paths: it may leave the image's working folder."""
    found = _ELSEWHERE.search(evidence.command)
    if found is None:
        return app_root(evidence)
    folder = posixpath.normpath(posixpath.join("/", evidence.workdir, found[1] or found[2])).strip("/")
    return f"{folder}/" if folder else ""


RULES: tuple[Rule, ...] = (
    directory_contents,
    other_workdir,
    incomplete_build,
    missing_runtime_files,
    package_missing,
    packages_not_shipped,
)
