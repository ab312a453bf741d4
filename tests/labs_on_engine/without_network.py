"""Judge labs on a private engine that ran before, from within a network namespace that has nothing but loopback.

Run as `unshare --net python -m tests.labs_on_engine.without_network FOLDER DOWNLOADS LAB...`; prints JSON: what each case of each lab
became.
"""

import fcntl
import json
import shutil
import socket
import struct
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.attempts import judged
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.engine.local import PrivateEngine

EDITED = {
    "two-stages": ("app/page.tsx", "\n// edited\n"),
    "nothing-but-a-binary": ("main.go", "\n// edited\n"),
    "shared-libraries": ("src/page.cc", "\n// edited\n"),
}
"""A source file of each lab's application, and what is put behind its end."""
_UP = 0x1 | 0x40
"""Linux's IFF_UP and IFF_RUNNING, from linux/if.h."""
_SET_FLAGS = 0x8914


def main(folder, downloads, *lab_ids):
    loopback_up()
    course = load_course(paths.labs_dir(), paths.apps_dir(), known_checks())
    private = PrivateEngine(Path(folder))
    engine = private.up(lambda line: print(line, file=sys.stderr))
    try:
        labs = [course.find(lab_id) for lab_id in lab_ids]
        found = {lab.id: dict(outcomes(lab, engine, downloads)) for lab in labs}
        reached = reaches_out(course.find("two-stages"), engine, downloads)
    finally:
        private.down(lambda line: print(line, file=sys.stderr))
    print(json.dumps({"default_routes": default_routes(), "reached": reached, "labs": found}))


def default_routes():
    """Return how many ways out there are."""
    return sum(line.split()[1] == "00000000" for line in Path("/proc/net/route").read_text().splitlines()[1:])


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def outcomes(lab, engine, downloads):
    """Yield (case, verdict) of the start file, the reference, and the reference after an edit of a source file."""
    yield "start", judged(lab, lab.start, engine, downloads)[1].status
    yield "reference", judged(lab, lab.reference.text, engine, downloads)[1].status
    with tempfile.TemporaryDirectory() as copy:
        app = Path(copy) / "app"
        shutil.copytree(lab.app, app, ignore=shutil.ignore_patterns("node_modules", ".next"))
        name, words = EDITED[lab.id]
        with (app / name).open("a") as source:
            source.write(words)
        yield "edited", judged(replace(lab, app=app), lab.reference.text, engine, downloads)[1].status


def reaches_out(lab, engine, downloads):
    """Return whether a build that asks an address outside (one reserved for documentation) passes."""
    text = lab.reference.text.replace(
        "\nWORKDIR", "\nRUN wget -T 5 -q -O /dev/null http://198.51.100.1/\nWORKDIR", 1
    )
    return judged(lab, text, engine, downloads)[1].status == "passed"


if __name__ == "__main__":
    main(*sys.argv[1:])
