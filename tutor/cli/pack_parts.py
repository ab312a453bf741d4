"""What the commands share about packs: the installed ones, their labs, and which of them are broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor import paths
from tutor.errors import ContentProblem, TutorError

if TYPE_CHECKING:
    from tutor.model.course import Lab
    from tutor.packs.pack import Pack
    from tutor.packs.shelf import Shelf


@dataclass(frozen=True)
class Installed:
    """The labs of all packs."""

    labs: tuple[Lab, ...]
    titles: dict[str, str]
    """By the pack's id, for those that can be used."""
    broken: dict[str, str]
    """By the pack's id, in one line what is wrong and what to do."""


def shelf() -> Shelf:
    """Return the installed packs."""
    from tutor.packs.shelf import Shelf

    return Shelf(paths.packs())


def installed_labs() -> Installed:
    """Return the labs of all packs; one that is broken is told, and the others go on."""
    found = Installed((), {}, {})
    if not paths.packs().is_dir():
        return found
    labs: list[Lab] = []
    try:
        ids = shelf().ids()
    except OSError as e:
        found.broken["packs"] = f"packs cannot be read ({e.strerror or e}): {paths.packs()}"
        return found
    for pack_id in ids:
        try:
            pack, own = labs_of_installed(pack_id)
        except (TutorError, OSError) as e:
            found.broken[pack_id] = broken_line(pack_id, e)
        else:
            labs += own
            found.titles[pack_id] = f"{pack.title} ({pack.id} {pack.version})"
    return Installed(tuple(labs), found.titles, found.broken)


def labs_of_installed(pack_id: str) -> tuple[Pack, tuple[Lab, ...]]:
    """Return an installed pack and its labs; raises `ContentProblem`."""
    from tutor.checks import known_checks
    from tutor.packs.shelf import labs_of

    pack = shelf().pack(pack_id)
    return pack, labs_of(pack, paths.apps_dir(), known_checks())


def broken_line(pack_id: str, trouble: Exception) -> str:
    """Return in one line what is wrong with an installed pack, and what to do."""
    lines = str(getattr(trouble, "message", trouble)).split("\n")
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return f"the pack {pack_id} is left out: {lines[0]}{more} `tutor pack update {pack_id}` or `tutor pack remove {pack_id}` helps."


def tell_broken(lab_id: str) -> None:
    """Raise what is wrong with the pack that a lab is of, if it is that which keeps the lab away."""
    pack_id, slash, _ = lab_id.partition("/")
    if slash and pack_id in shelf().ids():
        try:
            labs_of_installed(pack_id)
        except TutorError as e:
            raise ContentProblem(
                f"The pack {pack_id} cannot be used:\n{e.message}",
                f"`tutor pack update {pack_id}` gets a newer one; your work stays.",
            ) from None


def checked_labs(pack: Pack) -> tuple[Lab, ...]:
    """Return the labs of a pack that is not installed yet; raises `ContentProblem` with all that lint calls an error."""
    from tutor.author.lint import lint_course
    from tutor.checks import known_checks
    from tutor.content.problems import LINES_LIMIT
    from tutor.packs.shelf import labs_of

    apps, known = pack.apps(paths.apps_dir()), known_checks()
    lines = [f.sentence() for f in lint_course(pack.labs, apps, known).findings if f.is_error]
    if lines:
        raise ContentProblem("\n".join(lines[:LINES_LIMIT]), "Nothing was installed. Correct the pack first.")
    return labs_of(pack, paths.apps_dir(), known)
