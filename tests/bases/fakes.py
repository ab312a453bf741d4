"""An engine at the port that holds images in memory and can be told how a pull goes."""

import hashlib
import json
import tarfile
import threading

from tutor.engine.build_events import BuildFailed, BuildFailure, ImageBuilt
from tutor.engine.port import EngineInfo, ImageInfo


def image(labels=None, name="x"):
    """Return an image as `inspect` tells it."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return ImageInfo(f"sha256:{digest}", 1000, (), {"Labels": labels})


class FakeEngine:
    """Holds images; `pulls` are what a pull yields, raises, or (a function) does."""

    def __init__(self, images=None, pulls=(), architecture="x86_64"):
        self.images = dict(images or {})
        self.pulls, self.architecture = pulls, architecture
        self.pulled, self.loaded, self.builds = [], [], []
        self.build_failure = ""

    def info(self):
        return EngineInfo("docker", "26.1", "1.45", "overlay2", "unix:///x", architecture=self.architecture)

    def image(self, reference):
        return self.images.get(reference)

    def pull(self, reference, cancel):
        self.pulled.append(reference)
        for step in self.pulls:
            if isinstance(step, Exception):
                raise step
            if callable(step):
                step(self, reference, cancel)
            else:
                yield step

    def load(self, archive):
        with tarfile.open(fileobj=archive) as tar:
            manifest = json.load(tar.extractfile("manifest.json"))[0]
            config = json.load(tar.extractfile(manifest["Config"]))
        self.loaded.append(manifest)
        for tag in manifest["RepoTags"]:
            self.images[tag] = ImageInfo(
                f"sha256:{manifest['Config'].removesuffix('.json')}",
                1000,
                tuple(config["rootfs"]["diff_ids"]),
                config["config"],
                config["architecture"],
            )

    def build(self, request, cancel):
        files = {p.name: p.read_bytes() for p in request.context.iterdir()}
        self.builds.append((request, files))
        if self.build_failure:
            yield BuildFailed(BuildFailure("other", self.build_failure))
            return
        self.images[request.tag] = image(name=request.tag)
        yield ImageBuilt(self.images[request.tag].id, 0.1)


def arrives(engine, reference, cancel):
    """A pull that brings the image."""
    engine.images[reference] = image(name="official")


def hangs(engine, reference, cancel):
    """A pull that stands still until it is stopped."""
    stopped = threading.Event()
    cancel.then(stopped.set)
    stopped.wait()
