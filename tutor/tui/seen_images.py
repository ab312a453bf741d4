"""What the attempts of this session have seen of the two images: the latest of each, and what they differ in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tutor.attempt import AttemptEvent, ImageSeen, ImageUnseen, LayersKnown, SizesKnown
from tutor.errors import TutorError
from tutor.model.measured import Layers, layers_of
from tutor.model.xray import Difference, XRay
from tutor.tui.crash_log import write_crash
from tutor.tui.xray_view import XRayView

Compare = Callable[[XRay, XRay], Difference]

_READING = "Reading the layers of your image."
_ANEW = "Reading the layers of the image that was just built; until then you see the one before."
_UNREAD = "Your image was built, but its files were not read. Build again with ctrl+b; `tutor doctor` looks at the engine."


class SeenImages:
    """Holds the view that the X-ray shows."""

    def __init__(self) -> None:
        self.view = XRayView()
        self._failed: tuple[XRay, XRay] | None = None
        """The two images that could not be compared."""
        self._faults: dict[str, str] = {}
        """By image, why its last X-ray failed."""

    def feed(self, events: Iterable[AttemptEvent]) -> bool:
        """Take in a batch of events; return whether there is something new to see."""
        before = self.view
        for event in events:
            if isinstance(event, ImageSeen):
                self._seen(event)
            elif isinstance(event, ImageUnseen):
                self._unseen(event)
            elif isinstance(event, LayersKnown):
                self.view = replace(self.view, layers=event.layers)
            elif isinstance(event, SizesKnown):
                self._measured(event)
        return self.view is not before

    def end(self) -> bool:
        """The attempt is over, nothing more comes; return whether that is news."""
        view, reading = self.view, self.view.reading
        self.view = replace(view, reading=False, note=_UNREAD if reading else view.note)
        return reading

    def _seen(self, event: ImageSeen) -> None:
        self._faults.pop(event.image, None)
        if event.image == "traditional":
            note = self.view.note if self.view.reading else self._faults.get("yours", "")
            self.view = replace(self.view, before=event.xray, difference=None, note=note)
        else:
            self.view = replace(self.view, after=event.xray, difference=None, reading=False, note="")

    def _unseen(self, event: ImageUnseen) -> None:
        """What is known of an earlier image stays in sight; the note says that it is no news."""
        which = "the traditional image" if event.image == "traditional" else "your image"
        note = f"The X-ray of {which} failed: {event.reason}. The verdict does not depend on it."
        self._faults[event.image] = note
        reading = self.view.reading and event.image == "traditional"
        self.view = replace(self.view, reading=reading, note=note)

    def _measured(self, event: SizesKnown) -> None:
        """A new image of the learner's is known by its size; its files follow."""
        known, size = self.view.after, event.sizes.yours
        if size is None or (known is not None and known.size == size):
            self.view = replace(self.view, sizes=event.sizes)
        else:
            note = _ANEW if known is not None else _READING
            self.view = replace(self.view, sizes=event.sizes, reading=True, note=note)

    # ---- the difference

    @property
    def pair(self) -> tuple[XRay, XRay] | None:
        """Return the two images if both are known and nobody has tried to compare them yet."""
        view, failed = self.view, self._failed
        if view.before is None or view.after is None or view.difference is not None:
            return None
        tried = failed is not None and view.before is failed[0] and view.after is failed[1]
        return None if tried else (view.before, view.after)

    def compared(self, pair: tuple[XRay, XRay], found: Difference | str) -> None:
        """Take in what two images differ in, or why that is not known; nothing if they are no longer the latest."""
        view = self.view
        if view.before is pair[0] and view.after is pair[1]:
            if isinstance(found, str):
                self._failed = pair
                self.view = replace(view, note=found)
            else:
                self.view = replace(view, difference=found)


def layers_seen(event: AttemptEvent) -> Layers:
    """Return what an event tells of the layers of the learner's image, from the bottom; nothing if it tells nothing."""
    if isinstance(event, LayersKnown):
        return event.layers
    if isinstance(event, ImageSeen) and event.image == "yours":
        return layers_of(event.xray)
    return ()


def difference_of(pair: tuple[XRay, XRay], compare: Compare, crash_log: Path) -> Difference | str:
    """Return what two images differ in, or one sentence why that is not known; may take long."""
    try:
        return compare(*pair)
    except TutorError as error:
        return str(error)
    except Exception as error:  # a fault of ours must not take the screen down
        return f"The two images could not be compared because of a fault in the tutor. {write_crash(error, crash_log)}"
