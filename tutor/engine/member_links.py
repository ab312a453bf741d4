"""The links among the members of a saved image; names are bytes, as they lie in the archive, and keys only."""

from __future__ import annotations

import posixpath

from tutor.engine.tar_headers import HARDLINK, SYMLINK, Member

MEMBER_BYTES = 256
"""What a member takes in memory, beside its name and its link."""
_MOST_LINKS = 8


class MemberLinks:
    """Which member leads to which other one."""

    def __init__(self) -> None:
        self._targets: dict[bytes, bytes] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def add(self, member: Member) -> bool:
        """Take in a member; return whether it is a link."""
        if member.kind == SYMLINK:
            target = posixpath.join(b"/", posixpath.dirname(member.path), member.link)
            self._targets[member.path] = posixpath.normpath(target).lstrip(b"/")
        elif member.kind == HARDLINK:
            self._targets[member.path] = member.link
        return member.kind in (SYMLINK, HARDLINK)

    def followed(self, name: bytes) -> bytes:
        """Return where a name leads; a loop leads to nothing."""
        for _ in range(_MOST_LINKS):
            if name not in self._targets:
                return name
            name = self._targets[name]
        return b""


def member_name(name: str) -> bytes:
    """Return the bytes of a name that a document gives; nothing for one that no member can have."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b""
