"""Dockerfiles that are right: every lab's solutions, and others written in many ways."""

import re
from pathlib import Path

from tutor.checks import known_checks
from tutor.content import load_course
from tutor.dockerfile import decode
from tutor.paths import apps_dir, labs_dir

_OWN = Path(__file__).with_name("correct.txt")
_KEYWORD = re.compile(r"^(?:FROM|RUN|COPY|CMD|ENV|ARG|WORKDIR|EXPOSE|USER|ENTRYPOINT|LABEL)\b", re.MULTILINE)


def correct_files():
    """Return the text of each file by a name for it."""
    labs = load_course(labs_dir(), apps_dir(), known_checks()).labs
    written = [
        lab for lab in labs if lab.reading is None
    ]  # a file that is read is given, and what is wrong with it is the point
    files = {f"{lab.id}/{s.id}": decode(s.data) for lab in written for s in lab.solutions}
    own = enumerate(_OWN.read_text().split("\n%%\n"), 1)
    return {**files, **{f"own/{number}": text for number, text in own}}


def written_otherwise(text):
    """Yield the bytes of a file in the other ways that engines read alike."""
    yield b"\xef\xbb\xbf" + text.encode()
    yield text.replace("\n", "\r\n").encode()
    yield text.rstrip("\n").encode()
    yield _KEYWORD.sub(lambda found: found.group().lower(), text).encode()
    yield ("# A comment first\n\n" * ("# escape" not in text) + text).encode()
