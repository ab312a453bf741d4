"""Alpine's packages: `lib/apk/db/installed` names each with its folders and files."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.xray.packages.owned import Owned
from tutor.xray.packages.package import Package


def is_record(path: str) -> bool:
    """Return whether apk keeps its records there."""
    return path.endswith("lib/apk/db/installed")


def owners(texts: Mapping[str, bytes]) -> dict[str, Package]:
    """Return which package owns each path. Lines that are not understood are left out."""
    owned = Owned()
    for text in texts.values():
        for record in text.decode("utf-8", "surrogateescape").split("\n\n"):
            _record(record, owned)
    return owned.owners


def _record(record: str, owned: Owned) -> None:
    """Add the files of one package: `P:` its name, `V:` its version, `F:` a folder, `R:` a file in it."""
    name = version = ""
    files: list[tuple[str, list[str]]] = [("", [])]
    for line in record.split("\n"):
        key, value = line[:2], line[2:]
        if key == "R:":
            files[-1][1].append(value)
        elif key == "F:":
            files.append((f"{value}/" if value else "", []))
        elif key == "P:":
            name = value
        elif key == "V:":
            version = value
    package = Package("apk", name, version)
    for folder, names in files if name else ():
        owned.add(package, folder, names)
