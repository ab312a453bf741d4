"""Explain a container that did not find what it needs to start."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import app_root, command_line, has_stopped, made, shipped_line, words
from tutor.model.last_words import telling_line
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NOT_FOUND = re.compile(
    r"(?:exec: \"?([\w./-]+)\"?: executable file not found|(?:sh: )?(?:\d+: )?([\w./-]+): not found)"
)
_NO_USER = re.compile(r"unable to find user ([^\s:]{1,60})")


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
        "The `node` images have a user `node`: write `USER node`, or make your own with `RUN adduser -D <name>` above.",
        instruction.span.line,
    )


def env_not_carried(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command is not found because an earlier stage's ENV PATH does not reach the last stage."""
    found = _NOT_FOUND.search(words(evidence))
    dockerfile = evidence.dockerfile
    if found is None or dockerfile is None or not _own_command(evidence, found[1] or found[2]):
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
        f"The container says that `{found[1] or found[2]}` is not found.",
        f"The `ENV PATH` of line {setting.span.line} belongs to its own stage; a new `FROM` starts without it.",
        "Use `npm run start`, which knows where to look, or repeat the `ENV` in the last stage.",
        command_line(evidence),
    )


def _own_command(evidence: Evidence, name: str) -> bool:
    """Return whether the app's own packages in the image bring a command of this name."""
    root = app_root(evidence)
    return evidence.shipped(f"{root}node_modules/.bin/{name}") is not None


def empty_base(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The last stage is FROM scratch, and the command needs a program that nobody brought."""
    found, dockerfile = _NOT_FOUND.search(words(evidence)), evidence.dockerfile
    if found is None or dockerfile is None or dockerfile.final is None or dockerfile.final.base != "scratch":
        return None
    name = clean_line(found[1] or found[2] or "", 60)
    return made(
        "empty-base",
        evidence,
        f"The last stage, line {dockerfile.final.span.line}, begins with nothing, and `{name}` is not in it.",
        "`scratch` is no image but the word for an empty one: no shell, no libraries, no Node.",
        f"Start the last stage from `{dockerfile.stages[0].base}`.",
        dockerfile.final.span.line,
    )


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
    root = app_root(evidence)
    if evidence.image is None or not has_stopped(evidence) or evidence.shipped(f"{root}package.json"):
        return None
    homes = [p.removesuffix("package.json") for p in evidence.visible() if p.endswith("package.json")]
    home = next(
        (h for h in homes if "node_modules" not in h and evidence.shipped(f"{h}.next/BUILD_ID")), None
    )
    instruction = shipped_line(evidence, "WORKDIR")
    if home is None:
        return None
    return made(
        "other-workdir",
        evidence,
        f"The container starts in `/{evidence.workdir}`, and the app lies in `/{clean_line(home, 80).rstrip('/')}`.",
        "`npm` looks for `package.json` in the folder that it is started in.",
        f"Write `WORKDIR /{clean_line(home, 80).rstrip('/')}` in the last stage.",
        instruction.span.line if instruction else None,
    )


def missing_runtime_files(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What `npm run start` needs is not in the image."""
    if evidence.image is None or evidence.probe is None or evidence.probe.state.running:
        return None
    if evidence.probe.refused or not (evidence.lab.app / "next.config.mjs").is_file():
        return None  # another reason, or an application that needs other files
    root = app_root(evidence)
    needed = {"package.json": "the script", "node_modules": "next itself", ".next": "the build"}
    visible = evidence.visible()
    missing = [
        n
        for n in needed
        if f"{root}{n}" not in visible and not any(p.startswith(f"{root}{n}/") for p in visible)
    ]
    if not missing:
        return None
    last = telling_line(evidence.probe.log)
    said = f" It said: {clean_line(last, 120)}" if last else ""
    return made(
        "missing-runtime-files",
        evidence,
        f"The container stopped.{said}",
        "`npm run start` needs `package.json` (the script), `node_modules` (next itself) and `.next` (the build).",
        f"Copy what is missing in /{evidence.workdir}: {', '.join(f'`{m}`' for m in missing)}.",
        None,
    )


RULES: tuple[Rule, ...] = (
    unknown_user,
    env_not_carried,
    empty_base,
    directory_contents,
    other_workdir,
    incomplete_build,
    missing_runtime_files,
)
