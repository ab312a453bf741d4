"""Follow a file on disk, or all below a folder: when somebody saves, and which of several saves is the newest."""

from tutor.watch.file_watch import FileWatch
from tutor.watch.folder_watch import FolderWatch
from tutor.watch.newest import Newest
from tutor.watch.sight import Sight, look

__all__ = ["FileWatch", "FolderWatch", "Newest", "Sight", "look"]
