"""A change of which learners predict what it makes run again."""

from __future__ import annotations

from dataclasses import dataclass

CONTENT, TIME, COMMENT, COMMAND = "content", "time", "comment", "command"
KINDS = (CONTENT, TIME, COMMENT, COMMAND)
OF_FILES = (CONTENT, TIME)
"""The kinds that are changes of a file of the application."""


@dataclass(frozen=True)
class Change:
    """What is thought to be changed before the next build."""

    kind: str = CONTENT
    """`content` of a file, only its `time`, a `comment` of the Dockerfile, or the `command` of its last CMD or ENTRYPOINT."""
    file: str = ""
    """The file of the application, of the kinds that are about one."""
