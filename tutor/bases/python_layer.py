"""Layers of stand-ins that hold Python 3.11 and pip, where the official image has them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tutor.bases import certificates
from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.closure import Closure
from tutor.bases.debian_files import Content, unchanged, usual_place
from tutor.bases.debian_layer import SLIM, SLIM_SYSTEM, closure_fill, note_layer
from tutor.bases.open_package import open_deb, open_wheel
from tutor.bases.recipe import LayerRecipe, Recipe
from tutor.bases.small_layer import PATH

_VERSION = "3.11"
_HOME = f"usr/local/lib/python{_VERSION}"
_WHEELS = ("python3-pip-whl", "python3-setuptools-whl", "python3-wheel-whl")
"""Debian's packages of wheels; the official image has installed what is in them."""
_PYTHON = Closure(
    "python",
    (f"python{_VERSION}", f"python{_VERSION}-venv", *_WHEELS, certificates.PACKAGE),
    below=SLIM,
)
_COMPILERS = Closure(
    "python-build", ("g++", "gcc", "libc6-dev", "make", f"libpython{_VERSION}-dev"), below=_PYTHON
)
_MOVED = re.compile(rf"usr/(bin|lib|include)/(python{_VERSION}(?:/.*)?|pydoc{_VERSION})")
_LEFT_OUT = re.compile(
    rf"usr/lib/python{_VERSION}/(?:EXTERNALLY-MANAGED|config-[^/]+/.*\.[ao])|usr/share/(?:applications|pixmaps)/.*"
)
"""What keeps pip from installing, what only programs that embed Python link with, and icons."""
_COMMANDS = {
    "python": "python3",
    "python3": f"python{_VERSION}",
    "pydoc": f"pydoc{_VERSION}",
    "pip": "pip3",
    "pip3": f"pip{_VERSION}",
}
_LARGEST_WHEEL = 20_000_000
_PIP = f"""\
#!/usr/local/bin/python{_VERSION}
import sys
from pip._internal.cli.main import main
sys.exit(main())
"""


def python_recipes() -> tuple[Recipe, Recipe]:
    """Return the recipes of the slim Python image, and of the one that can compile extensions."""
    python = LayerRecipe(
        f"stand-in: Python {_VERSION} of Debian, and pip",
        closure_fill(_PYTHON, _finish, _place, _as_upstream),
    )
    compilers = LayerRecipe(
        "stand-in: compilers and Python's headers of Debian",
        closure_fill(_COMPILERS, _finish_compilers, _place, _as_upstream),
    )
    slim, full = f"python:{_VERSION}-slim", f"python:{_VERSION}"
    config = {
        "Cmd": ["python3"],
        "Env": [f"PATH={PATH}", "LANG=C.UTF-8", f"PYTHON_VERSION={_VERSION}"],
    }
    return (
        Recipe(slim, (SLIM_SYSTEM, python, note_layer(slim)), config, closure=_PYTHON),
        Recipe(full, (SLIM_SYSTEM, python, compilers, note_layer(full)), config, closure=_COMPILERS),
    )


def _place(path: str) -> str | None:
    """Move Python below `/usr/local`, where it finds its own folders and the official image has them."""
    if _LEFT_OUT.fullmatch(path):
        return None
    moved = _MOVED.fullmatch(path)
    return f"usr/local/{moved[1]}/{moved[2]}" if moved else usual_place(path)


def _as_upstream(path: str, content: IO[bytes]) -> Content:
    """Take back what Debian changes: pip installs into `site-packages`, as upstream has it."""
    name = path.removeprefix(f"{_HOME}/")
    if name == "sysconfig.py":
        return content.read().replace(b"prefix_scheme = 'posix_local'", b"prefix_scheme = 'posix_prefix'")
    if name.startswith("_sysconfigdata_"):
        return re.sub(rb"/usr/(lib|include)/python(?=3)", rb"/usr/local/\1/python", content.read())
    return unchanged(path, content)


def _finish(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    for name, target in _COMMANDS.items():
        layer.link(f"usr/local/bin/{name}", target)
    layer.folder(f"{_HOME}/site-packages")
    layer.link(f"{_HOME}/dist-packages", "site-packages")  # the name that Debian's interpreter has built in
    own = _PYTHON.members(packages)
    for name in _WHEELS:
        _install_wheel(layer, own[name])
    layer.file(f"usr/local/bin/pip{_VERSION}", _PIP.encode(), 0o755)
    certificates.install(layer, own[certificates.PACKAGE])


def _finish_compilers(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
    layer.link(f"usr/include/python{_VERSION}", f"/usr/local/include/python{_VERSION}")


def _install_wheel(layer: LayerFiles, package: Path) -> None:
    """Unpack the wheels in a package of Debian, as pip would install them."""
    with open_deb(package) as members:
        for member, content in members:
            if content is not None and member.name.endswith(".whl"):
                _unpack(layer, io.BytesIO(content.read(_LARGEST_WHEEL)), package)


def _unpack(layer: LayerFiles, wheel: IO[bytes], package: Path) -> None:
    with open_wheel(package, wheel) as files:
        for file, data in files:
            if data is not None:
                layer.file(f"{_HOME}/site-packages/{file.name}", data)
