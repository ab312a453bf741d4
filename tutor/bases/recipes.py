"""The stand-ins that can be made."""

from __future__ import annotations

from tutor.bases.node_layer import node_recipe
from tutor.bases.recipe import Recipe

_RECIPES = (node_recipe("node:18-alpine", node="18.20.8", npm="10.8.2", corepack="0.32.0"),)


def known_recipes() -> tuple[str, ...]:
    """Return the references that a stand-in can be made for."""
    return tuple(recipe.reference for recipe in _RECIPES)


def find_recipe(reference: str) -> Recipe | None:
    """Return the recipe for a reference, however it is spelled; None if there is none."""
    return next((r for r in _RECIPES if normal(r.reference) == normal(reference)), None)


def normal(reference: str) -> str:
    """Return the full form of a reference: `node` and `docker.io/library/node:latest` are the same."""
    first, slash, rest = reference.partition("/")
    is_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
    registry, name = (first, rest) if is_registry else ("docker.io", reference)
    if registry in ("docker.io", "index.docker.io"):
        registry, name = "docker.io", name if "/" in name else f"library/{name}"
    tagged = "@" in name or ":" in name.rpartition("/")[2]
    return f"{registry}/{name if tagged else name + ':latest'}"
