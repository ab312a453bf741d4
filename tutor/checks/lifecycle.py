"""Checks of how a container lives: it becomes healthy, runs without writing, and stops when it is told to."""

from __future__ import annotations

import time
from dataclasses import replace

from tutor.checks.container import ContainerCheck
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.engine.port import Cancel, ContainerState, Engine, RunRequest
from tutor.model.check_options import CheckOptions, OptionSpec
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

_POLL = 0.1
FIRST_PROCESS = "its first process is "
"""What stands before the command of the process that got the signal."""


class HealthyCheck(ContainerCheck):
    """The image has a HEALTHCHECK, and by that the container becomes healthy."""

    kind = "healthy"
    options = CheckOptions(
        {
            "seconds": OptionSpec(
                "number",
                minimum=1,
                maximum=600,
                sentence="How long it may take to become healthy; 60 if left out.",
            )
        }
    )

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Wait for the engine's own word."""
        expected, engine = "a container that becomes healthy by its HEALTHCHECK", evidence.engine
        if engine is None or evidence.info is None:
            return self.could_not_run("the container was not started")
        is_podman = engine.info().name == "podman"
        if not has_health_check(evidence):
            lines = [i for i in evidence.shipped_instructions() if i.keyword == "HEALTHCHECK"]
            if is_podman and lines:
                return self.could_not_run("Podman leaves HEALTHCHECK out of the images that it builds here")
            return self.failed(expected, "the image has none", _where(evidence))
        state = self._settled(engine, probe.container, evidence.cancel)
        if state.health == "healthy":
            return self.passed("healthy")
        if is_podman and state.running and state.health in ("", "starting"):
            return self.could_not_run("this Podman does not run health checks by itself")
        found = "the container stopped" if not state.running else f"it is {state.health or 'not checked'}"
        probe.health_said = state.health_said
        probe.look_where_it_listens()
        said = clean_line(state.health_said.strip().rpartition("\n")[2], 200)
        return self.failed(expected, f"{found}: {said}" if said else found, _where(evidence))

    def _settled(self, engine: Engine, container: str, cancel: Cancel) -> ContainerState:
        """Return the state once the engine says healthy, or unhealthy after a check that began while the server was ready."""
        deadline = time.monotonic() + float(self.values.get("seconds", 60))
        state = engine.state(container)
        first = state.health_checked
        while state.running and state.health != "healthy" and time.monotonic() < deadline:
            is_newer = not state.health_checked or state.health_checked != first
            if (state.health == "unhealthy" and is_newer) or cancel.wait(_POLL):
                break
            state = engine.state(container)
        return state


class ReadOnlyCheck(ContainerCheck):
    """The container runs with a file system that it cannot write."""

    kind = "read_only"
    options = CheckOptions(
        {
            "path": OptionSpec("string", sentence="A path that must be answered as in the usual container."),
            "seconds": OptionSpec(
                "number",
                minimum=0.5,
                maximum=120,
                sentence="Without `path`, how long it must stay up; 3 if left out.",
            ),
            "tmpfs": OptionSpec("strings", like=r"/.+", sentence="Folders that may be written: `/tmp`."),
        }
    )

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Start a second container, read-only, and ask it the same."""
        if evidence.engine is None or evidence.info is None:
            return self.could_not_run("the container was not started")
        lab, path = evidence.lab, self.values.get("path")
        second = Probe(evidence.engine, lab.port, evidence.cancel)
        tmpfs = tuple(str(folder) for folder in self.values.get("tmpfs", ()))
        limits = lab.limits
        try:
            second.start(
                RunRequest(
                    *(evidence.info.id, lab.port, "read-only", limits.memory_mb, limits.processes),
                    read_only=True,
                    tmpfs=tmpfs,
                    hosts=evidence.hosts,
                )
            )
            if path is None:
                second.stay(float(self.values.get("seconds", 3)))
            else:
                second.wait(str(path), limits.start_seconds)
            return self._compared(probe, second, None if path is None else str(path))
        finally:
            second.close()

    def _compared(self, probe: Probe, second: Probe, path: str | None) -> Outcome:
        expected = "a container that works with a read-only file system"
        if second.refused:
            return self.failed(expected, f"the engine cannot start it: {clean_line(second.refused, 300)}")
        if not second.state.running:
            return self.failed(expected, f"it stopped: {clean_line(_telling(second.log), 200)}")
        if path is None:
            return self.passed("it runs read-only")
        usual, answer = probe.get(path), second.get(path)
        if usual.status and answer.status != usual.status:
            return self.failed(
                f"{expected}: GET {path} answers {usual.status}, as in the usual one", answer.told, path
            )
        if not usual.status:
            return self.could_not_run(f"the usual container does not answer on {path}")
        return self.passed(f"GET {path} answers {answer.status} read-only")


class StopsInCheck(ContainerCheck):
    """The container ends by itself, soon after it was told to."""

    kind, phase = "stops_in", "stop"
    options = CheckOptions(
        {
            "seconds": OptionSpec(
                "number",
                required=True,
                minimum=0.1,
                maximum=120,
                sentence="How long it may take after SIGTERM, or after the image's own STOPSIGNAL.",
            )
        }
    )

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Send the signal and watch; after that there is no container to ask any more."""
        engine, limit = evidence.engine, float(self.values["seconds"])
        if engine is None or evidence.info is None or not probe.container:
            return self.could_not_run("the container was not started")
        signal = clean_line(str(evidence.info.config.get("StopSignal") or "SIGTERM"), 20)
        expected = f"a container that stops within {limit:g} s of {signal}"
        if not engine.state(probe.container).running:
            return self.could_not_run("the container has stopped already")
        began = time.monotonic()
        engine.signal(probe.container, signal)
        while engine.state(probe.container).running and time.monotonic() - began < limit:
            if evidence.cancel.wait(_POLL / 2):
                break
        state, seconds = engine.state(probe.container), time.monotonic() - began
        if state.running:
            first = next(iter(engine.processes(probe.container) or ()), None)
            what = f"; {FIRST_PROCESS}`{clean_line(first.command, 80)}`" if first else ""
            return self.failed(expected, f"it still runs after {seconds:.1f} s{what}", evidence.command)
        return replace(self.passed(f"{signal} ended it within {seconds:.1f} s"), seconds=round(seconds, 1))


def _telling(log: tuple[str, ...]) -> str:
    """Return the line that speaks of the file system, else the last one."""
    lines = [line for line in log if line.strip()]
    spoken = [line for line in lines if "read-only" in line.lower() or "erofs" in line.lower()]
    return (spoken or lines[::-1] or ["nothing was printed"])[0]


def has_health_check(evidence: Evidence) -> bool:
    """Return whether the image has a command that tells its health; NONE takes an inherited one away."""
    check = evidence.info.config.get("Healthcheck") if evidence.info else None
    test = check.get("Test") if isinstance(check, dict) else None
    return isinstance(test, list) and bool(test) and test[0] != "NONE"


def _where(evidence: Evidence) -> str:
    made = [i for i in evidence.shipped_instructions() if i.keyword == "HEALTHCHECK"]
    return f"line {made[-1].span.line}: {made[-1].text}" if made else ""
