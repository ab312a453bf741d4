"""Rules about what proves a lab: mistakes that are known, solutions that no rule of the editor accuses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tutor.author.lint_finding import LintFinding
from tutor.author.lint_view import LintView, NamedFile, Rule
from tutor.checks import named_targets
from tutor.content.problems import did_you_mean
from tutor.diagnosis.known import diagnoses_of, known_diagnoses
from tutor.dockerfile import Surroundings, quick_check
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import walk
from tutor.errors import TutorError
from tutor.model.course import CheckSpec

_MOST_PATHS = 5_000


def no_mistakes(view: LintView) -> Iterator[LintFinding]:
    """No known mistake at all."""
    if not view.written.has("mistakes"):
        yield view.warning(
            "no-mistakes",
            ("mistakes",),
            "The lab has no known mistakes, so nothing proves that a wrong file fails, and with which words.",
            "Add under `mistakes` at least the start file and one form-only answer, each with `check` and `diagnosis`.",
        )


def unknown_diagnosis(view: LintView) -> Iterator[LintFinding]:
    """A mistake that names what the tutor never says."""
    checks = {c.id: c for c in view.lab.checks}
    for mistake in view.lab.mistakes:
        path = ("mistakes", mistake.id, "diagnosis")
        if mistake.diagnosis and mistake.diagnosis not in known_diagnoses():
            meant = did_you_mean(mistake.diagnosis, sorted(known_diagnoses()))
            fix = meant.strip() if len(meant) < 100 else "labs/README.md lists them."
            yield view.error(
                "unknown-diagnosis",
                path,
                f"`{mistake.diagnosis}` is no diagnosis that the tutor can give.",
                fix,
            )
        elif (check := checks.get(mistake.check)) and mistake.diagnosis not in (known := _said_of(check)):
            yield view.error(
                "unfit-diagnosis",
                path,
                f"`{mistake.diagnosis}` is never said of a check of the kind `{check.kind}`.",
                f"Name one of: {', '.join(sorted(known))}.",
            )


def _said_of(check: CheckSpec) -> frozenset[str]:
    """Return what can be said when a check fails; that of another image also fails if its build does."""
    own = diagnoses_of(check.kind)
    return own | diagnoses_of("builds") if check.image else own


def same_file(view: LintView) -> Iterator[LintFinding]:
    """Two proofs that are one and the same Dockerfile."""
    first: dict[tuple[bytes, str | None], tuple[str, str]] = {}
    proofs = (("solutions", view.lab.solutions), ("mistakes", view.lab.mistakes))
    for group, proof, data, ignore in ((g, p.id, p.data, p.ignore) for g, of in proofs for p in of):
        before = first.setdefault((data, ignore), (group, proof))
        if not data or before == (group, proof):
            continue
        said = f"The file of `{proof}` is, byte for byte, that of `{before[1]}` under `{before[0]}`."
        if before[0] == group:
            yield view.warning("same-file", (group, proof), said, "Take one of them out.")
        else:
            yield view.error("same-file", (group, proof), said, "It cannot both pass and fail; change one.")


def editor_alarm(view: LintView) -> Iterator[LintFinding]:
    """A solution that the editor would underline."""
    targets, contexts = named_targets(view.lab), dict[str | None, tuple[str, ...]]()
    for solution in view.solutions:
        if solution.ignore not in contexts:
            contexts[solution.ignore] = _context(view, solution.ignore)
        context = contexts[solution.ignore]
        known = Surroundings(view.lab.base_images, context, (), targets, 0 < len(context) < _MOST_PATHS)
        problems = quick_check(solution.parsed, known)
        if view.lab.reading is not None:  # no editor is opened on a file that is read
            problems = tuple(p for p in problems if p.severity == "error")
        for problem in problems:
            yield from _alarm(
                view, solution, problem.code, problem.message, problem.span.line, problem.severity
            )


def _alarm(
    view: LintView, solution: NamedFile, code: str, message: str, line: int, severity: str
) -> Iterator[LintFinding]:
    if severity == "error":
        said = f"No engine takes {solution.what}: {message}"
        yield view.error_in("solution-unreadable", solution.file, line, said, "Correct the line.")
    else:
        said = f"The editor would underline {solution.what} here ({code}): {message}"
        fix = "Write it so that the editor agrees, or report the false alarm of the tutor."
        yield view.warning_in("false-alarm", solution.file, line, said, fix)


def _context(view: LintView, ignore: str | None) -> tuple[str, ...]:
    """Return the paths that a build may copy; none if they cannot be listed."""
    app = view.lab.app
    if not view.written.text("app") or not app.is_dir():
        return ()
    try:
        files = itertools.islice(walk(app, excludes=effective_ignore(app, ignore)), _MOST_PATHS)
        return tuple(f.path + "/" if f.is_folder else f.path for f in files)
    except (TutorError, OSError):
        return ()


RULES: tuple[Rule, ...] = (no_mistakes, unknown_diagnosis, same_file, editor_alarm)
