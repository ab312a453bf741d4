"""Explain a container that does not start, does not serve, or serves the wrong way."""

from __future__ import annotations

import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.rule import Rule
from tutor.engine.listening import reachable
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean, clean_line

_DEV = re.compile(r"\b(?:npm run dev|next dev|yarn (?:run )?dev|pnpm (?:run )?dev)\b")
_NOT_FOUND = re.compile(
    r"(?:exec: \"?([\w./-]+)\"?: executable file not found|(?:sh: )?(?:\d+: )?([\w./-]+): not found)"
)


def json_quotes(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """CMD looks like exec form but is not JSON."""
    problem = evidence.problem("json-quotes")
    if problem is None or not evidence.command.rpartition("-c ")[2].lstrip().startswith("["):
        return None
    return _made(
        "json-quotes",
        evidence,
        f"Line {problem.span.line}: the list is not written with double straight quotes.",
        "Exec form is JSON; with other quotes the engine runs the whole text in a shell, brackets and all.",
        'Write it as `CMD ["npm", "run", "start"]`.',
        problem.span.line,
    )


def dev_server(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container runs the development server."""
    if not _DEV.search(evidence.command):
        return None
    line = _command_line(evidence)
    return _made(
        "dev-server",
        evidence,
        f"Line {line}: the container runs the development server, `{clean_line(evidence.command, 60)}`.",
        "It compiles from source on every request, and a shipped image should hold no source.",
        "Run the production server: `npm run start`.",
        line,
    )


def env_not_carried(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A command is not found because an earlier stage's ENV PATH does not reach the last stage."""
    found = _NOT_FOUND.search(_words(evidence))
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
    return _made(
        "env-not-carried",
        evidence,
        f"The container says that `{found[1] or found[2]}` is not found.",
        f"The `ENV PATH` of line {setting.span.line} belongs to its own stage; a new `FROM` starts without it.",
        "Use `npm run start`, which knows where to look, or repeat the `ENV` in the last stage.",
        _command_line(evidence),
    )


def _own_command(evidence: Evidence, name: str) -> bool:
    """Return whether the app's own packages in the image bring a command of this name."""
    root = f"{evidence.workdir}/" if evidence.workdir else ""
    return evidence.shipped(f"{root}node_modules/.bin/{name}") is not None


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
    return _made(
        "directory-contents",
        evidence,
        f"Line {maker.span.line}: the contents of `.next` landed in `/{spilled[1].path.rpartition('/')[0]}` itself.",
        "`COPY` puts the contents of a directory into the target, not the directory.",
        "Write one line for each directory: `... /app/.next ./.next`.",
        maker.span.line,
    )


def missing_runtime_files(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """What `npm run start` needs is not in the image."""
    if evidence.image is None or evidence.probe is None or evidence.probe.state.running:
        return None
    root = f"{evidence.workdir}/" if evidence.workdir else ""
    needed = {"package.json": "the script", "node_modules": "next itself", ".next": "the build"}
    visible = evidence.visible()
    missing = [
        n
        for n in needed
        if f"{root}{n}" not in visible and not any(p.startswith(f"{root}{n}/") for p in visible)
    ]
    if not missing:
        return None
    last = next((line for line in reversed(evidence.probe.log) if line.strip()), "") if evidence.probe else ""
    said = f" Its last words: {clean_line(last, 120)}" if last else ""
    return _made(
        "missing-runtime-files",
        evidence,
        f"The container stopped.{said}",
        "`npm run start` needs `package.json` (the script), `node_modules` (next itself) and `.next` (the build).",
        f"Copy what is missing in /{evidence.workdir}: {', '.join(f'`{m}`' for m in missing)}.",
        None,
    )


def listens_on_loopback(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The server listens on the right port, but only inside the container."""
    sockets, port = _listening(evidence), evidence.lab.port
    if not any(number == port for _, number in sockets) or reachable(sockets, port):
        return None
    return _made(
        "listens-on-loopback",
        evidence,
        f"The server runs, but listens on port {port} of 127.0.0.1 only, inside the container.",
        "That address is the container's own; nobody outside can reach it.",
        "Let it listen on all addresses: take `-H 127.0.0.1` (or the like) away.",
        _command_line(evidence),
    )


def other_port(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The server listens on another port."""
    ports = sorted(
        {number for address, number in _listening(evidence) if reachable(((address, number),), number)}
    )
    if not ports or evidence.lab.port in ports:
        return None
    return _made(
        "other-port",
        evidence,
        f"The server listens on port {ports[0]}, and this lab asks on port {evidence.lab.port}.",
        "`EXPOSE` is a label: it neither opens a port nor changes where the server listens.",
        f"Let the server listen on {evidence.lab.port}.",
        _command_line(evidence),
    )


def nothing_listens(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container runs, but no process in it listens on any port."""
    probe = evidence.probe
    if probe is None or not probe.state.running or probe.listening != ():
        return None
    return _made(
        "nothing-listens",
        evidence,
        f"The container runs `{clean_line(evidence.command, 60)}`, but nothing in it listens on a port.",
        "A page can only come from a server that listens.",
        'Start the server: `CMD ["npm", "run", "start"]`.',
        _command_line(evidence),
    )


def public_missing(outcome: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The page answers, but a file of `public` does not."""
    root = f"{evidence.workdir}/" if evidence.workdir else ""
    of_assets = any(c.id == outcome.check_id and c.kind == "page_assets" for c in evidence.lab.checks)
    if evidence.image is None or outcome.where.startswith("/_next/") or not of_assets:
        return None
    if evidence.shipped(f"{root}public{outcome.where}") is not None:
        return None
    return Diagnosis(
        "public-missing",
        f"The page answers, but `{clean_line(outcome.where, 80)}` does not: {outcome.found}.",
        "Files of the `public` folder are not part of `.next`; the server reads them from disk.",
        "Copy the `public` folder into the last stage, too.",
    )


def command_missing(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The shipped stages say nothing about how the app runs."""
    stopped = evidence.probe is not None and not evidence.probe.state.running
    if not stopped or evidence.dockerfile is None or _command_line(evidence) is not None:
        return None
    last = evidence.dockerfile.stages[-1]
    return _made(
        "command-missing",
        evidence,
        f"The stage of line {last.span.line} has no `CMD`, so the container ran what the base image runs, and stopped.",
        "A `CMD` of another stage does not cross a `FROM`.",
        'End the file with `CMD ["npm", "run", "start"]`.',
        last.span.line,
    )


def stopped(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The container did not stay up, for a reason that only its log tells."""
    probe = evidence.probe
    if probe is None or probe.state.running:
        return None
    if probe.refused:
        keyword = "USER" if "unable to find user" in probe.refused else "CMD"
        lines = [i.span.line for i in evidence.shipped_instructions() if i.keyword == keyword]
        return _made(
            "not-started",
            evidence,
            "The image was built, but the engine cannot start it.",
            "",
            f"Check the `{keyword}` line.",
            lines[-1] if lines else None,
        )
    return _made(
        "stopped",
        evidence,
        f"The image was built, but the container stopped by itself with exit code {probe.state.exit_code}.",
        "A build that ends well proves only the build.",
        "Read its last lines below."
        if probe.log
        else "It printed nothing: run its command by hand to see why.",
        _command_line(evidence),
    )


def _made(identifier: str, evidence: Evidence, see: str, why: str, try_: str, line: int | None) -> Diagnosis:
    return Diagnosis(identifier, see, why, try_, line, clean(_words(evidence), 800))


def _words(evidence: Evidence) -> str:
    probe = evidence.probe
    return "\n".join((probe.refused, *probe.log[-12:])).strip() if probe else ""


def _listening(evidence: Evidence) -> tuple[tuple[str, int], ...]:
    return (evidence.probe.listening or ()) if evidence.probe else ()


def _command_line(evidence: Evidence) -> int | None:
    lines = [i.span.line for i in evidence.shipped_instructions() if i.keyword in ("CMD", "ENTRYPOINT")]
    return lines[-1] if lines else None


RULES: tuple[Rule, ...] = (
    json_quotes,
    dev_server,
    env_not_carried,
    directory_contents,
    listens_on_loopback,
    other_port,
    nothing_listens,
    public_missing,
    command_missing,
    missing_runtime_files,
    stopped,
)
