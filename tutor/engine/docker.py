"""A Docker (or Podman) engine behind the port; with the other `docker_*` files and `connect` the only user of the Docker SDK."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tutor.engine.build_ledger import BuildLedger, seconds
from tutor.engine.docker_api import Conflict
from tutor.engine.docker_builds import DockerBuilds
from tutor.engine.docker_containers import OWNER_LABEL
from tutor.engine.docker_facts import DockerFacts
from tutor.engine.owner import has_ended
from tutor.engine.port import LABEL, Cleaned, EngineInfo
from tutor.safe_text import clean_line


class DockerEngine(DockerBuilds, DockerFacts):
    """An engine reached through the Docker API."""

    def info(self) -> EngineInfo:
        """Return what answers; quick."""
        with self._told():
            info = self._api.info()
        return EngineInfo(
            name="podman" if self.is_podman else "docker",
            version=clean_line(str(self.version.get("Version", "?"))),
            api_version=clean_line(str(self.version.get("ApiVersion", "?"))),
            storage=clean_line(str(info.get("Driver", "?"))),
            address=self._address,
            architecture=clean_line(str(info.get("Architecture", ""))),
            data_root=clean_line(str(info.get("DockerRootDir", ""))),
        )

    def clean(self, *, whole_cache: bool = False) -> Cleaned:
        """Remove every container and image that carries our label, and what our builds left in the build cache.

        With `whole_cache` the cache is removed whoever filled it, for an engine that is the tutor's own.
        """
        with self._told():
            containers = self._api.containers(all=True, filters={"label": LABEL})
            for container in containers:
                self.remove(container["Id"])
            removed = 0
            while gone := self._forget_once():
                removed += gone
            return Cleaned(len(containers), removed, self._clean_cache(whole_cache))

    def _clean_cache(self, whole: bool) -> int:
        """Remove our records of the build cache, those without children first; return the bytes that are free now."""
        if self.is_podman:
            return 0  # its cache is images, and they are labelled
        ledger = BuildLedger()
        spans = ledger.spans(self._address)
        freed = 0
        if whole or spans:
            records = [r for r in self._api.df().get("BuildCache") or [] if whole or _made_in(r, spans)]
            for record in sorted(records, key=lambda r: str(r.get("CreatedAt")), reverse=True):
                freed += self._raw.forget_cache(str(record["ID"]))
            ledger.forget(self._address)
        return freed

    def _forget_once(self) -> int:
        """Remove the labelled images that no other image is built on; return how many are gone."""
        images = self._labelled()
        for image in images:
            self._forget(image)
        return len(images) - len(self._labelled())

    def sweep(self) -> int:
        """Remove what ended tutors left: containers whose process is gone, and images of attempts over a day old."""
        with self._told():
            found = self._api.containers(all=True, filters={"label": OWNER_LABEL})
            dead = [c["Id"] for c in found if has_ended((c.get("Labels") or {}).get(OWNER_LABEL, ""))]
            for container in dead:
                self.remove(container)
            with suppress(Conflict):  # another prune is running
                self._api.prune_images({"dangling": True, "label": [LABEL], "until": "24h"})
        return len(dead)


def _made_in(record: Mapping[str, Any], spans: tuple[tuple[float, float], ...]) -> bool:
    """Return whether a record of the build cache was made while the tutor was building."""
    when = seconds(str(record.get("CreatedAt")))
    return any(began <= when <= ended for began, ended in spans)
