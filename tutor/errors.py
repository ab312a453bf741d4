"""The errors that reach a user: what happened, and what to do next."""

from __future__ import annotations


class TutorError(Exception):
    """A problem told in plain sentences.

    `message` says what happened and why, `fix` what to do next; `exit_code` is what the command returns.
    """

    exit_code = 3

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}\n{self.fix}" if self.fix else self.message


class UsageProblem(TutorError):
    """The command was called with something that cannot be: exit code 2."""

    exit_code = 2


class ContentProblem(TutorError):
    """A lab's files are wrong; `message` has one line a mistake, each with file and line: exit code 2."""

    exit_code = 2


class EngineTrouble(TutorError):
    """The engine, the network or the disk is in the way, not the learner's answer: exit code 3."""


class NoEngine(EngineTrouble):
    """No container engine answers."""


class ChosenEngineSilent(NoEngine):
    """The engine that the user's settings name does not answer; another one would be against their will."""


class FileProblem(TutorError):
    """The learner's Dockerfile cannot be read as text; `kind` is empty, binary, utf16, encoding, too_large or long_line."""

    exit_code = 2

    def __init__(self, kind: str, message: str, fix: str = "") -> None:
        super().__init__(message, fix)
        self.kind = kind
