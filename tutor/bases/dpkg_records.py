"""What dpkg notes of the packages that are installed, so that `dpkg`, `apt-get` and the X-ray know them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_deb
from tutor.errors import EngineTrouble

_FOLDER = "var/lib/dpkg"
_LARGEST = 1_000_000
_KEPT = ("md5sums", "postinst", "postrm", "preinst", "prerm", "shlibs", "symbols", "templates", "triggers")


@dataclass(frozen=True)
class Control:
    """What a package says of itself."""

    fields: str
    """Its control file, without the empty line at its end."""
    scripts: Mapping[str, bytes]
    """The other files that dpkg keeps, by name."""

    @property
    def name(self) -> str:
        """Return the name under which dpkg keeps its files."""
        fields = dict(re.findall(r"^([A-Za-z-]+): *(\S+)", self.fields, re.MULTILINE))
        same = fields.get("Multi-Arch") == "same"
        return f"{fields['Package']}:{fields['Architecture']}" if same else fields["Package"]


def read_control(package: Path) -> Control:
    """Return what a .deb file says of itself."""
    texts: dict[str, bytes] = {}
    with open_deb(package, "ctrl") as members:
        for member, content in members:
            name = member.name.removeprefix("./")
            if content is not None and (name in _KEPT or name == "control"):
                texts[name] = content.read(_LARGEST)
    fields = texts.pop("control", b"").decode("utf-8", "replace").strip()
    if not re.search(r"^Package: *[a-z0-9]", fields, re.MULTILINE):
        raise EngineTrouble(f"the package {package.name} does not say what it is.")
    return Control(fields, texts)


def add_records(layer: LayerFiles, control: Control, paths: Iterable[str]) -> None:
    """Note one package with its paths."""
    listed = "".join(f"/{path}\n" for path in sorted(paths))
    layer.file(f"{_FOLDER}/info/{control.name}.list", f"/.\n{listed}".encode("utf-8", "surrogateescape"))
    for name, text in control.scripts.items():
        mode = 0o755 if name.startswith(("pre", "post")) else 0o644
        layer.file(f"{_FOLDER}/info/{control.name}.{name}", text, mode)


def add_status(layer: LayerFiles, controls: Iterable[Control]) -> None:
    """Note that these packages are installed; a layer's status stands in place of the one below."""
    stanzas = sorted(
        re.sub(r"^(Package: .*)$", r"\1\nStatus: install ok installed", c.fields, count=1, flags=re.MULTILINE)
        for c in controls
    )
    layer.file(f"{_FOLDER}/status", "".join(f"{stanza}\n\n" for stanza in stanzas).encode())


def add_empty_records(layer: LayerFiles) -> None:
    """Put in the files that dpkg wants to find from the start."""
    layer.file(f"{_FOLDER}/info/format", b"1\n")
    for name in ("available", "diversions", "statoverride"):
        layer.file(f"{_FOLDER}/{name}", b"")
    for name in ("triggers", "updates", "parts", "alternatives"):
        layer.folder(f"{_FOLDER}/{name}")
