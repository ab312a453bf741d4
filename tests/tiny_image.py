"""A container image made in memory, small enough for tests of pulling: one layer, no shell."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import platform
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, cast

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class TinyImage:
    """An image as a registry keeps it."""

    manifest: bytes
    blobs: dict[str, bytes]
    """Configuration and layers, by digest."""

    @property
    def digest(self) -> str:
        """Return the manifest's digest."""
        return digest(self.manifest)


def tiny_image(content: bytes = b"tiny\n", *, padding: int = 0) -> TinyImage:
    """Return an image with `content` in /tiny; `padding` bytes that nothing compresses make its layer that large."""
    layer = _layer({"tiny": content, **({"padding": os.urandom(padding)} if padding else {})})
    packed = gzip.compress(layer, 1, mtime=0)
    config = json.dumps(
        {
            "architecture": _ARCHITECTURES.get(platform.machine(), platform.machine()),
            "os": "linux",
            "config": {"Cmd": ["/tiny"], "Labels": {"tiny": "yes"}},
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
            "history": [{"created_by": "COPY tiny / # made for a test"}],
        }
    ).encode()
    return _image(config, [packed])


def saved_image(archive: IO[bytes]) -> TinyImage:
    """Return an image that an engine has saved; not that tiny, but with a shell, if it has one."""
    with tarfile.open(fileobj=archive, mode="r|") as tar:
        files = {m.name: cast("IO[bytes]", tar.extractfile(m)).read() for m in tar if m.isfile()}
    (image,) = json.loads(files["manifest.json"])
    layers = (files[name] for name in image["Layers"])
    packed = [data if data.startswith(b"\x1f\x8b") else gzip.compress(data, 1, mtime=0) for data in layers]
    return _image(files[image["Config"]], packed)


def _image(config: bytes, layers: Sequence[bytes]) -> TinyImage:
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _descriptor(_CONFIG, config),
        "layers": [_descriptor(_LAYER, data) for data in layers],
    }
    return TinyImage(json.dumps(manifest).encode(), {digest(data): data for data in (config, *layers)})


def digest(data: bytes) -> str:
    """Return `sha256:...` of bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _layer(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o755
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _descriptor(media_type: str, data: bytes) -> dict[str, object]:
    return {"mediaType": media_type, "size": len(data), "digest": digest(data)}
