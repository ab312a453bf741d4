"""Follow one file on disk: when somebody saves it, and which of several saves is the newest."""

from tutor.watch.file_watch import FileWatch
from tutor.watch.newest import Newest
from tutor.watch.sight import Sight, look

__all__ = ["FileWatch", "Newest", "Sight", "look"]
