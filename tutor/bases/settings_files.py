"""Files that tell the package clients inside a base image what this host needs to reach its package sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SettingsFile:
    """A file to put into a base image."""

    name: str
    path: str
    """Where it goes, absolute."""
    content: bytes


def pip_files(bundle: str, index: str) -> tuple[SettingsFile, ...]:
    """Return pip's settings: a bundle of certificates and an index, each if there is one."""
    lines = [f"cert = {bundle}"] if bundle else []
    lines += [f"index-url = {index}"] if index else []
    text = "\n".join(["[global]", *lines, ""])
    return (SettingsFile("pip.conf", "/etc/pip.conf", text.encode()),) if lines else ()


def apt_files(bundle: str, sources: Sequence[str]) -> tuple[SettingsFile, ...]:
    """Return apt's settings for a stand-in, which knows no package sources of its own."""
    if not sources:
        return ()
    text = "".join(f"{line}\n" for line in sources)
    files = (SettingsFile("sources.list", "/etc/apt/sources.list", text.encode()),)
    if not bundle:
        return files
    certificates = f'Acquire::https::CaInfo "{bundle}";\n'
    return (*files, SettingsFile("apt.conf", "/etc/apt/apt.conf.d/60host", certificates.encode()))
