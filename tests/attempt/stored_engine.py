"""An engine at the port whose builds all make one image, kept as `docker save` writes it; no container starts."""

import io
from contextlib import contextmanager

from tests.engine.archives import digest, layer, saved
from tutor.engine.build_events import BuildFailed, BuildFailure, ImageBuilt
from tutor.engine.port import EngineInfo, ImageInfo, StartRefused
from tutor.errors import EngineTrouble

LAYERS = (
    layer(("etc/os-release", b"ID=small")),
    layer(("app/server.js", b"serve()"), ("app/main.ts", b"let a: number")),
)


class StoredEngine:
    """What it is told to fail at, it fails at; `removed` has the images that somebody removed after their build."""

    def __init__(self, *, failure="", facts=None, save_trouble=None, pruned=False):
        history = [{"created_by": "ADD rootfs.tar /"}, {"created_by": "COPY . /app"}]
        self._archive, self._diff_ids = saved(LAYERS, history)
        self.id = digest(self._archive)
        self._failure, self._facts, self._save_trouble, self._pruned = failure, facts, save_trouble, pruned
        self._asked = 0
        self.saved = 0

    def info(self):
        return EngineInfo("docker", "26.1.3", "1.45", "overlay2", "unix:///run/docker.sock")

    def sweep(self):
        raise EngineTrouble("The engine does not list its containers.")

    def build(self, request, cancel):
        if self._failure and request.purpose in self._failure:
            yield BuildFailed(BuildFailure("run_failed", self._failure))
        else:
            yield ImageBuilt(self.id, 0.1)

    def image(self, reference):
        """Return the image by its id; a tag names nothing yet."""
        if reference != self.id:
            return None
        self._asked += 1
        gone = self._pruned and self._asked > 1
        return None if gone else ImageInfo(self.id, 1000, self._diff_ids, {})

    def facts(self, reference, watch):
        return self._facts

    def history(self, reference):
        raise EngineTrouble("The engine forgot its history.")

    @contextmanager
    def save(self, reference):
        self.saved += 1
        if self._save_trouble is not None:
            raise self._save_trouble
        yield io.BytesIO(self._archive)

    def start(self, request):
        raise StartRefused("no command specified")
