"""A new lab from a template: a folder of plain files that already passes its own proof."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tutor.errors import UsageProblem
from tutor.safe_text import clean_line

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""As a pack wants it, too, in which an id is part of an image's name."""
TINY = {"node": "a tiny server without packages", "go": "a tiny server that becomes one file"}
"""The templates that bring an application of their own, by what it is."""
_OWN_APP = "./app"
_NEVER_COPIED = ("node_modules", ".git", ".next", "dist", "target", "__pycache__", ".venv")
_TEXT = (".yaml", ".md")
"""Files of a template in which words are filled in; all others are copied as they are."""


@dataclass(frozen=True)
class Plan:
    """What a new lab is made of."""

    id: str
    title: str
    template: str
    """`node`, `go` or `next`."""
    app: str
    """As the manifest names it: a shipped sample application, or `./app`."""
    copied_app: Path | None = None
    """A folder of the author's that becomes the lab's own application."""

    @property
    def is_draft(self) -> bool:
        """Return whether the author's application is of a kind that the template only resembles."""
        return self.copied_app is not None and self.template in TINY


def plan(name: str, title: str, app: str, samples: Path) -> Plan:
    """Return the plan for a lab; `app` is one of `TINY`, a folder in `samples`, or the path of a folder.

    Raises `UsageProblem` for a name that is no id, and for an application that is not there.
    """
    if not ID.fullmatch(name) or len(name) > 60:
        raise UsageProblem(
            f"`{clean_line(name, 60)}` cannot be a lab's name.",
            "Take lower-case letters, digits and single hyphens, and begin with a letter: `small-server`.",
        )
    title = clean_line(title, 80) or name.replace("-", " ").capitalize()
    if app in TINY:
        return Plan(name, title, app, _OWN_APP)
    if app in sample_names(samples):
        return Plan(name, title, _template_for(samples / app), app)
    folder = Path(app).expanduser()
    if not folder.is_dir():
        raise UsageProblem(
            f"There is no application `{clean_line(app, 120)}`.",
            f"Name a folder, or one of: {', '.join((*TINY, *sample_names(samples)))}.",
        )
    return Plan(name, title, _template_for(folder), _OWN_APP, folder.resolve())


def sample_names(samples: Path) -> tuple[str, ...]:
    """Return the names of the shipped sample applications that a template fits."""
    folders = sorted(p for p in samples.iterdir() if p.is_dir()) if samples.is_dir() else []
    return tuple(p.name for p in folders if _template_for(p) == "next")


def write_lab(made: Plan, folder: Path) -> Path:
    """Write the lab as a new folder in `folder` and return its path; raises `UsageProblem` and leaves nothing half done."""
    target = folder / made.id
    if made.copied_app is not None and target.resolve().is_relative_to(made.copied_app):
        raise UsageProblem(
            f"{target} would lie inside the application that is copied into it.",
            "Name a folder outside with --into.",
        )
    try:
        target.mkdir(parents=True)
    except FileExistsError:
        raise UsageProblem(
            f"{target} is there already; nothing was written.",
            "Take another name, or another folder with --into.",
        ) from None
    try:
        _fill(made, target)
    except (OSError, shutil.Error) as e:
        shutil.rmtree(target, ignore_errors=True)
        raise UsageProblem(f"The lab could not be written to {target}: {clean_line(str(e), 200)}.") from None
    return target


def _fill(made: Plan, target: Path) -> None:
    words = {"@ID@": made.id, "@TITLE@": json.dumps(made.title, ensure_ascii=False), "@APP@": made.app}
    words["@CONTAINS@"] = "A tiny server" if made.copied_app is None else "<"
    template = files("tutor.author").joinpath("templates", made.template)
    for path, found in _walk(template):
        if made.copied_app is not None and path.parts[0] == "app":
            continue
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = found.read_bytes()
        place.write_bytes(_filled(data, words) if place.suffix in _TEXT else data)
    if made.copied_app is not None:
        ignored = shutil.ignore_patterns(*_NEVER_COPIED)
        shutil.copytree(made.copied_app, target / "app", symlinks=True, ignore=ignored)


def _filled(data: bytes, words: dict[str, str]) -> bytes:
    text = data.decode()
    for word, value in words.items():
        text = text.replace(word, value)
    return text.encode()


def _walk(folder: Traversable, above: Path = Path()) -> Iterator[tuple[Path, Traversable]]:
    """Yield (path, file) of all files of a template."""
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir():
            yield from _walk(item, above / item.name)
        else:
            yield above / item.name, item


def _template_for(app: Path) -> str:
    """Return the template that fits an application: by its module, or by the packages that it names."""
    if (app / "go.mod").is_file():
        return "go"
    try:
        form = json.loads((app / "package.json").read_text(encoding="utf-8"))
        names = {**form.get("dependencies", {}), **form.get("devDependencies", {})}
    except (OSError, ValueError, AttributeError, TypeError):
        return "node"
    return "next" if "next" in names else "node"
