"""A network bridge of the private engine's own, so that it never hands out the addresses of another engine on this machine."""

from __future__ import annotations

import fcntl
import socket
import struct
from contextlib import suppress

_ADD, _DELETE, _SET_FLAGS = 0x89A0, 0x89A1, 0x8914
"""Linux's SIOCBRADDBR, SIOCBRDELBR and SIOCSIFFLAGS, from linux/sockios.h."""


def add_bridge(name: str) -> bool:
    """Make a bridge, at most 15 characters long; return whether it is there. The engine gives it an address."""
    try:
        _ask(_ADD, name.encode() + b"\0")
    except FileExistsError:
        return True
    except OSError:
        return False
    return True


def remove_bridge(name: str) -> None:
    """Remove a bridge; one that is not there is no error."""
    with suppress(OSError):
        _ask(
            _SET_FLAGS, struct.pack("16sh14x", name.encode(), 0)
        )  # only a bridge that is down can be removed
        _ask(_DELETE, name.encode() + b"\0")


def _ask(request: int, argument: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as any_socket:
        fcntl.ioctl(any_socket, request, argument)
