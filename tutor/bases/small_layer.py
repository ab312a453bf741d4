"""The lowest layer of small stand-ins: busybox, the C and C++ runtime, users, and Alpine's commands for users."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import IO

from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_deb
from tutor.bases.recipe import LayerRecipe
from tutor.errors import EngineTrouble

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where programs are looked for in most images."""
RUNTIME_PACKAGES = ("libc6", "libgcc-s1", "libstdc++6")
BUSYBOX = "busybox-static"
DEBIAN_PACKAGES = (BUSYBOX, *RUNTIME_PACKAGES)

_FOLDERS = (
    "dev",
    "home",
    "media",
    "mnt",
    "opt",
    "proc",
    "run",
    "srv",
    "sys",
    "usr/local/bin",
    "usr/local/sbin",
    "var/log",
)
_SPECIAL_FOLDERS = {"root": 0o700, "tmp": 0o1777, "var/cache": 0o755, "var/tmp": 0o1777}
_RUNTIME = re.compile(
    r"(?:usr/)?lib/[^/]+/"
    r"(?:ld-linux[\w.-]*|lib(?:anl|c|dl|gcc_s|m|nss_dns|nss_files|pthread|resolv|rt|stdc\+\+|util)\.so[\d.]*)"
)
"""The libraries that programs need at run time; what is left out serves debugging and old name services."""
_COMMANDS = {
    "sbin/apk": "apk",
    "usr/sbin/addgroup": "addgroup",
    "usr/sbin/adduser": "adduser",
    "usr/sbin/delgroup": "delgroup",
    "usr/sbin/deluser": "deluser",
}
"""What Alpine has and Debian's busybox has not: path to the file of this package."""
_OS_RELEASE = """\
ID=tutor-stand-in
ID_LIKE=debian
NAME="Multi-Stage Tutor stand-in"
PRETTY_NAME="A local stand-in made of Debian packages"
"""


def own_file(name: str) -> bytes:
    """Return a file that ships with this package."""
    return files("tutor.bases").joinpath("files", name).read_bytes()


def add_small_system(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    """Put a small system into the layer, with what programs in C and C++ need to run."""
    add_bare_system(layer, packages)
    add_runtime(layer, packages, architecture)


def add_bare_system(layer: LayerFiles, packages: Mapping[str, Path]) -> None:
    """Put in a small system whose own commands need no library."""
    for folder, mode in {**dict.fromkeys(_FOLDERS, 0o755), **_SPECIAL_FOLDERS}.items():
        layer.folder(folder, mode)
    _add_settings(layer)
    for path, name in _COMMANDS.items():
        layer.file(path, own_file(name), 0o755)
    _add_package(layer, packages[BUSYBOX])
    if "bin/busybox" not in layer:
        raise _other_packages()
    _add_applets(layer)


def add_runtime(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    """Put in what programs in C and C++ need to run."""
    for name in RUNTIME_PACKAGES:
        _add_package(layer, packages[name])
    _add_loader(layer, architecture)


def _add_settings(layer: LayerFiles) -> None:
    for name in ("passwd", "group", "profile"):
        layer.file(f"etc/{name}", own_file(name))
    layer.file("etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files dns\n")
    layer.file("etc/os-release", _OS_RELEASE.encode())
    layer.link("var/run", "/run")


def _add_package(layer: LayerFiles, package: Path) -> None:
    """Put in what counts of a package; newer Debian keeps under /usr what older keeps above it."""
    with open_deb(package) as members:
        for member, content in members:
            path = member.name.removeprefix("./")
            if path in ("bin/busybox", "usr/bin/busybox") and content is not None:
                layer.file("bin/busybox", content, 0o755)
            elif _RUNTIME.fullmatch(path):
                _add_library(layer, path, member, content)


def _add_library(layer: LayerFiles, path: str, member: tarfile.TarInfo, content: IO[bytes] | None) -> None:
    if content is not None:
        layer.file(path, content, 0o755 if "/ld-linux" in path else 0o644)
    elif member.issym():
        layer.link(path, member.linkname)


def _add_loader(layer: LayerFiles, architecture: Architecture) -> None:
    """Put the dynamic loader where programs look for it."""
    name = architecture.loader.rpartition("/")[2]
    homes = [f"{lib}/{architecture.libraries}/{name}" for lib in ("lib", "usr/lib")]
    home = next((h for h in homes if h in layer), None)
    if home is None:
        raise _other_packages()
    layer.link(architecture.loader, f"/{home}")


def _other_packages() -> EngineTrouble:
    return EngineTrouble(
        "the distribution's packages do not hold what a stand-in is made of.",
        "Stand-ins are made of Debian 12 or later, or of Ubuntu 22.04 or later.",
    )


def _add_applets(layer: LayerFiles) -> None:
    for line in own_file("applets").decode().splitlines():
        folder, _, names = line.partition(": ")
        for name in names.split():
            layer.link(f"{folder}/{name}", "/bin/busybox")


SMALL_SYSTEM = LayerRecipe("stand-in: busybox and C runtime of Debian", add_small_system)
"""The layer, as all small stand-ins share it."""
