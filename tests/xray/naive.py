"""A second opinion on an image: slow, by tarfile and dictionaries only, and without a line of the tutor's."""

import hashlib
import json
import os
import posixpath
import tarfile
from collections import Counter
from dataclasses import dataclass

from tests.engine.tars import plain


@dataclass(frozen=True)
class Content:
    """What one member of a layer archive brings: the object itself is its identity."""

    layer: int
    path: str
    size: int
    digest: str
    """Of a regular file; empty for a symbolic link."""


@dataclass(frozen=True)
class Opinion:
    """Bytes of an image."""

    size: int
    deleted: int
    overwritten: int
    duplicated: int
    layers: tuple
    """The size of each layer."""


def opinion(saved):
    """Return what the archive of one saved image, a path, holds."""
    tree, contents, replaced = {}, [], set()
    for number, members in enumerate(_layers(saved)):
        _hide(tree, members)
        _lay_over(tree, number, members, contents, replaced)
    visible = {id(c) for c in _leaves(tree)}
    hidden = [c for c in contents if id(c) not in visible]
    copies = Counter((c.digest, c.size) for c in contents if c.digest and id(c) in visible)
    sizes = Counter()
    for content in contents:
        sizes[content.layer] += content.size
    return Opinion(
        sum(sizes.values()),
        sum(c.size for c in hidden if id(c) not in replaced),
        sum(c.size for c in hidden if id(c) in replaced),
        sum(size * (count - 1) for (_, size), count in copies.items()),
        tuple(sizes[n] for n in range(number + 1)),
    )


def _layers(saved):
    """Yield the members of each layer, oldest first, as (tar header, digest of the content)."""
    with tarfile.open(saved) as archive:
        (manifest,) = json.load(archive.extractfile("manifest.json"))
        for name in manifest["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(name)) as layer:
                yield [(m, _digest(layer, m)) for m in layer]


def _digest(layer, member):
    return hashlib.file_digest(layer.extractfile(member), "sha256").hexdigest() if member.isreg() else ""


def _hide(tree, members):
    """Take out what the marks of a layer hide: what is below it, wherever the marks stand in it."""
    for member, _ in members:
        path, name = posixpath.split(plain(member.name))
        folder = _folder(tree, path) if name.startswith(".wh.") else {}
        if name == ".wh..wh..opq":
            folder.clear()
        else:
            folder.pop(name[4:], None)


def _lay_over(tree, number, members, contents, replaced):
    made = {}
    for member, digest in members:
        path = plain(member.name)
        above, name = posixpath.split(path)
        if name.startswith(".wh."):
            continue
        folder = _folder(tree, above)
        old = folder.get(name)
        if isinstance(old, Content):
            replaced.add(id(old))
        if member.isdir():
            if name and not isinstance(old, dict):
                folder[name] = {}
        elif member.islnk():
            folder[name] = made[plain(member.linkname)]
        elif member.isreg() or member.issym():
            size = member.size if member.isreg() else len(os.fsencode(member.linkname))
            folder[name] = made[path] = Content(number, path, size, digest)
            contents.append(folder[name])
        else:
            folder.pop(name, None)


def _folder(tree, path):
    for part in filter(None, path.split("/")):
        if not isinstance(tree.get(part), dict):
            tree[part] = {}
        tree = tree[part]
    return tree


def _leaves(tree):
    for node in tree.values():
        if isinstance(node, dict):
            yield from _leaves(node)
        else:
            yield node
