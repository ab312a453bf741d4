"""Evidence made by hand: an image of a few entries, its configuration, what its files say."""

from tests.labs import a_lab
from tutor.attempt.seeing import see
from tutor.checks import make
from tutor.checks.evidence import Evidence
from tutor.dockerfile import parse
from tutor.engine.port import ImageInfo
from tutor.model.course import CheckSpec
from tutor.model.image import Entry, Image, Layer

TEXT = """FROM node:18-alpine AS build
RUN make
FROM node:18-alpine
COPY --from=build /app .
RUN rm -r app
USER node
CMD ["x"]
"""
"""Two layers of its own: that of line 4 is followed by 3 instructions, that of line 5 by 2."""


def made(*layers, config=None, text=TEXT, contents=None, texts=None, lab=None):
    """Return evidence; each layer is (entries, how many instructions follow it), None for one of the base image."""
    config = config or {}
    image = Image(
        "sha256:0",
        tuple(
            Layer(f"sha256:{n}", tuple(entries), "", end, texts or {})
            for n, (entries, end) in enumerate(layers)
        ),
        config,
    )
    info = ImageInfo("sha256:0", 0, tuple(layer.diff_id for layer in image.layers), config)
    found = Evidence(lab or a_lab(), text=text, dockerfile=parse(text), image=image, info=info)
    found.see = lambda: see(image, "yours", found.lab, found.dockerfile)
    found._contents.update(contents or {})
    return found


def file(path, size=10, mode=0o644, uid=0, gid=0, digest=""):
    return Entry(path, "file", size, mode, "", digest, uid, gid)


def link(path, target):
    return Entry(path, "symlink", 0, 0o777, target)


def folder(path, mode=0o755):
    return Entry(path, "dir", 0, mode)


def judged(kind, found, **options):
    """Return the outcome of one check."""
    return make(CheckSpec("it", kind, "It", options)).run(found)
