"""What the documents of a saved image say: which images there are, their layers, configuration and history."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tutor.engine.bad_archive import BadArchive
from tutor.engine.port import ImageInfo
from tutor.engine.untrusted_json import as_dict, as_list, parsed
from tutor.safe_text import clean_line

Read = Callable[[str], bytes | None]
"""Returns the document of a name inside the archive, None if there is none."""
_BLOB = re.compile(r"(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})")
_MOST_DEPTH, _MOST_MANIFESTS, _MOST_LAYERS = 4, 1000, 1000
_MOST_STEPS = 200_000
"""Descriptors to look at, for all names of a layout together."""
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_TAG_NOTES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


@dataclass(frozen=True)
class SavedImage:
    """One image of an archive or a layout; names are those of members, untrusted."""

    tags: tuple[str, ...]
    config: str
    layers: tuple[str, ...]


@dataclass(frozen=True)
class ImageDocument:
    """An image's configuration."""

    info: ImageInfo
    history: tuple[dict[str, Any], ...]


def saved_images(read: Read) -> tuple[SavedImage, ...]:
    """Return the images that `manifest.json` names or, where there is none, `index.json`."""
    manifest = read("manifest.json")
    if manifest is not None:
        found = [_of_manifest(item) for item in as_list(parsed(manifest))[:_MOST_MANIFESTS]]
    else:
        found = _of_layout(read)
    if not found:
        raise BadArchive("it has neither a manifest.json nor an index.json that names an image")
    return tuple(found)


def image_document(config: bytes | None, engine_size: int | None = None) -> ImageDocument:
    """Return what an image's configuration says."""
    found = as_dict(parsed(config or b""))
    if not found:
        raise BadArchive("its configuration is missing or broken")
    diff_ids = [str(d) for d in as_list(as_dict(found.get("rootfs")).get("diff_ids"))]
    if not all(_BLOB.fullmatch(d) for d in diff_ids) or len(diff_ids) > _MOST_LAYERS:
        raise BadArchive("its configuration names layers by digests that cannot be")
    info = ImageInfo(
        id=f"sha256:{sha256(config or b'').hexdigest()}",
        engine_size=engine_size,
        diff_ids=tuple(diff_ids),
        config=as_dict(found.get("config")),
        architecture=clean_line(str(found.get("architecture", "")), 40),
    )
    return ImageDocument(info, tuple(h for h in as_list(found.get("history")) if isinstance(h, dict)))


def blob_name(digest: object) -> str:
    """Return where a layout keeps the blob of a digest; the digest is checked before it becomes a name."""
    if not isinstance(digest, str) or not _BLOB.fullmatch(digest):
        raise BadArchive("a digest is not one")
    return f"blobs/{digest.replace(':', '/')}"


def _of_manifest(item: object) -> SavedImage:
    manifest = as_dict(item)
    config, layers, tags = manifest.get("Config"), manifest.get("Layers"), manifest.get("RepoTags")
    if not isinstance(config, str) or not isinstance(layers, list):
        raise BadArchive("its manifest.json is not as it should be")
    if len(layers) > _MOST_LAYERS or not all(isinstance(name, str) for name in layers):
        raise BadArchive("its manifest.json is not as it should be")
    return SavedImage(tuple(str(tag) for tag in as_list(tags)), plain(config), tuple(map(plain, layers)))


def plain(name: str) -> str:
    """Return a member's name as the reader of tar headers gives it."""
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _of_layout(read: Read) -> list[SavedImage]:
    """Return one image for each name in `index.json`, of the platform that fits best."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for descriptor in _descriptors(parsed(read("index.json") or b"")):
        notes = as_dict(descriptor.get("annotations"))
        tag = next((str(notes[key]) for key in _TAG_NOTES if key in notes), "")
        by_tag.setdefault(tag, []).append(descriptor)
    layout = _Layout(read)
    found = []
    for tag, descriptors in by_tag.items():
        seen: set[str] = set()
        manifests = [m for d in descriptors for m in layout.manifests(d, seen, _MOST_DEPTH)]
        if manifests:
            found.append(_of_oci(min(manifests, key=_fit)[1], tag))
    return found


def _descriptors(index: object) -> list[dict[str, Any]]:
    """Return what an index lists, without attestations, which are no images."""
    return [
        d
        for d in as_list(as_dict(index).get("manifests"))[:_MOST_MANIFESTS]
        if isinstance(d, dict)
        and "vnd.docker.reference.type" not in as_dict(d.get("annotations"))
        and as_dict(d.get("platform")).get("os") != "unknown"
    ]


@dataclass(frozen=True)
class _Node:
    """What a document of a layout has to say: a manifest's content, or what an index lists."""

    manifest: dict[str, Any] | None
    descriptors: list[dict[str, Any]]


class _Layout:
    """The documents that descriptors lead to; each is read once, however many names lead there."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._nodes: dict[str, _Node] = {}
        self._steps = 0

    def manifests(
        self, descriptor: dict[str, Any], seen: set[str], depth: int
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield (descriptor, manifest) of the images below a descriptor; of several platforms, not all need be there."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise BadArchive("its index leads to more manifests than any image has")
        name = blob_name(descriptor.get("digest"))
        if name in seen:
            return
        seen.add(name)
        node = self._node(name)
        if node.manifest is not None:
            yield descriptor, node.manifest
        elif depth:
            for inner in node.descriptors:
                yield from self.manifests(inner, seen, depth - 1)

    def _node(self, name: str) -> _Node:
        if name not in self._nodes:
            document = as_dict(parsed(self._read(name) or b""))
            if "layers" in document:
                kept = {"config": document.get("config"), "layers": document["layers"]}
                self._nodes[name] = _Node(kept, [])
            else:
                self._nodes[name] = _Node(None, _descriptors(document))
        return self._nodes[name]


def _fit(found: tuple[dict[str, Any], dict[str, Any]]) -> int:
    """Return 0 for the platform of this machine, more for those that fit worse."""
    wanted = as_dict(found[0].get("platform"))
    here = platform.machine().lower()
    if not wanted:
        return 1
    fits = wanted.get("architecture") == _ARCHITECTURES.get(here, here)
    return 0 if fits and wanted.get("os") == "linux" else 2


def _of_oci(manifest: dict[str, Any], tag: str) -> SavedImage:
    layers = as_list(manifest["layers"])
    if len(layers) > _MOST_LAYERS:
        raise BadArchive("it has more layers than any image")
    return SavedImage(
        tags=(tag,) if tag else (),
        config=blob_name(as_dict(manifest.get("config")).get("digest")),
        layers=tuple(blob_name(as_dict(layer).get("digest")) for layer in layers),
    )
