"""The names that stand beside the numbers of users and groups in an archive: they depend on where Docker looked."""

from __future__ import annotations

from collections.abc import Callable

Naming = Callable[[int, int], tuple[str, str]]
"""User and group number -> their names."""


def here(user: int, group: int) -> tuple[str, str]:
    """Return the names on this machine: an old Docker writes those of its own system into a layer."""
    try:
        import grp
        import pwd
    except ImportError:  # Windows has neither
        return "", ""
    return _or_none(lambda: pwd.getpwuid(user).pw_name), _or_none(lambda: grp.getgrgid(group).gr_name)


def root_only(user: int, group: int) -> tuple[str, str]:
    """Return the names on a system that knows nobody but root."""
    return "" if user else "root", "" if group else "root"


def nobody(user: int, group: int) -> tuple[str, str]:
    """Return no names, as a new Docker does."""
    return "", ""


NAMINGS: tuple[Naming | None, ...] = (None, here, root_only, nobody)
"""All ways, the likeliest first; None keeps what is told, which are names in the container."""


def _or_none(look: Callable[[], str]) -> str:
    try:
        return look()
    except KeyError:
        return ""
