"""What apt-get, npm and pip on this host are set to; asked from the clients themselves, because their settings have many homes."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_SECONDS = 15.0
_DISTRIBUTIONS = ("Debian", "Ubuntu")
"""Whose keys a stand-in has; packages of others could not be verified there."""


@dataclass(frozen=True)
class NpmSettings:
    """The two settings of npm that a build may need; empty if not set."""

    cafile: str = ""
    registry: str = ""


def npm_settings() -> NpmSettings:
    """Return what npm is set to apart from its defaults; nothing if npm is not here. Takes about 0.2 s."""
    npm = shutil.which("npm")
    if npm is None:
        return NpmSettings()
    told = dict(line.partition("=")[::2] for line in _said([npm, "config", "list"]) if line[:1] != ";")
    settings = {name.strip(): _unquoted(value) for name, value in told.items()}
    return NpmSettings(settings.get("cafile", ""), settings.get("registry", ""))


def pip_certificate() -> str:
    """Return the certificate bundle that pip is set to, empty if none. Takes about 0.4 s."""
    lines = _said([sys.executable, "-m", "pip", "config", "get", "global.cert"])
    return _value(lines[-1]) if lines else ""


def pip_index() -> str:
    """Return the package index that pip is set to, empty if none; a variable counts before a file. Takes about 0.4 s."""
    found = ""
    for line in _said([sys.executable, "-m", "pip", "config", "list"]):
        name, _, value = line.partition("=")
        if name.endswith(".index-url") and (name.startswith(":env:") or not found):
            found = _literal(value)
    return "" if any(c.isspace() for c in found) else found


def apt_sources() -> tuple[str, ...]:
    """Return where apt-get gets the distribution's own packages from, as lines of a sources.list. Takes about 0.1 s."""
    asked = "$(SITE)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)"
    found: dict[tuple[str, str], list[str]] = {}
    for line in _said(["apt-get", "indextargets", "--format", asked, "Created-By: Packages"]):
        words = line.split("|")
        if len(words) == 4 and words[3] in _DISTRIBUTIONS and not any(c.isspace() for c in line):
            components = found.setdefault((words[0], words[1]), [])
            components += [words[2]] if words[2] and words[2] not in components else []
    return tuple(f"deb {site} {release} {' '.join(c)}" for (site, release), c in found.items() if c)


def _said(command: Sequence[str]) -> list[str]:
    """Return the lines that a client prints; none if it fails. It runs at the root, where no project sets anything."""
    try:
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            text=True,
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []


def _unquoted(text: str) -> str:
    """Return a setting that npm prints as JSON; anything but a string counts as not set."""
    try:
        value = json.loads(text)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _literal(text: str) -> str:
    """Return a setting that pip prints as Python's text; anything else counts as not set."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return ""
    return value if isinstance(value, str) else ""


def _value(text: str) -> str:
    text = text.strip()
    return "" if text in ("null", "undefined") else text
