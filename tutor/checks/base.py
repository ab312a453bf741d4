"""What a check is: declared options and a run that returns an outcome; never prints."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from tutor.checks.evidence import Evidence
from tutor.model.check_options import CheckOptions, Rank
from tutor.model.course import CheckSpec
from tutor.model.other_image import OtherImage
from tutor.model.outcome import Outcome, Status
from tutor.safe_text import clean_line

PHASES = ("text", "build", "image", "container", "stop", "size", "trial")
"""In the order of an attempt; `stop` ends the container, a trial is a further build that a check asks for."""


class Check(ABC):
    """One family of checks; an instance judges one attempt for one declaration in a lab."""

    kind: ClassVar[str]
    phase: ClassVar[str]
    """When its evidence is complete: one of `PHASES`."""
    rank: ClassVar[Rank]
    """What a failure is about."""
    options: ClassVar[CheckOptions] = CheckOptions({})
    reads_files: ClassVar[bool] = False
    """Whether it looks at the files of its image although it judges the container; another image is read only for those that do."""
    other_images: ClassVar[bool] = True
    """Whether it can judge another image than the one that a plain build makes."""

    def __init__(self, spec: CheckSpec) -> None:
        self.spec = spec

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the options as the lab declares them."""
        return self.spec.options

    @property
    def image(self) -> OtherImage | None:
        """Return which image it judges; None for the one that a plain build makes."""
        return self.spec.image

    @property
    def when(self) -> str:
        """Return when it can answer; another image is a further build."""
        return "trial" if self.image else self.needs

    @property
    def needs(self) -> str:
        """Return up to which phase its image must have come."""
        return self.phase

    @abstractmethod
    def run(self, evidence: Evidence) -> Outcome:
        """Judge."""

    def passed(self, found: str = "", expected: str = "") -> Outcome:
        """Return a pass, with what was found."""
        return self._outcome(Status.PASSED, expected=expected, found=found)

    def failed(self, expected: str, found: str, where: str = "") -> Outcome:
        """Return a failure of the learner's work."""
        return self._outcome(Status.FAILED, expected=expected, found=found, where=where)

    def could_not_run(self, because: str) -> Outcome:
        """Return that it is not known, through no fault of the learner's."""
        return self._outcome(Status.COULD_NOT_RUN, because=because)

    def _outcome(
        self, status: Status, expected: str = "", found: str = "", where: str = "", because: str = ""
    ) -> Outcome:
        """Return an outcome whose words are harmless, wherever they come from: an image, a page, a Dockerfile."""
        return Outcome(
            self.spec.id,
            self.spec.title,
            status,
            expected=clean_line(expected),
            found=clean_line(found),
            where=clean_line(where),
            because=clean_line(because),
        )
