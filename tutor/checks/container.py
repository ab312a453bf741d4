"""What checks of the running container have in common, and the first of them: it starts."""

from __future__ import annotations

from typing import ClassVar

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.last_words import telling_line
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

KILLED = 137
"""Exit code of a process that was ended by SIGKILL."""


class ContainerCheck(Check):
    """A check that needs the container to have been started."""

    phase: ClassVar[str] = "container"
    rank: ClassVar[Rank] = Rank.SERVE

    def run(self, evidence: Evidence) -> Outcome:
        """Judge by the probe; without one the container could not be started, which is our fault."""
        if evidence.probe is None:
            return self.could_not_run("the container was not started")
        return self.judge(evidence.probe, evidence)

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Judge by the probe."""
        raise NotImplementedError


class StartsCheck(ContainerCheck):
    """The container starts and stays up."""

    kind, rank = "starts", Rank.START
    options = CheckOptions(
        {
            "path": OptionSpec(
                "string", sentence="The path that is asked until the server answers; `/` if left out."
            ),
            "stays_up": OptionSpec(
                "number",
                minimum=0.1,
                maximum=300,
                sentence="How many seconds it must run at least. Without `path`, that is all that is waited for.",
            ),
        }
    )

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Pass if it runs when it is ready, or when the waiting is over."""
        expected = "a container that starts and stays up"
        if probe.state.running and "stays_up" in self.values:
            probe.stay(float(self.values["stays_up"]))
        if probe.refused:
            return self.failed(expected, f"the engine cannot start it: {clean_line(probe.refused, 300)}")
        if probe.state.running:
            return self.passed(
                f"it ran for {probe.seconds:.0f} s" if "stays_up" in self.values else "it runs"
            )
        if probe.state.out_of_memory:
            return self.failed(expected, "it was stopped because it used more memory than the lab allows")
        if probe.state.exit_code == KILLED:  # older Podmans do not tell why
            return self.failed(
                expected, f"it was killed (exit code {KILLED}), mostly a sign of too little memory"
            )
        last = telling_line(probe.log) or "nothing was printed"
        return self.failed(
            expected,
            f"it stopped by itself with exit code {probe.state.exit_code}: {clean_line(last, 200)}",
        )
