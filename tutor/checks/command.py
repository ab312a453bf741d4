"""Check what a command prints: in the running container, in a fresh one, or in a helper beside it."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.wanted import TEXT_OPTIONS, Wanted
from tutor.engine.port import CommandRequest, CommandResult
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

RUNNING, FRESH, HELPER = "running", "fresh", "helper"
_SECONDS = 20.0
_ERRORS = {
    f"errors_{name}": OptionSpec(
        spec.type, pattern=spec.pattern, sentence=spec.sentence.replace("in it", "in its errors")
    )
    for name, spec in TEXT_OPTIONS.items()
}


class CommandCheck(Check):
    """A command ends as it should, and prints what it should."""

    kind, phase, rank = "command", "container", Rank.SERVE
    options = CheckOptions(
        {
            "argv": OptionSpec(
                "strings",
                required=True,
                sentence="The program and its arguments. No shell reads them; name one if it is needed.",
            ),
            "in": OptionSpec(
                "string",
                choices=(RUNNING, FRESH, HELPER),
                sentence=f"`{RUNNING}`: in the container that serves, by its own programs, which need no shell."
                f" `{FRESH}`: in a new container of the image, in place of its entry point. `{HELPER}`: in a container of"
                " another image that shares the network and the processes of the one that serves and sees its files"
                f" below `/proc/1/root`, for images without programs. `{RUNNING}` if left out.",
            ),
            "helper": OptionSpec(
                "string", sentence="The helper's image, one of the lab's base images; the first if left out."
            ),
            "env": OptionSpec("mapping", sentence="Variables for a fresh container."),
            "setup": OptionSpec(
                "commands",
                sentence="Commands that run before it in a fresh container, each a list of words; what they write stays.",
            ),
            "exit_code": OptionSpec(
                "integer", minimum=0, maximum=255, sentence="The exit code to expect; 0 if left out."
            ),
            "seconds": OptionSpec(
                "number", minimum=0.1, maximum=600, sentence="How long it may take; 20 if left out."
            ),
            **TEXT_OPTIONS,
            **_ERRORS,
        }
    )

    @property
    def needs(self) -> str:
        """Return that a fresh container needs no running one."""
        return "image" if self._place == FRESH else self.phase

    @property
    def _place(self) -> str:
        return str(self.values.get("in", RUNNING))

    def run(self, evidence: Evidence) -> Outcome:
        """Run it, and compare exit code, output and errors."""
        argv = tuple(str(word) for word in self.values["argv"])
        shown, code = clean_line(" ".join(argv), 120), int(self.values.get("exit_code", 0))
        result = self._result(evidence, argv)
        if result is None:
            return self.could_not_run("there is no container to run it in")
        expected = f"`{shown}` that ends with exit code {code}"
        if result.refused and self._place == HELPER:
            return self.could_not_run(f"the helper could not run: {clean_line(result.refused, 300)}")
        if result.refused:
            return self.failed(expected, f"it cannot be started: {clean_line(result.refused, 300)}")
        if result.is_late:
            return self.failed(expected, f"it did not end within {self._seconds:g} s")
        if result.exit_code != code:
            last = clean_line((result.errors or result.output).strip().rpartition("\n")[2], 200)
            return self.failed(expected, f"exit code {result.exit_code}{f': {last}' if last else ''}")
        for what, text, prefix in (("output", result.output, ""), ("errors", result.errors, "errors_")):
            trouble = Wanted.of(self.values, prefix).trouble(text)
            if trouble:
                return self.failed(f"`{shown}` with {what} {trouble.expected}", trouble.found)
        return self.passed(f"`{shown}` ends with exit code {code}")

    @property
    def _seconds(self) -> float:
        return float(self.values.get("seconds", _SECONDS))

    def _result(self, evidence: Evidence, argv: tuple[str, ...]) -> CommandResult | None:
        engine, probe = evidence.engine, evidence.probe
        if engine is None or evidence.info is None:
            return None
        container = probe.container if probe is not None and probe.state.running else ""
        if self._place == FRESH:
            return engine.run(self._request(evidence, evidence.info.id, argv), evidence.cancel)
        if not container:
            return None
        if self._place == HELPER:
            image = str(self.values.get("helper", evidence.lab.base_images[0]))
            return engine.run(self._request(evidence, image, argv, container), evidence.cancel)
        return engine.execute(container, argv, self._seconds, evidence.cancel)

    def _request(
        self, evidence: Evidence, image: str, argv: tuple[str, ...], beside: str = ""
    ) -> CommandRequest:
        limits = evidence.lab.limits
        return CommandRequest(
            image,
            argv,
            self._seconds,
            limits.memory_mb,
            limits.processes,
            env=self.values.get("env", {}),
            setup=tuple(tuple(map(str, words)) for words in self.values.get("setup", ())),
            beside=beside,
            hosts=evidence.hosts,
        )
