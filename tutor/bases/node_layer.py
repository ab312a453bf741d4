"""The layer of a stand-in that holds Node.js and npm, where the official image has them."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tutor.bases.architecture import Architecture
from tutor.bases.archive import LayerFiles
from tutor.bases.open_package import open_tgz
from tutor.bases.recipe import Fill, LayerRecipe, Recipe
from tutor.bases.release_note import RELEASE_NOTE, release_note
from tutor.bases.small_layer import DEBIAN_PACKAGES, PATH, SMALL_SYSTEM, own_file

_MODULES = "usr/local/lib/node_modules"
_COMMANDS = {
    "usr/local/bin/npm": "../lib/node_modules/npm/bin/npm-cli.js",
    "usr/local/bin/npx": "../lib/node_modules/npm/bin/npx-cli.js",
    "usr/local/bin/corepack": "../lib/node_modules/corepack/dist/corepack.js",
    "usr/local/bin/nodejs": "/usr/local/bin/node",
}
_FOR_READERS = re.compile(r"(?:npm/)?(?:docs|man)/.*")
"""Manuals inside the npm package, which the labs never open."""
_NODE_USER = b"node:x:1000:1000:Linux User,,,:/home/node:/bin/sh\n"
_NODE_GROUP = b"node:x:1000:node\n"


def node_recipe(reference: str, node: str, npm: str, corepack: str) -> Recipe:
    """Return the recipe of a small Node.js image with these versions."""
    return Recipe(
        reference=reference,
        debian=DEBIAN_PACKAGES,
        npm=(f"node-linux-{{cpu}}@{node}", f"npm@{npm}", f"corepack@{corepack}"),
        layers=(
            SMALL_SYSTEM,
            LayerRecipe(
                f"stand-in: Node.js {node} and npm {npm} of the npm registry", _node_layer(reference)
            ),
        ),
        config={
            "Cmd": ["node"],
            "Entrypoint": ["docker-entrypoint.sh"],
            "Env": [f"PATH={PATH}", f"NODE_VERSION={node}"],
        },
    )


def _node_layer(reference: str) -> Fill:
    def fill(layer: LayerFiles, packages: Mapping[str, Path], architecture: Architecture) -> None:
        _add_node(layer, packages[f"node-linux-{architecture.npm}"])
        for name in ("npm", "corepack"):
            _add_module(layer, name, packages[name])
        for path, target in _COMMANDS.items():
            layer.link(path, target)
        layer.file("usr/local/bin/docker-entrypoint.sh", own_file("docker-entrypoint.sh"), 0o755)
        layer.file("usr/local/etc/npmrc", own_file("npmrc"))
        layer.file("etc/passwd", own_file("passwd") + _NODE_USER)
        layer.file("etc/group", own_file("group") + _NODE_GROUP)
        layer.folder("home/node", owner=1000)
        layer.file(RELEASE_NOTE, release_note(reference, packages))

    return fill


def _add_node(layer: LayerFiles, package: Path) -> None:
    with open_tgz(package) as members:
        for member, content in members:
            if member.name == "package/bin/node" and content is not None:
                layer.file("usr/local/bin/node", content, 0o755)
            elif member.name == "package/LICENSE" and content is not None:
                layer.file("usr/local/LICENSE", content)


def _add_module(layer: LayerFiles, name: str, package: Path) -> None:
    """Put an npm package among the global modules, without what only readers need."""
    with open_tgz(package) as members:
        for member, content in members:
            path = member.name.partition("/")[2]
            if content is not None and not _FOR_READERS.fullmatch(f"{name}/{path}"):
                layer.file(f"{_MODULES}/{name}/{path}", content, _mode(member))


def _mode(member: tarfile.TarInfo) -> int:
    in_bin = "/bin/" in member.name or member.name.endswith("/dist/corepack.js")
    return 0o755 if in_bin or member.mode & 0o100 else 0o644
