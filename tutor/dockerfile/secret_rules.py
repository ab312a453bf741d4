"""A rule about secrets: they do not belong into ARG or ENV, where whoever has the image reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.dockerfile.scopes import defined
from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem

_TOKENS = "apikey|auth|credentials?|key|passwd|password|pword|secret|token"
_SECRET = re.compile(rf"(?:^|_)(?:{_TOKENS})(?:_|$)", re.IGNORECASE)
"""The names that Docker's own build check SecretsUsedInArgOrEnv looks for."""
_HARMLESS = re.compile(
    r"(?:^|_)(?:public|cache)(?:_|$)|_(?:file|path|dir|url|uri|host|id|name|ttl|expiry|length|size|enabled)$",
    re.IGNORECASE,
)
"""What is said about a secret, but is none."""


def secret_in_variable(view: View) -> Iterator[Problem]:
    """Yield each `ARG` or `ENV` whose name is that of a secret."""
    for instruction in (*view.dockerfile.global_arguments, *view.instructions):
        for index, name in enumerate(defined(instruction)):
            if _SECRET.search(name[:200]) and not _HARMLESS.search(name[:200]):
                yield warning(
                    "secret-in-variable", _message(instruction, name), view.at.word(instruction, index)
                )
                break


def _message(instruction: Instruction, name: str) -> str:
    where = "the image's settings" if instruction.keyword == "ENV" else "its history"
    return (
        f"{shown(name)} looks like a secret, and `{instruction.keyword}` leaves it in {where} for all to read."
        " Use `RUN --mount=type=secret` instead."
    )
