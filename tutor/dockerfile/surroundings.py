"""What is known beside the text: images, the project folder, what the lesson says of the build."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """What is known of a lab without its Dockerfile."""

    base_images: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    """What a build may copy from the project folder: relative, with slashes, folders with one at their end."""
    outputs: tuple[str, ...] = ()
    """Folders that the lesson says a build makes, relative to the working directory, with a slash at their end."""
    targets: tuple[str, ...] = ()
    """Names of the stages that the lab builds, beside the last one."""
    is_whole: bool = False
    """Whether the context is all that there is, so that what is not in it is nowhere."""
