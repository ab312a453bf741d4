"""Labs for tests that need none of the shipped ones."""

from pathlib import Path

from tutor.model.course import CheckSpec, Lab, Limits, Solution, Step

CHECKS = (
    CheckSpec("file", "file", "The file can be read"),
    CheckSpec("parses", "parses", "It is a Dockerfile", needs=("file",)),
    CheckSpec("builds", "builds", "It builds", needs=("parses",)),
)


def a_lab(start="FROM scratch\n", app=Path(), checks=CHECKS, **other):
    """Return a small lab; `other` replaces any of its fields."""
    fields = {
        "id": "a-lab",
        "title": "A lab",
        "summary": "For tests.",
        "minutes": 5,
        "difficulty": "easy",
        "objectives": ("none",),
        "concepts": ("stage",),
        "app": app,
        "base_images": ("node:18-alpine",),
        "port": 3000,
        "steps": (Step("first", "First", "# First\n\nText.\n"),),
        "checks": checks,
        "start": start,
        "traditional": start,
        "solutions": (Solution("one", "One", start.encode(), True),),
        "mistakes": (),
        "limits": Limits(),
        "folder": Path(),
    }
    return Lab(**{**fields, **other})
