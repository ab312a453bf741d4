"""What the maintainer scripts of Debian's smallest system would do: they cannot run where nothing is running yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tutor.bases.archive import LayerFiles
from tutor.bases.debian_files import MERGED
from tutor.bases.dpkg_records import add_empty_records
from tutor.bases.open_package import open_deb

_FOLDERS = ("boot", "dev", "home", "media", "mnt", "opt", "proc", "run", "srv", "sys", "etc/opt", "var/opt")
_LOCAL = ("bin", "etc", "games", "include", "lib", "sbin", "share/man", "src")
_LINKS = {
    "var/run": "/run",
    "var/lock": "/run/lock",
    "var/spool/mail": "../mail",
    "usr/local/man": "share/man",
    "etc/localtime": "/usr/share/zoneinfo/Etc/UTC",
}
_ALTERNATIVES = {
    "usr/bin/awk": "/usr/bin/mawk",
    "usr/bin/nawk": "/usr/bin/mawk",
    "usr/bin/pager": "/bin/more",
    "usr/bin/which": "/usr/bin/which.debianutils",
}
_COPIES = {
    "usr/share/base-files/dot.bashrc": "root/.bashrc",
    "usr/share/base-files/dot.profile": "root/.profile",
    "usr/share/base-files/profile": "etc/profile",
    "usr/share/libc-bin/nsswitch.conf": "etc/nsswitch.conf",
}
_PAM = {
    "account": "account required pam_unix.so\n",
    "auth": "auth required pam_unix.so nullok\n",
    "password": "password required pam_unix.so obscure yescrypt\n",
    "session": "session required pam_unix.so\n",
    "session-noninteractive": "session required pam_unix.so\n",
}
_CLEAN = """\
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
"""
_EXCLUDED = """\
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
"""
"""What the slim image tells dpkg to leave out of packages that are installed later."""
_TEXTS = {
    "etc/shells": "/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n/usr/bin/dash\n",
    "etc/timezone": "Etc/UTC\n",
    "etc/environment": "",
    "etc/apt/apt.conf.d/docker-clean": _CLEAN,
    "etc/apt/apt.conf.d/docker-no-languages": 'Acquire::Languages "none";\n',
    "etc/apt/apt.conf.d/docker-gzip-indexes": 'Acquire::GzipIndexes "true";\n',
    "etc/dpkg/dpkg.cfg.d/docker": _EXCLUDED,
    **{f"etc/pam.d/common-{name}": text for name, text in _PAM.items()},
}
_DAY = 3652  # 1980-01-01, counted from 1970 as in /etc/shadow


def set_up_debian(layer: LayerFiles, packages: Mapping[str, Path]) -> None:
    """Make users, links and settings of the smallest system; `packages` are its .deb files by name."""
    for name in MERGED:
        if any(path.startswith(f"usr/{name}/") for path in layer.paths()):
            layer.link(name, f"usr/{name}")
    _add_folders(layer)
    for path, target in _LINKS.items():
        layer.link(path, target)
    for path, target in _ALTERNATIVES.items():
        add_alternative(layer, path, target)
    for path, text in _TEXTS.items():
        layer.file(path, text.encode())
    layer.file("usr/sbin/policy-rc.d", b"#!/bin/sh\nexit 101\n", 0o755)  # installed services do not start
    for source, path in _COPIES.items():
        layer.same(path, source)
    _add_users(layer, packages["base-passwd"])
    add_empty_records(layer)


def add_alternative(layer: LayerFiles, path: str, target: str) -> None:
    """Link a command to the program that provides it, as `update-alternatives` does."""
    name = path.rpartition("/")[2]
    layer.link(path, f"/etc/alternatives/{name}")
    layer.link(f"etc/alternatives/{name}", target)


def _add_folders(layer: LayerFiles) -> None:
    for path in (*_FOLDERS, *(f"usr/local/{name}" for name in _LOCAL)):
        layer.folder(path)
    layer.folder("root", 0o700)
    layer.folder("var/mail", 0o2775, 0, 8)
    for path in ("tmp", "var/tmp", "run/lock"):
        layer.folder(path, 0o1777)


def _add_users(layer: LayerFiles, package: Path) -> None:
    """Make the users and groups that Debian always has; nobody can log in with a password."""
    users, groups = (_master(package, name) for name in ("passwd", "group"))
    layer.file("etc/passwd", _lines(f"{name}:x:{rest}" for name, rest in users))
    layer.file("etc/group", _lines(f"{name}:x:{rest}" for name, rest in groups))
    layer.file("etc/shadow", _lines(f"{name}:*:{_DAY}:0:99999:7:::" for name, _ in users), 0o640, 0, 42)
    layer.file("etc/gshadow", _lines(f"{name}:*::" for name, _ in groups), 0o640, 0, 42)


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _master(package: Path, kind: str) -> list[tuple[str, str]]:
    """Return (name, what follows the password) of each line of Debian's list."""
    lines: list[str] = []
    with open_deb(package) as members:
        for member, content in members:
            if member.name.endswith(f"/usr/share/base-passwd/{kind}.master") and content is not None:
                lines = content.read().decode("utf-8", "replace").splitlines()
    parts = [line.split(":", 2) for line in lines]
    return [(name, rest) for name, _, rest in (p for p in parts if len(p) == 3)]
