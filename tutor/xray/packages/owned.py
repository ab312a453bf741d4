"""Which package owns which path, as it is read from records that may claim anything."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.xray.limits import MOST_CHARACTERS
from tutor.xray.packages.package import Package


class Owned:
    """Collects paths; once records name more than any system has, the rest explains nothing."""

    def __init__(self) -> None:
        self.owners: dict[str, Package] = {}
        self._left = MOST_CHARACTERS

    def add(self, package: Package, folder: str, names: Sequence[str]) -> None:
        """Take down that `package` owns `names`, each behind `folder`, which ends with a slash or is empty.

        The root itself, which records name, too, is no file of anybody.
        """
        self._left -= len(folder) * len(names) + sum(map(len, names))
        if self._left >= 0:
            self.owners.update(dict.fromkeys([folder + name for name in names if folder or name], package))
