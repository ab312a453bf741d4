"""Evidence made by hand of a container that does not run."""

from types import SimpleNamespace

from tests.checks.made import file, made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.dockerfile import quick_check
from tutor.engine.container_port import ContainerState
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

STAGES = "FROM node:18-alpine AS build\nWORKDIR /app\nRUN npm run build\nFROM node:18-alpine\nWORKDIR /app\nCOPY --from=build /app .\n"
"""Six lines; what the container runs follows."""


def probe(refused="", log=(), listening=None, answers=(), *, running=False):
    """Return what is known of a container that ended, was refused, or runs."""
    state = ContainerState(running, None if running or refused else 1)
    return SimpleNamespace(state=state, refused=refused, log=log, listening=listening, answers=answers)


def told(
    ending,
    *log,
    paths=(),
    refused="",
    config=None,
    text=None,
    running=False,
    kind="starts",
    listening=None,
    modes=0o644,
    **other,
):
    """Return the diagnosis of a failed check of the container; `paths` are in the layer of the last COPY."""
    text = STAGES + ending if text is None else text
    app, contents = other.pop("app", None), other.pop("contents", None)
    answers = other.pop("answers", ())
    lab = a_lab(checks=(CheckSpec("it", kind, "It"),), **({"app": app} if app else {}))
    evidence = made(
        ([file(p, mode=modes) for p in paths], ending.count("\n")),
        text=text,
        lab=lab,
        config={"WorkingDir": "/app", **(config or {})},
        contents=contents,
    )
    evidence.problems = quick_check(evidence.dockerfile)
    evidence.probe = probe(refused, log, listening, answers, running=running)
    outcome = Outcome(
        "it",
        "It",
        Status.FAILED,
        other.get("expected", "a container that starts"),
        other.get("found", "it stopped"),
        other.get("where", ""),
    )
    return diagnose((outcome,), evidence)
