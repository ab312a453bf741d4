"""Check that steps come from the cache after an edit, by editing a copy of the context and building again."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.trial import CACHED, RAN, trial_build
from tutor.dockerfile import used_stages
from tutor.engine.context import effective_ignore
from tutor.engine.context_files import walk
from tutor.errors import TutorError
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.dockerfile import Instruction
from tutor.model.other_image import Edit
from tutor.model.outcome import Outcome
from tutor.safe_pattern import search
from tutor.safe_text import clean_line

_RANDOM = "{random}"
_UNIQUE = r".*\{random\}.*"
INSIDE = r"(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\]+"
"""A path that stays in the application's folder."""
_IGNORES = (".dockerignore", "Dockerfile.dockerignore")


class CachedAfterEditCheck(Check):
    """After an edit of one file, certain steps are still taken from the cache."""

    kind, phase, rank = "cached_after_edit", "trial", Rank.BUILD
    options = CheckOptions(
        {
            "edit": OptionSpec(
                "string",
                required=True,
                like=INSIDE,
                sentence="The file of the application that is edited, in a copy: `app/page.tsx`.",
            ),
            "append": OptionSpec(
                "string",
                like=_UNIQUE,
                sentence="A line that is put behind its last. It must have `{random}` in it, as in `// {random}`, so that"
                " the engine has not seen this edit before.",
            ),
            "replace": OptionSpec(
                "mapping", like=_UNIQUE, sentence="Words, and what takes their place, with `{random}` in it."
            ),
            "steps": OptionSpec(
                "strings",
                required=True,
                pattern=True,
                sentence="Regular expressions of instructions that must be taken from the cache: `^RUN npm (ci|install)`.",
            ),
        },
        any_of=("append", "replace"),
    )

    def run(self, evidence: Evidence) -> Outcome:
        """Build with the edit. A step that ran again is blamed only if it does come from the cache without the edit."""
        edit = str(self.values["edit"])
        expected = f"{' and '.join(map(str, self.values['steps']))} from the cache after a change of {edit}"
        steps = self._steps(evidence)
        if not steps:
            return self.failed(expected, "no step of the build is like that")
        try:
            with tempfile.TemporaryDirectory(prefix="tutor-trial-") as folder:
                return self._judge(evidence, Path(folder), steps, expected)
        except (OSError, TutorError) as e:
            return self.could_not_run(f"the context could not be copied: {clean_line(str(e), 200)}")

    def _judge(
        self, evidence: Evidence, folder: Path, steps: tuple[Instruction, ...], expected: str
    ) -> Outcome:
        lines = {step.span.line: step for step in steps}
        changed, unchanged = folder / "changed", folder / "unchanged"
        copy_context(evidence, changed)
        if not edited(evidence.lab.app, changed, Edit.of(self.values)):
            return self.could_not_run(f"{self.values['edit']} cannot be edited as the lab says")
        fates = _fates(evidence, changed, lines)
        ran = next((step for line, step in lines.items() if fates and fates.get(line) == RAN), None)
        if fates is not None and ran is None:
            return self.passed("taken from the cache after the edit")
        copy_context(evidence, unchanged)
        control = _fates(evidence, unchanged, lines) if ran is not None else None
        if ran is None or control is None or RAN in control.values():
            return self.could_not_run("the build could not be repeated out of the engine's cache")
        return self.failed(expected, "it ran again", f"line {ran.span.line}: {ran.text}")

    def _steps(self, evidence: Evidence) -> tuple[Instruction, ...]:
        """Return the instructions of the build that the patterns mean."""
        dockerfile = evidence.dockerfile
        if dockerfile is None:
            return ()
        used = used_stages(dockerfile)
        candidates = [i for s in dockerfile.stages if s.index in used for i in s.instructions]
        patterns = [str(p) for p in self.values["steps"]]
        return tuple(i for i in candidates if any(search(p, i.text) for p in patterns))


def _fates(evidence: Evidence, folder: Path, lines: Mapping[int, Instruction]) -> dict[int, str] | None:
    """Return what became of the steps; one that was never told of did not run. None if the build failed before that."""
    trial = trial_build(evidence, context=folder, watch=lines)
    if trial is None or trial.failure is not None:
        return None
    return {line: trial.fates.get(line, CACHED) for line in lines}


def copy_context(evidence: Evidence, folder: Path) -> None:
    """Copy what the ignore file lets through, and the ignore files; times are kept, because some engines look at them."""
    app = evidence.lab.app
    folder.mkdir()
    for file in walk(app, excludes=effective_ignore(app, evidence.ignore)):
        target = folder / file.path
        if file.is_folder:
            target.mkdir(exist_ok=True)
        elif file.is_link:
            target.symlink_to(file.target)
        elif file.is_regular:
            shutil.copy2(app / file.path, target, follow_symlinks=False)
    for name in _IGNORES:
        if (app / name).is_file() and not (folder / name).exists():
            shutil.copy2(app / name, folder / name)
    for file in reversed(list(walk(folder))):  # the times and modes of folders change as they are filled
        if file.is_folder:
            shutil.copystat(app / file.path, folder / file.path)


def edited(app: Path, folder: Path, edit: Edit) -> bool:
    """Edit the file in the copy; return whether that changed it."""
    path = folder / PurePosixPath(edit.file)
    if not path.exists():  # ignored: the edit changes nothing that is sent
        original = app / PurePosixPath(edit.file)
        if not original.is_file():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, path)
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return False
    before, token = path.read_bytes(), secrets.token_hex(8)
    after = before
    for old, new in edit.replace:
        after = after.replace(old.encode(), new.replace(_RANDOM, token).encode())
    if edit.append:
        after += b"" if after.endswith(b"\n") or not after else b"\n"
        after += edit.append.replace(_RANDOM, token).encode() + b"\n"
    path.write_bytes(after)
    os.utime(path)
    return after != before
