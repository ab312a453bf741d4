"""The container of an attempt: started while the image is read, asked when it is ready, gone at the end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tutor.checks.evidence import Evidence
from tutor.checks.probe import Probe
from tutor.engine.port import Cancel, Engine, RunRequest
from tutor.errors import EngineTrouble
from tutor.model.course import Lab
from tutor.model.other_image import OtherImage


class AttemptContainer:
    """What a lab's checks ask; the evidence has its probe."""

    def __init__(self, lab: Lab, evidence: Evidence, cancel: Cancel, image: OtherImage | None = None) -> None:
        """`image` is what it is a container of; None for what a plain build makes."""
        self._lab, self._evidence, self._cancel, self._image = lab, evidence, cancel, image

    def start(self, engine: Engine) -> None:
        """Start a container of the image that was built."""
        info, limits = self._evidence.info, self._lab.limits
        if info is not None:
            self._evidence.probe = probe = Probe(engine, self._lab.port, self._cancel)
            request = RunRequest(
                *(info.id, self._lab.port, "attempt", limits.memory_mb, limits.processes),
                hosts=self._evidence.hosts,
            )
            probe.start(request)

    def wait(self) -> None:
        """Wait until it answers, ends, or has stayed up for as long as the lab wants."""
        probe, options = self._evidence.probe, self._options
        if probe is None:
            return
        if self._is_server:
            probe.wait(str(options.get("path", "/")), self._lab.limits.start_seconds)
        else:
            probe.stay(float(options["stays_up"]))

    def ended_meanwhile(self) -> bool:
        """Return whether a server that had started has ended while it was asked."""
        probe = self._evidence.probe
        if probe is None or not probe.state.running or not self._is_server:
            return False
        probe.look_again()
        return not probe.state.running

    def close(self) -> None:
        """Remove it."""
        if self._evidence.probe is not None:
            with suppress(EngineTrouble):
                self._evidence.probe.close()

    @property
    def _is_server(self) -> bool:
        """Whether what is started has to answer for as long as it is asked; else a program may end in time."""
        return "path" in self._options or "stays_up" not in self._options

    @property
    def _options(self) -> Mapping[str, Any]:
        starts = next((c for c in self._lab.checks if c.kind == "starts" and c.image == self._image), None)
        return starts.options if starts else {}
