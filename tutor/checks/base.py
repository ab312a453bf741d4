"""What a check is: declared options and a run that returns an outcome; never prints."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from tutor.checks.evidence import Evidence
from tutor.model.check_options import CheckOptions
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status


class Check(ABC):
    """One family of checks; an instance judges one attempt for one declaration in a lab."""

    kind: ClassVar[str]
    phase: ClassVar[str]
    """When its evidence is complete: `text`, `build`, `image`, `container` or `size`."""
    options: ClassVar[CheckOptions] = CheckOptions({})

    def __init__(self, spec: CheckSpec) -> None:
        self.spec = spec

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the options as the lab declares them."""
        return self.spec.options

    @abstractmethod
    def run(self, evidence: Evidence) -> Outcome:
        """Judge."""

    def passed(self, found: str = "", expected: str = "") -> Outcome:
        """Return a pass, with what was found."""
        return Outcome(self.spec.id, self.spec.title, Status.PASSED, expected, found)

    def failed(self, expected: str, found: str, where: str = "") -> Outcome:
        """Return a failure of the learner's work."""
        return Outcome(self.spec.id, self.spec.title, Status.FAILED, expected, found, where)

    def could_not_run(self, because: str) -> Outcome:
        """Return that it is not known, through no fault of the learner's."""
        return Outcome(self.spec.id, self.spec.title, Status.COULD_NOT_RUN, because=because)
