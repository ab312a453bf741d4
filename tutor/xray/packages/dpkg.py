"""Debian's packages: `status` names them, `info/NAME.list` has the paths of each; distroless has `status.d` instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.xray.packages.package import Package

_ROOT = "var/lib/dpkg/"
_LISTS = f"{_ROOT}info/"
_SINGLE = f"{_ROOT}status.d/"


def is_record(path: str) -> bool:
    """Return whether dpkg keeps its records there."""
    return path.startswith((_LISTS, _SINGLE)) or path == f"{_ROOT}status"


def owners(texts: Mapping[str, bytes]) -> dict[str, Package]:
    """Return which package owns each path; a package that has a list but no status has no version."""
    packages = {p.name: p for p in _packages(texts.get(f"{_ROOT}status", b""))}
    found: dict[str, Package] = {}
    for path, text in texts.items():
        if path.startswith(_LISTS) and path.endswith(".list"):
            name = path[len(_LISTS) : -len(".list")].partition(":")[0]
            paths = f"\n{_decoded(text)}".rstrip("\n").split("\n/")[1:]
            found.update(dict.fromkeys(filter(None, paths), packages.get(name) or Package("dpkg", name)))
        elif path.startswith(_SINGLE):
            found.update(_single(path, text, texts.get(f"{path}.md5sums", b"")))
    return found


def _single(path: str, text: bytes, sums: bytes) -> dict[str, Package]:
    """Return what one record of distroless explains: its own folder of documents, and its files where sums name them."""
    package = next(_packages(text), None)
    if package is None or path.endswith(".md5sums"):
        return {}
    lines = (line.partition("  ")[2].lstrip("./") for line in _decoded(sums).split("\n"))
    document = f"usr/share/doc/{package.name}/copyright"
    return dict.fromkeys([path, document, *filter(None, lines)], package)


def _packages(text: bytes) -> Iterator[Package]:
    """Yield the packages of a status file; removed ones, too: they own nothing, for they have no list."""
    for stanza in _decoded(text).split("\n\n"):
        name = version = ""
        for line in stanza.split("\n"):
            if line.startswith("Package: "):
                name = line[9:].strip()
            elif line.startswith("Version: "):
                version = line[9:].strip()
        if name:
            yield Package("dpkg", name, version)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
