"""Explain a program whose loader did not find a shared library, or found one that is older than it needs."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.program import program_path
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import has_stopped, made, words
from tutor.dockerfile import copy_sources
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_MISSING = re.compile(
    r"error while loading shared libraries: ([\w.+-]{1,120}): cannot open shared object file"
    r"|Error loading shared library ([\w.+-]{1,120}): No such file"
)
"""How the loaders of glibc and of musl say it."""
_TOO_OLD = re.compile(
    r"(/[\w./+-]{1,200}): version `((?:GLIBC|GLIBCXX|CXXABI|GCC)_[\d.]{1,20})' not found \(required by ([\w./+-]{1,200})\)"
)
_LISTED = ("/lib", "/usr/lib", "/usr/local/lib")
"""Folders whose libraries `ldconfig` puts into its list, as Debian sets it up."""
_NUMBERS = re.compile(r"(?:\.\d+)+\Z")


def library_too_old(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The program was linked with a newer C or C++ library than the one in the image."""
    found = _TOO_OLD.search(words(evidence))
    if found is None or not has_stopped(evidence):
        return None
    stages = evidence.dockerfile.stages if evidence.dockerfile else ()
    base = stages[evidence.chain()[-1]] if evidence.chain() else None
    return made(
        "library-too-old",
        evidence,
        f"`{found[3]}` needs `{found[2]}`, and `{found[1]}` in this image is older than that.",
        "A program runs with the C and C++ libraries that it was linked with, and with newer ones, never with older ones.",
        "Take the same release of the system in both stages, or link statically.",
        base.span.line if base else None,
    )


def library_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A shared library is not in the image, is not looked for where it lies, or has lost its name."""
    found = _MISSING.search(words(evidence))
    if found is None or evidence.image is None or not has_stopped(evidence):
        return None
    name = found[1] or found[2]
    there = {posixpath.basename(path): path for path in _own_libraries(evidence)}
    other = next((n for n in there if _plain(n) == _plain(name)), "")
    if name in there:
        return _not_searched(name, there[name], evidence)
    return _other_name(name, there[other], evidence) if other else _left_behind(name, evidence)


def _plain(name: str) -> str:
    """Return a library's name without its numbers: `libtide.so` of `libtide.so.1.2.0`."""
    return _NUMBERS.sub("", name)


def _own_libraries(evidence: Evidence) -> list[str]:
    """Return the shared libraries in the image that the learner's own lines brought."""
    return [
        path
        for path, (layer, entry) in evidence.visible().items()
        if ".so" in posixpath.basename(path) and entry.kind != "dir" and evidence.maker(layer) is not None
    ]


def _not_searched(name: str, path: str, evidence: Evidence) -> Diagnosis:
    maker = _maker(path, evidence)
    folder = f"/{clean_line(posixpath.dirname(path), 80)}"
    has_list = folder in _LISTED and any(p.endswith("sbin/ldconfig") for p in evidence.visible())
    return made(
        "library-not-searched",
        evidence,
        f"`{name}` is in the image, in `{folder}`, and the loader does not look for it there.",
        "It looks in a few folders of the system and in a list that `ldconfig` writes, not beside the program.",
        "Let a `RUN` below the copy write the list anew: `ldconfig`."
        if has_list
        else "Copy it to a folder of the system for libraries, or name its folder in `LD_LIBRARY_PATH`.",
        maker.span.line if maker else None,
    )


def _other_name(name: str, path: str, evidence: Evidence) -> Diagnosis:
    maker = _maker(path, evidence)
    return made(
        "library-name-lost",
        evidence,
        f"The program asks for `{name}`, and the image has the library as `/{clean_line(path, 100)}`.",
        "A program asks for the name that was written into the library when it was linked (its SONAME), number and all.",
        f"Copy it under the name `{name}`.",
        maker.span.line if maker else None,
    )


def _left_behind(name: str, evidence: Evidence) -> Diagnosis:
    """Return where to look for a library that no line brought, by the stage that the program came from."""
    maker = _maker(program_path(evidence), evidence)
    stage = _origin(maker, evidence)
    return made(
        "library-missing",
        evidence,
        f"The program needs `{name}` when it runs, and the image does not have it.",
        "A shared library stays a file of its own: linking writes only its name into the program.",
        f"`RUN find / -name {name}` in the stage `{stage}` shows where it lies there: copy it, too."
        if stage
        else "Copy it from the stage that has it, or install the package that brings it.",
        maker.span.line if maker else None,
    )


def _maker(path: str, evidence: Evidence) -> Instruction | None:
    found = evidence.visible().get(path)
    return evidence.maker(found[0]) if found else None


def _origin(maker: Instruction | None, evidence: Evidence) -> str:
    """Return the label of the stage that an instruction copies from; empty if from none."""
    sources = copy_sources(evidence.dockerfile) if evidence.dockerfile and maker else ()
    number = next((s.stage for s in sources if maker and s.instruction.span == maker.span), None)
    return evidence.dockerfile.stages[number].label if evidence.dockerfile and number is not None else ""


RULES: tuple[Rule, ...] = (library_too_old, library_missing)
