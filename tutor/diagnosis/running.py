"""What the rules about a container share: its own words, the line of its command, where it listens."""

from __future__ import annotations

from tutor.checks.evidence import Evidence
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis
from tutor.safe_text import clean


def made(identifier: str, evidence: Evidence, see: str, why: str, try_: str, line: int | None) -> Diagnosis:
    """Return a diagnosis with the last words of the container."""
    return Diagnosis(identifier, see, why, try_, line, clean(words(evidence)[-800:], 800))


def words(evidence: Evidence) -> str:
    """Return what the engine said when it could not start the container, or what that printed last."""
    probe = evidence.probe
    return "\n".join((probe.refused, *probe.log[-12:])).strip() if probe else ""


def has_stopped(evidence: Evidence) -> bool:
    """Return whether a container was made, and does not run."""
    return evidence.probe is not None and not evidence.probe.state.running


def listening(evidence: Evidence) -> tuple[tuple[str, int], ...]:
    """Return (address, port) of all that listens in the container."""
    return (evidence.probe.listening or ()) if evidence.probe else ()


def shipped_line(evidence: Evidence, *keywords: str) -> Instruction | None:
    """Return the last instruction with one of these keywords in the stages that ship."""
    found = [i for i in evidence.shipped_instructions() if i.keyword in keywords]
    return found[-1] if found else None


def command_line(evidence: Evidence) -> int | None:
    """Return the line that says what the container runs."""
    found = shipped_line(evidence, "CMD", "ENTRYPOINT")
    return found.span.line if found else None


def user_of(evidence: Evidence) -> str:
    """Return the user that the image names, without its group; empty if it names none."""
    return str(evidence.info.config.get("User") or "").partition(":")[0] if evidence.info else ""


def has_npm(evidence: Evidence) -> bool:
    """Return whether the app has packages of npm."""
    return (evidence.lab.app / "package.json").is_file()


def start_example(evidence: Evidence) -> str:
    """Return a `CMD` to show how one is written: npm's, if the app has packages of npm."""
    return 'CMD ["npm", "run", "start"]' if has_npm(evidence) else 'CMD ["<program>", "<argument>"]'


def app_root(evidence: Evidence) -> str:
    """Return the image's working folder as a prefix of paths: `app/`, or nothing for the root."""
    return f"{evidence.workdir}/" if evidence.workdir else ""


def search_path(evidence: Evidence) -> str:
    """Return the image's `PATH`; where it sets none, the one that engines set (moby's default)."""
    entries = evidence.info.config.get("Env") if evidence.info else None
    found = map(str, entries) if isinstance(entries, list) else ()
    values = [entry.removeprefix("PATH=") for entry in found if entry.startswith("PATH=")]
    return values[-1] if values else "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
