"""Check that a secret does not ship: in no layer, not in the history, not in the configuration."""

from __future__ import annotations

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.engine.secret_search import Found, search_saved
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.outcome import Outcome
from tutor.safe_text import clean_line

SECRET_OPTIONS = {
    "words": OptionSpec(
        "strings",
        required=True,
        like=r".{6,}",
        sentence="The secret words, of six characters at least; they are looked for in all files of all layers as"
        " they are stored, in names and links, in the configuration and the history. Never told.",
    ),
    "name": OptionSpec("string", required=True, sentence="What they are: “the registry token”."),
}
"""What each check of secrets takes."""


class NoSecretCheck(Check):
    """Certain words, as a password of the lab, stand nowhere in what ships."""

    kind, phase, rank = "no_secret", "image", Rank.CONTENTS
    options = CheckOptions(SECRET_OPTIONS)

    def run(self, evidence: Evidence) -> Outcome:
        """Search the image as it streams out of the engine."""
        name = str(self.values["name"])
        if evidence.engine is None or evidence.info is None:
            return self.could_not_run("the image could not be read")
        words = [str(word).encode() for word in self.values["words"]]
        saved = evidence.engine.save(evidence.info.id)
        found = search_saved(saved, evidence.info.id, words, evidence.cancel)
        if not found:
            return self.passed(f"{name} stands nowhere in the image")
        return self.failed(f"{name} nowhere in the image", *_told(found[0], evidence))


def _told(found: Found, evidence: Evidence) -> tuple[str, str]:
    """Return (where it is, which line brought it)."""
    if found.layer is None:
        lines = [i for i in evidence.shipped_instructions() if i.keyword in ("ARG", "ENV", "LABEL", "RUN")]
        where = f"line {lines[0].span.line}" if len(lines) == 1 else ""
        return "in the image's configuration or history, which `docker history` shows to everyone", where
    gone = "" if evidence.shipped(found.path) else " (deleted later, but its layer still ships)"
    return f"in /{clean_line(found.path)}{gone}", evidence.brought_by(found.layer)
