"""A build in a few words."""

from __future__ import annotations

from tutor.tui.build_state import BuildState, ImageBuild


def summary(state: BuildState, room: int = 80) -> str:
    """Return the learner's build in a few words, short where the room is."""
    image = state.images.get("yours")
    if image is None:
        return ""
    advice = len(image.warnings)
    note = f" · {advice} note{'s' if advice != 1 else ''}" if advice else ""
    full = outcome(image)
    brief = full.removeprefix("built in ")
    variants = (full + note, brief + note, brief.replace(" of ", "/") + note)
    return next((text for text in variants if len(text) <= room), variants[-1]).removeprefix(" · ")


def outcome(image: ImageBuild) -> str:
    """Return how a build stands: its end, its time, what came from the cache."""
    steps = image.instructions
    count = sum(row.state == "cached" for row in steps)
    cached = f" · {count} of {len(steps)} cached" if count else ""
    if image.failure is not None:
        return "cancelled" if image.failure.kind == "cancelled" else f"failed{cached}"
    if image.seconds is not None:
        return f"built in {image.seconds:.0f} s{cached}"
    steps_told = f"{len(steps)} step{'s' if len(steps) != 1 else ''}"
    return (cached[3:] or steps_told) if steps else ""
