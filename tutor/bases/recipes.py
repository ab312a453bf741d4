"""The stand-ins that can be made."""

from __future__ import annotations

from tutor.bases.alpine_layer import alpine_recipe
from tutor.bases.debian_layer import slim_recipe
from tutor.bases.distroless_layer import distroless_recipes
from tutor.bases.gcc_layer import gcc_recipe
from tutor.bases.go_layer import go_recipe, large_go_recipe
from tutor.bases.java_layer import java_recipes, older_java_recipe
from tutor.bases.node_layer import node_recipe
from tutor.bases.python_layer import python_recipes
from tutor.bases.recipe import Recipe
from tutor.model.image_name import full_name

_RECIPES = (
    node_recipe("node:18-alpine", node="18.20.8", npm="10.8.2", corepack="0.32.0"),
    node_recipe("node:20-alpine", node="20.20.2", npm="10.8.2", corepack="0.34.0"),
    node_recipe("node:22-alpine", node="22.23.3", npm="10.9.9", corepack="0.34.0"),
    alpine_recipe("alpine:3"),
    go_recipe("golang:1.24-alpine", "1.24.11"),
    large_go_recipe("golang:1.24", "1.24.11"),
    slim_recipe("debian:bookworm-slim", "bookworm"),
    *python_recipes(),
    gcc_recipe("12"),
    *java_recipes(),
    older_java_recipe(),
    *distroless_recipes(),
)


def known_recipes() -> tuple[str, ...]:
    """Return the references that a stand-in can be made for."""
    return tuple(recipe.reference for recipe in _RECIPES)


def find_recipe(reference: str) -> Recipe | None:
    """Return the recipe for a reference, however it is spelled; None if there is none."""
    return next((r for r in _RECIPES if full_name(r.reference) == full_name(reference)), None)
