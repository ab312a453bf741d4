"""Make OCI layouts, in a folder or as a tar archive, for tests of their reader."""

import gzip
import json

import zstandard

from tests.engine.archives import digest, layer

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
PLAIN, GZIP, ZSTD = (
    (lambda data: data),
    gzip.compress,
    (lambda data: zstandard.ZstdCompressor().compress(data)),
)


class Blobs:
    """The files of a layout, by name."""

    def __init__(self):
        self.files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def add(self, content, **more):
        """Add a blob; return its descriptor. Anything but bytes is made JSON."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.files[f"blobs/sha256/{digest(data)[7:]}"] = data
        return {"digest": digest(data), "size": len(data), **more}

    def image(self, layers, history=(), *, compress=PLAIN, architecture="amd64", **more):
        """Add an image; return its descriptor."""
        diff_ids = [digest(data) for data in layers]
        config = {"architecture": architecture, "rootfs": {"diff_ids": diff_ids}, "history": list(history)}
        manifest = {
            "config": self.add(config | {"config": {"Cmd": ["x"]}}),
            "layers": [self.add(compress(data)) for data in layers],
        }
        platform = {"os": "linux", "architecture": architecture}
        return self.add(manifest, mediaType=MANIFEST, platform=platform, **more)

    def index(self, *descriptors):
        """Make the layout's own index of these."""
        self.files["index.json"] = json.dumps({"manifests": descriptors}).encode()
        return self

    def tar(self):
        """Return the layout as an archive."""
        return layer(*self.files.items())

    def write(self, folder):
        """Write the layout; return its folder."""
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder


def named(tag):
    """Return what a descriptor needs to have a name."""
    return {"annotations": {"org.opencontainers.image.ref.name": tag}}


def attestation():
    """Return what marks a descriptor as an attestation."""
    return {
        "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
        "platform": {"os": "unknown", "architecture": "unknown"},
    }
