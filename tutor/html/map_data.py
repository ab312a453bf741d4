"""What the map of a report shows, as JSON that stands safely inside a script element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tutor.html.file_tree import Folder, Words, folder_of, nodes, shown
from tutor.model.xray import Category, Difference, Fate, Item, State, XRay

MARKS = ("", "deleted later", "overwritten later", "dropped", "added", "changed")
"""What is told of a file beside its category; the first is for nothing to tell."""
_FLOOR = 0.0002
"""The share of an image below which a file or folder is too small to see."""
_MOST = 1_200_000
"""Characters of data from which on the floor is raised."""
_STATES = {State.VISIBLE: 0, State.DELETED: 1, State.OVERWRITTEN: 2}
_FATES = {Fate.DROPPED: 3, Fate.ADDED: 4, Fate.CHANGED: 5, Fate.KEPT: 0}
_View = tuple[str, str, int, Folder]
"""Id, title, number of the image whose layers are meant, files."""
_Marked = Iterator[tuple[Item, int]]


def xray_data(xray: XRay) -> str:
    """Return the data of one image: all files, and those that no container sees."""
    views: list[_View] = [("all", "All files", 0, folder_of(_states(xray.items)))]
    hidden = [item for item in xray.items if item.state is not State.VISIBLE and item.size]
    if hidden:
        views.append(("hidden", "Deleted or overwritten", 0, folder_of(_states(hidden))))
    return _bounded(views, [xray])


def difference_data(difference: Difference) -> str:
    """Return the data of two images: before, after, dropped, added."""
    views: list[_View] = [
        ("before", "Before", 0, folder_of(_side(difference, after=False))),
        ("after", "After", 1, folder_of(_side(difference, after=True))),
    ]
    for fate, number in ((Fate.DROPPED, 0), (Fate.ADDED, 1)):
        folder = folder_of(_side(difference, after=bool(number), only=fate))
        if folder.size:
            views.append((fate.value, fate.value.capitalize(), number, folder))
    return _bounded(views, [difference.before, difference.after])


def script_safe(value: object) -> str:
    """Return JSON that cannot end the script element it stands in, nor start a comment there; plain ASCII."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _states(items: tuple[Item, ...] | list[Item]) -> _Marked:
    return ((item, _STATES[item.state]) for item in items)


def _side(difference: Difference, *, after: bool, only: Fate | None = None) -> _Marked:
    for change in difference.changes:
        item = change.after if after else change.before
        if item is not None and only in (None, change.fate):
            mark = _FATES[change.fate] if only is None else 0
            yield item, mark or _STATES[item.state]


def _bounded(views: list[_View], images: list[XRay]) -> str:
    """Return the data with the lowest floor that keeps it small enough to open at once."""
    whole = max(image.size for image in images)
    floor = max(whole * _FLOOR, 1)  # also an image of many empty files has an end
    while True:
        text = script_safe(_data(views, images, floor))
        if len(text) <= _MOST or floor > whole:
            return text
        floor *= 1.6


def _data(views: list[_View], images: list[XRay], floor: float) -> dict[str, Any]:
    words = Words()
    return {
        "views": [
            {
                "id": key,
                "title": title,
                "image": image,
                "size": folder.size,
                "tree": nodes(folder, floor, words),
            }
            for key, title, image, folder in views
        ],
        "images": [
            {"name": shown(i.name), "size": i.size, "layers": [shown(o.text) for o in i.origins]}
            for i in images
        ],
        "categories": [category.value for category in Category],
        "marks": MARKS,
        "words": words.all,
    }
