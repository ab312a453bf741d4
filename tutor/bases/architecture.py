"""One processor architecture under the names that Docker, Debian, npm and Python have for it."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.errors import EngineTrouble
from tutor.safe_text import clean_line


@dataclass(frozen=True)
class Architecture:
    """The names of an architecture."""

    name: str
    """Docker's and Debian's."""
    npm: str
    loader: str
    """Where programs look for the dynamic loader, relative to the root."""
    libraries: str
    """The name of Debian's library folder."""
    wheels: tuple[str, ...]
    """The platforms of Python wheels that run there, on any Linux of the last ten years."""


def _wheels(machine: str) -> tuple[str, ...]:
    return (f"manylinux_2_17_{machine}", f"manylinux2014_{machine}")


_AMD64 = Architecture("amd64", "x64", "lib64/ld-linux-x86-64.so.2", "x86_64-linux-gnu", _wheels("x86_64"))
_ARM64 = Architecture("arm64", "arm64", "lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu", _wheels("aarch64"))
_KNOWN = {"x86_64": _AMD64, "amd64": _AMD64, "aarch64": _ARM64, "arm64": _ARM64}


def architecture_of(engine_word: str) -> Architecture:
    """Return the architecture that an engine names; raises `EngineTrouble` if stand-ins are not made for it."""
    found = _KNOWN.get(engine_word.lower())
    if found is None:
        raise EngineTrouble(
            f"stand-ins are made for amd64 and arm64, and the engine runs on {clean_line(engine_word, 40)}."
        )
    return found
