"""Another image of the learner's Dockerfile than the one that a plain build makes, for a check to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Edit:
    """A change of one file of the application, made in a copy."""

    file: str
    """Relative to the application's folder."""
    append: str = ""
    """A line that is put behind its last."""
    replace: tuple[tuple[str, str], ...] = ()
    """(words, what takes their place)."""

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Edit:
        """Return the edit that the options `edit`, `append` and `replace` of a check declare."""
        pairs = tuple((str(old), str(new)) for old, new in options.get("replace", {}).items())
        return cls(str(options["edit"]), str(options.get("append", "")), pairs)


@dataclass(frozen=True)
class OtherImage:
    """How it is built; two that are equal are one image."""

    target: str = ""
    """The stage, as behind `--target`; empty for the last one."""
    arguments: tuple[tuple[str, str], ...] = ()
    """(name, value), as behind `--build-arg`."""
    edit: Edit | None = None
    port: int | None = field(default=None, compare=False)
    """Where the application listens in it; None for the lab's port."""

    @property
    def label(self) -> str:
        """Return it in words, as in ``target `dev` with `RELEASE=2` ``."""
        said = [f"target `{self.target}`"] if self.target else []
        said += [f"with `{name}={value}`" for name, value in self.arguments]
        said += [f"after a change of `{self.edit.file}`"] if self.edit else []
        return " ".join(said)
