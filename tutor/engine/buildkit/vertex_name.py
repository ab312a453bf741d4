"""The names that BuildKit gives its steps, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNTED = re.compile(
    r"\[(?:[a-z0-9]+/[a-z0-9/>-]+ )?(?:([a-z][a-z0-9_.-]*) )? *(\d{1,6})/(\d{1,6})\] (.*)", re.DOTALL
)
_ASKED = re.compile(
    r"(?:\[[^\]]{0,80}internal\] load metadata for |resolve image config for |FROM |docker-image://)(\S+)"
)
_DEFAULT_HOST = re.compile(r"(?:index\.)?docker\.io/(?:library/)?(?=.)")
_DIGEST = re.compile(r"@sha256:[0-9a-f]+$")


@dataclass(frozen=True)
class CountedName:
    """`[stage i/n] TEXT`: an instruction."""

    stage: str
    """The stage's name in lower case or `stage-K`; empty in most files with one stage."""
    index: int
    """From 1."""
    total: int
    text: str
    """As the engine writes it, with variables filled in."""
    is_link: bool
    """Whether this is the second half of a `COPY --link`, that lays the copied files on top."""


def counted_name(name: str) -> CountedName | None:
    """Return the parts of an instruction's name, or None for steps of the engine's own."""
    found = _COUNTED.fullmatch(name)
    if found is None:
        return None
    is_link = found[4].startswith(("LINK COPY ", "LINK ADD "))
    text = found[4].removeprefix("LINK ") if is_link else found[4]
    return CountedName(found[1] or "", int(found[2]), int(found[3]), text, is_link)


def image_asked_for(name: str) -> str:
    """Return the short reference of the image that a step of the engine's own is about, empty if it is about none."""
    found = _ASKED.match(name)
    return short_reference(found[1]) if found else ""


def short_reference(reference: str) -> str:
    """Return a reference as people write it: `node:18` for `docker.io/library/node:18@sha256:...`, no `:latest`."""
    short = _DEFAULT_HOST.sub("", _DIGEST.sub("", reference.removeprefix("docker-image://")), count=1)
    return short.removesuffix(":latest")
