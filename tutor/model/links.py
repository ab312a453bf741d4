"""Where paths lead in the file system that a container sees: symbolic links followed, none out of it."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.model.entry import Entry

_MOST_LINKS = 40
"""As the kernel's own limit."""


def resolved(path: str, visible: Mapping[str, tuple[int, Entry]]) -> str:
    """Return where a path from the root leads, links on the way and at its end followed; a loop stays as it is."""
    todo, done = _parts(path)[::-1], list[str]()
    for _ in range(_MOST_LINKS):
        while todo:
            part = todo.pop()
            if part == "..":
                done = done[:-1]
                continue
            done.append(part)
            found = visible.get("/".join(done))
            if found is not None and found[1].kind == "symlink":
                link = found[1].link
                done = [] if link.startswith("/") else done[:-1]
                todo += _parts(link)[::-1]
                break
        else:
            return "/".join(done)
    return "/".join(_parts(path))


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]
