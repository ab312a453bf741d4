"""Make a stand-in: fetch its packages, write its layers, load it, unless the image has come by another way meanwhile."""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tutor.bases.architecture import Architecture, architecture_of
from tutor.bases.archive import BuiltLayer, LayerFiles, build_layer, write_archive
from tutor.bases.events import BaseNote, BaseProgress
from tutor.bases.fetch import fetch
from tutor.bases.recipe import Recipe
from tutor.engine.port import Cancel, Engine
from tutor.errors import EngineTrouble

_PREFIX = "stand-in-"
_WORK = (_PREFIX, "fetch-", "trust-")
"""How the names of work folders begin; they are gone after use, unless the program is killed."""
_LEFT_OVER = 3600.0
"""Seconds after which a work folder belongs to a program that was killed."""


def make_stand_in(
    engine: Engine, recipe: Recipe, reference: str, cancel: Cancel, downloads: Path
) -> Iterator[BaseNote | BaseProgress]:
    """Make and load the stand-in as `reference`; raises `EngineTrouble` if a package or the engine is in the way."""
    architecture = architecture_of(engine.info().architecture)
    with _work_folder(downloads) as folder:
        packages: dict[str, Path] = {}
        yield from fetch(recipe, architecture, downloads, packages, cancel)
        archive = write_stand_in(recipe, reference, architecture, packages, folder, cancel)
        yield BaseProgress(f"Loading the stand-in for {reference}", archive.stat().st_size)
        if engine.image(reference) is None:
            with archive.open("rb") as stream:
                engine.load(stream)


def write_stand_in(
    recipe: Recipe,
    reference: str,
    architecture: Architecture,
    packages: Mapping[str, Path],
    folder: Path,
    cancel: Cancel,
) -> Path:
    """Write the archive of the stand-in into `folder` and return its path."""

    def stop_if_cancelled() -> None:
        if cancel.thrown:
            raise EngineTrouble(f"Making {reference} was cancelled.", "Start again when you like.")

    layers: list[BuiltLayer] = []
    for number, layer in enumerate(recipe.layers):
        with LayerFiles(folder, stop_if_cancelled) as files:
            layer.fill(files, packages, architecture)
            layers.append(build_layer(files, folder / f"layer-{number}.tar", layer.created_by))
    archive = folder / "image.tar"
    with archive.open("wb") as out:
        write_archive(out, _tagged(reference), layers, recipe.labelled_config, architecture.name)
    return archive


def _tagged(reference: str) -> str:
    """Return a reference with the tag that engines assume where none is written; archives must name it."""
    return reference if ":" in reference.rpartition("/")[2] else f"{reference}:latest"


@contextmanager
def _work_folder(downloads: Path) -> Iterator[Path]:
    """Give a folder that goes away afterwards; tell a full disk as such."""
    try:
        downloads.mkdir(parents=True, exist_ok=True)
        _sweep(downloads)
        with tempfile.TemporaryDirectory(dir=downloads, prefix=_PREFIX) as folder:
            yield Path(folder)
    except OSError as e:
        full = e.errno in (errno.ENOSPC, errno.EDQUOT)
        raise EngineTrouble(
            f"the disk is full at {downloads}."
            if full
            else f"files cannot be written to {downloads} ({e.strerror or e}).",
            "Free some 1.5 GB there, then repeat." if full else "Make the folder writable, then repeat.",
        ) from None


def _sweep(downloads: Path) -> None:
    """Remove work folders that a killed program left behind."""
    for folder in downloads.iterdir():
        if folder.name.startswith(_WORK) and time.time() - folder.stat().st_mtime > _LEFT_OVER:
            shutil.rmtree(folder, ignore_errors=True)
