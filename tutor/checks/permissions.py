"""Checks of the permissions and owners of files, as a container sees them."""

from __future__ import annotations

import re

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.source import counted
from tutor.checks.tree import CONTAINER, Hit, found_at
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome

_PATHS = OptionSpec(
    "strings", required=True, sentence="Globs, relative to the image's root; each must match something."
)
_SYMBOLIC = re.compile(r"[-dlbcps]([r-][w-][xsS-])([r-][w-][xsS-])([r-][w-][xtT-])")
_OCTAL = re.compile(r"[0-7]{3,4}")
_EXECUTABLE = {"owner": 0o100, "group": 0o010, "other": 0o001, "any": 0o111}


class PathsCheck(Check):
    """A check of each of several paths."""

    phase, rank = "image", Rank.CONTENTS

    def run(self, evidence: Evidence) -> Outcome:
        """Fail with the first path that is not there, or not as it should be."""
        if evidence.image is None:
            return self.could_not_run("the image could not be read")
        seen = 0
        for pattern in map(str, self.values["paths"]):
            hits = found_at(evidence, pattern, CONTAINER)
            if not hits:
                path = f"/{pattern.lstrip('/')}"
                return self.failed(f"{path}, {self.expected(evidence)}", "it is not there", path)
            wrong = next(((hit, words) for hit in hits if (words := self.wrong(hit, evidence))), None)
            if wrong:
                hit, words = wrong
                return self.failed(
                    f"/{hit[1].path}, {self.expected(evidence)}", words, evidence.brought_by(hit[0])
                )
            seen += len(hits)
        return self.passed(f"{counted(seen, 'path')}, {self.expected(evidence)}")

    def expected(self, evidence: Evidence) -> str:
        """Return what is expected of each path, for a sentence."""
        raise NotImplementedError

    def wrong(self, hit: Hit, evidence: Evidence) -> str:
        """Return how a path is instead; empty if it is as it should be."""
        raise NotImplementedError


class ModeCheck(PathsCheck):
    """Files have certain permissions."""

    kind = "mode"
    options = CheckOptions(
        {
            "paths": _PATHS,
            "mode": OptionSpec(
                "string",
                like=rf"{_OCTAL.pattern}|{_SYMBOLIC.pattern}",
                sentence='The permissions, in octal digits or as `ls` shows them: `"0755"`, `-rwxr-xr-x`.',
            ),
            "executable_by": OptionSpec(
                "string", choices=tuple(_EXECUTABLE), sentence="Who must be allowed to execute it."
            ),
        },
        any_of=("mode", "executable_by"),
    )

    def expected(self, evidence: Evidence) -> str:
        """Return the permissions."""
        mode, who = self.values.get("mode"), self.values.get("executable_by")
        return " and ".join([*([f"mode {mode}"] if mode else []), *([f"executable by {who}"] if who else [])])

    def wrong(self, hit: Hit, evidence: Evidence) -> str:
        """Compare the bits."""
        mode, who = self.values.get("mode"), self.values.get("executable_by")
        bits = hit[1].mode
        wanted = permission_bits(str(mode)) if mode else None
        if mode and wanted is None:
            return f"`{mode}` cannot be read as permissions"
        if (wanted is not None and bits != wanted) or (who and not bits & _EXECUTABLE[str(who)]):
            return f"mode {bits:04o}"
        return ""


class OwnerCheck(PathsCheck):
    """Files belong to a user, a group or both."""

    kind = "owner"
    options = CheckOptions(
        {
            "paths": _PATHS,
            "user": OptionSpec("string", sentence='Name or number of the owner: `node`, `"1000"`.'),
            "group": OptionSpec("string", sentence="Name or number of the group."),
        },
        any_of=("user", "group"),
    )

    def expected(self, evidence: Evidence) -> str:
        """Return the owners."""
        words = [f"{what} {self.values[what]}" for what in ("user", "group") if what in self.values]
        return f"of {' and '.join(words)}"

    def wrong(self, hit: Hit, evidence: Evidence) -> str:
        """Compare numbers; names are those of the image's own `/etc/passwd` and `/etc/group`."""
        entry, files = hit[1], {"user": "etc/passwd", "group": "etc/group"}
        for what, number in (("user", entry.uid), ("group", entry.gid)):
            name = self.values.get(what)
            if name is None:
                continue
            wanted = account_number(evidence.content(files[what]), str(name))
            if wanted is None:
                return f"the image knows no {what} `{name}`"
            if wanted != number:
                return f"{what} {number}"
        return ""


def permission_bits(text: str) -> int | None:
    """Return the bits that `0755` or `-rwxr-xr-x` stand for, or None for other words."""
    if _OCTAL.fullmatch(text):
        return int(text, 8)
    found = _SYMBOLIC.fullmatch(text)
    if found is None:
        return None
    bits = 0
    for triple, special in zip(found.groups(), (0o4000, 0o2000, 0o1000), strict=True):
        bits |= special * (triple[2] in "sStT")
    for shift, triple in zip((6, 3, 0), found.groups(), strict=True):
        bits |= (4 * (triple[0] == "r") + 2 * (triple[1] == "w") + (triple[2] in "xst")) << shift
    return bits


def account_number(table: bytes | None, name: str) -> int | None:
    """Return the number of a user or group in the text of `/etc/passwd` or `/etc/group`; a number stands for itself."""
    if name.isdigit():
        return int(name)
    for line in (table or b"").decode("utf-8", "replace").splitlines():
        fields = line.split(":")
        if len(fields) > 2 and fields[0] == name and fields[2].isdigit():
            return int(fields[2])
    return 0 if name == "root" else None
