"""What the rules about the build context share: which files are sent, which are not, and which pattern decides."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable
from contextlib import suppress

from tutor.checks.evidence import Evidence
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import ContextFile, walk
from tutor.engine.ignore_patterns import IgnorePatterns
from tutor.errors import TutorError
from tutor.model.dockerfile import Instruction
from tutor.model.glob import glob
from tutor.safe_pattern import PatternTooSlow

MODULES = "node_modules"


def patterns(evidence: Evidence) -> tuple[str, ...]:
    """Return the patterns of the ignore file that counts; none if it cannot be read."""
    with suppress(TutorError):
        return effective_ignore(evidence.lab.app, evidence.ignore)
    return ()


def sent(evidence: Evidence) -> tuple[ContextFile, ...]:
    """Return the regular files of the build context; none if they cannot be listed."""
    with suppress(TutorError):
        found = walk(evidence.lab.app, excludes=effective_ignore(evidence.lab.app, evidence.ignore))
        return tuple(f for f in found if f.is_regular)
    return ()


def left_out(evidence: Evidence) -> tuple[str, ...]:
    """Return the paths of the application's files that are not sent."""
    there = {f.path for f in sent(evidence)}
    with suppress(TutorError):
        return tuple(f.path for f in walk(evidence.lab.app) if f.is_regular and f.path not in there)
    return ()


def excluding(lines: Iterable[str], path: str) -> str:
    """Return the last pattern that leaves a path out by itself; empty if none does."""
    found = ""
    for line in lines:
        with suppress(TutorError):
            if not line.startswith("!") and IgnorePatterns((line,)).matches(path):
                found = line
    return found


def taken(instruction: Instruction, paths: Iterable[str]) -> tuple[str, ...]:
    """Return those of the paths that a COPY or ADD from the project means, by name, by pattern or by a folder above them."""
    if instruction.keyword not in ("COPY", "ADD") or instruction.flag("from") is not None:
        return ()
    sources = [posixpath.normpath(s.strip("\"'")).lstrip("/") for s in instruction.arguments[:-1]]
    return tuple(path for path in paths if any(_means(source, path) for source in sources))


def _means(source: str, path: str) -> bool:
    if source == ".":
        return True
    parts = path.split("/")
    with suppress(PatternTooSlow):
        matcher = glob(source.replace("**", "*"))
        return any(matcher.fullmatch("/".join(parts[: n + 1])) for n in range(len(parts)))
    return False


def foreign_package(evidence: Evidence) -> str:
    """Return a package of the sent `node_modules` that says it is not for Linux, as in `@esbuild/darwin-arm64`; else nothing."""
    for file in sent(evidence):
        parts = file.path.split("/")
        if parts[0] == MODULES and parts[-1] == "package.json":
            systems = _systems(evidence, file.path)
            if systems and not any(s in ("linux", "any") or s.startswith("!") for s in systems):
                return "/".join(parts[1:-1])
    return ""


def _systems(evidence: Evidence, path: str) -> list[str]:
    try:
        manifest = json.loads((evidence.lab.app / path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    named = manifest.get("os") if isinstance(manifest, dict) else None
    return [str(s) for s in named] if isinstance(named, list) else []
