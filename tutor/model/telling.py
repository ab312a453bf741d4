"""Which files tell what others are: package databases, manifests, the system's name."""

from __future__ import annotations

import re

MOST_TEXT = 8 << 20
MOST_DATABASE = 32 << 20
MOST_METADATA = 64 << 10
GO_MAGIC = b"\xff Go buildinf:"
"""What Go's build info begins with in an executable."""
MOST_GO_INFO = 32 << 10

_DATABASES = frozenset({"var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite"})
_PATHS = _DATABASES | {
    "lib/apk/db/installed",
    "usr/lib/apk/db/installed",
    "var/lib/dpkg/status",
    "etc/os-release",
    "usr/lib/os-release",
}
_NAMES = ("package.json", "package-lock.json", "METADATA", "RECORD", ".list")
_PATTERN = re.compile(
    r"var/lib/dpkg/status\.d/[^/]+(?<!\.md5sums)"
    r"|var/lib/dpkg/info/[^/]+\.list"
    r"|(?:.*/)?node_modules/(?:@[^/]+/)?[^/@][^/]*/package\.json"
    r"|(?:.*/)?(?:package-lock\.json|node_modules/\.package-lock\.json)"
    r"|(?:.*/)?[^/]+\.dist-info/(?:METADATA|RECORD)",
    re.DOTALL,
)


def is_telling(path: str) -> bool:
    """Return whether a file's content is kept with its layer, by its path relative to the root."""
    if path in _PATHS:
        return True
    if not path.endswith(_NAMES) and not path.startswith("var/lib/dpkg/status.d/"):
        return False
    if _PATTERN.fullmatch(path):
        return True
    *folders, name = path.split("/")
    return name == "package.json" and "node_modules" not in folders


def most_bytes(path: str) -> int:
    """Return how much of a telling file is kept: of a text its beginning, of a database all or nothing."""
    if path in _DATABASES:
        return MOST_DATABASE
    return MOST_METADATA if path.endswith("/METADATA") else MOST_TEXT


def is_database(path: str) -> bool:
    """Return whether only the whole file is of use."""
    return path in _DATABASES
