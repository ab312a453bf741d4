"""Read the kernel's socket tables: who listens where."""

from __future__ import annotations

import ipaddress
from pathlib import Path

_LISTEN = "0A"
_PROCESSES = Path("/proc")


def local_tables(process: int, container: str, processes: Path = _PROCESSES) -> str:
    """Return the socket tables of a container's first process, by its number on this machine; empty if it is not here.

    The number may be one of another machine, or of a virtual one: only a process whose control group names the container
    is taken for it (cgroups(7); both versions).
    """
    folder = processes / str(process)
    try:
        if process <= 0 or container not in (folder / "cgroup").read_text(errors="replace"):
            return ""
        return "".join((folder / "net" / name).read_text(errors="replace") for name in ("tcp", "tcp6"))
    except OSError:
        return ""


def listening_sockets(table: str) -> tuple[tuple[str, int], ...] | None:
    """Return (address, port) of listening sockets in the text of /proc/net/tcp and tcp6; None if it is no such text.

    Addresses are hexadecimal in the kernel's byte order: words of four bytes, little-endian (Linux, proc(5)).
    """
    if "local_address" not in table:
        return None
    found = []
    for line in table.splitlines():
        fields = line.split()
        if len(fields) > 3 and fields[3] == _LISTEN and ":" in fields[1]:
            address, _, port = fields[1].partition(":")
            try:
                raw = bytes.fromhex(address)
                words = b"".join(raw[i : i + 4][::-1] for i in range(0, len(raw), 4))
                found.append((str(ipaddress.ip_address(words)), int(port, 16)))
            except ValueError:
                continue
    return tuple(found)


def reachable(sockets: tuple[tuple[str, int], ...], port: int) -> bool:
    """Return whether `port` is open to the outside: bound to another address than loopback."""
    return any(
        number == port and not ipaddress.ip_address(address).is_loopback for address, number in sockets
    )
