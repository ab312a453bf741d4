"""What this host needs to reach registries: certificates, addresses, a proxy; and base images that carry it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from tutor.bases.authority import Authority, find_authority
from tutor.bases.client_settings import apt_sources, npm_settings, pip_certificate, pip_index
from tutor.bases.recipe import APT_LABEL
from tutor.bases.settings_files import SettingsFile, apt_files, pip_files
from tutor.engine.build_events import BuildFailed
from tutor.engine.port import BuildRequest, Cancel, Engine, ImageInfo
from tutor.errors import EngineTrouble
from tutor.model.dockerfile import Dockerfile
from tutor.safe_text import clean_line

_BUNDLE = "/etc/ssl/certs/tutor-host.pem"
_RECIPE = "1"
"""Part of the name of what is built; another number makes every trusted base anew."""
_BUILD_SECONDS = 300.0
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


@dataclass(frozen=True)
class Needs:
    """What a base image must be given on this host."""

    authority: Authority | None = None
    registry: str = ""
    """An npm registry in place of the public one."""


@dataclass(frozen=True)
class Trust:
    """What builds need on this host."""

    proxies: Mapping[str, str] = field(default_factory=dict)
    """Build arguments that engines know without ARG."""
    find: Callable[[], Needs] = Needs
    """Finds the needs; asks package clients, so it is called late and its answer kept."""
    find_index: Callable[[], str] = str
    """Finds a Python index in place of the public one; asked only where Python is."""
    find_sources: Callable[[], tuple[str, ...]] = tuple
    """Finds the sources of the distribution's packages; asked only where a stand-in has apt."""

    def proxies_except(self, hosts: Iterable[str]) -> Mapping[str, str]:
        """Return the proxies as build arguments, with hosts that are asked without them."""
        if not self.proxies or not (direct := ",".join(hosts)):
            return self.proxies
        before = self.proxies.get("no_proxy", "")
        exceptions = f"{before},{direct}" if before else direct
        return {**self.proxies, "no_proxy": exceptions, "NO_PROXY": exceptions}

    @property
    def needs(self) -> Needs:
        """Return what a base image must be given."""
        return self.find()


def host_trust() -> Trust:
    """Return what this host needs; quick, because package clients are asked only when a base image is prepared."""
    return Trust(_proxies(os.environ), _host_needs, _host_index, _host_sources)


def trusted_base(
    engine: Engine,
    reference: str,
    trust: Trust,
    downloads: Path,
    parse: Callable[[str], Dockerfile],
    cancel: Cancel | None = None,
) -> str:
    """Return the image to build on in place of `reference`: derived from it, labelled, with this host's needs.

    What is built on it inherits the label, the builder's cache included, so that all of it can be found and removed.
    A `reference` that is not in the engine is returned as it is. Raises `EngineTrouble` if the derived image cannot be built.
    """
    base = engine.image(reference)
    if base is None:
        return reference
    settings = _settings(base, trust)
    tag = f"multistage-tutor/base:{_key(base.id, trust.needs, settings)}"
    if engine.image(tag) is None:
        _build(engine, reference, tag, trust.needs, settings, downloads, parse, cancel or Cancel())
    return tag


def _settings(base: ImageInfo, trust: Trust) -> tuple[SettingsFile, ...]:
    """Return the files for those package clients that the image has, apart from npm."""
    authority = trust.needs.authority
    bundle = _BUNDLE if authority is not None and authority.complete else ""
    pip = pip_files(bundle, trust.find_index()) if _has_python(base) else ()
    return (*pip, *(apt_files(bundle, trust.find_sources()) if APT_LABEL in base.labels else ()))


def _has_python(base: ImageInfo) -> bool:
    """Return whether an image is one of Python's, which all name their version."""
    variables = base.config.get("Env")
    return isinstance(variables, list) and any(str(v).startswith("PYTHON_VERSION=") for v in variables)


def _build(
    engine: Engine,
    reference: str,
    tag: str,
    needs: Needs,
    settings: tuple[SettingsFile, ...],
    downloads: Path,
    parse: Callable[[str], Dockerfile],
    cancel: Cancel,
) -> None:
    downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=downloads, prefix="trust-") as folder:
        dockerfile = parse(_write(Path(folder), reference, needs, settings))
        request = BuildRequest(dockerfile, Path(folder), tag, "base", _BUILD_SECONDS)
        for event in engine.build(request, cancel):
            if isinstance(event, BuildFailed):
                raise EngineTrouble(
                    f"What this host needs could not be added to {reference}: "
                    f"{clean_line(event.failure.message, 200)}",
                    "`tutor doctor` shows what is wrong with the engine.",
                )


def _write(folder: Path, reference: str, needs: Needs, settings: tuple[SettingsFile, ...]) -> str:
    """Write the files to add into `folder`; return the Dockerfile that adds them."""
    lines = [f"FROM {reference}"]
    if needs.authority is not None:
        _put(folder / "host.pem", needs.authority.certificates)
        names = ["NODE_EXTRA_CA_CERTS", *(["SSL_CERT_FILE"] if needs.authority.complete else [])]
        lines += [f"COPY host.pem {_BUNDLE}", "ENV " + " ".join(f"{name}={_BUNDLE}" for name in names)]
    if needs.registry:
        quiet = files("tutor.bases").joinpath("files", "npmrc").read_text("utf-8")
        _put(folder / "npmrc", f"{quiet}registry={needs.registry}\n".encode())
        lines.append("COPY npmrc /usr/local/etc/npmrc")
    for file in settings:
        _put(folder / file.name, file.content)
        lines.append(f"COPY {file.name} {file.path}")
    return "\n".join(lines) + "\n"


def _put(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    file.chmod(0o644)


def _key(base_id: str, needs: Needs, settings: tuple[SettingsFile, ...]) -> str:
    authority = needs.authority or Authority(b"", complete=False)
    more = b"".join(file.content for file in settings)
    parts = (_RECIPE, base_id, str(authority.complete), needs.registry)
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + authority.certificates + more).hexdigest()[:16]


@cache
def _host_needs() -> Needs:
    npm = cache(npm_settings)
    authority = find_authority(os.environ, (lambda: npm().cafile, pip_certificate))
    return Needs(authority, _usable(npm().registry))


@cache
def _host_index() -> str:
    return _usable(pip_index())


@cache
def _host_sources() -> tuple[str, ...]:
    return tuple(line for line in apt_sources() if _usable(line.split()[1]))


def _usable(address: str) -> str:
    """Return the address of a registry if a container can reach it; one with a password stays here."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    usable = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return address if usable and not _loopback(parts.hostname or "") else ""


def _proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the proxies as build arguments, in both spellings; one on loopback is of no use to a container."""
    found = {name: environment.get(name) or environment.get(name.upper()) or "" for name in _PROXIES}
    usable = {name: value for name, value in found.items() if value and not _loopback(_host(value))}
    exceptions = environment.get("no_proxy") or environment.get("NO_PROXY")
    if usable and exceptions:
        usable["no_proxy"] = exceptions
    return {spelling: value for name, value in usable.items() for spelling in (name, name.upper())}


def _host(proxy: str) -> str:
    try:
        return urlsplit(proxy if "://" in proxy else f"http://{proxy}").hostname or ""
    except ValueError:
        return ""


def _loopback(host: str) -> bool:
    return host in ("", "localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
