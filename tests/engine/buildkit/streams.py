"""Recorded streams of BuildKit, played again at the pace they had; and streams made by hand."""

import base64
import hashlib
import json
from pathlib import Path

from tutor.dockerfile import parse
from tutor.engine.buildkit.stream import BuildKitStream
from tutor.engine.buildkit.wire import message

RECORDED = Path(__file__).parents[2] / "fixtures" / "build-streams"
NAMES = sorted(p.stem for p in RECORDED.glob("2*.jsonl"))
STORES = ["20.10.24-overlay2", "26.1.5-overlay2", "28.5.2-containerd", "28.5.2-overlay2"]
WORDS = dict(zip(STORES, ["d20", "d26", "d28c", "d28"], strict=True))
"""What the build behind `pull` printed."""
CASES = ["failing-run", "missing-copy", "parallel-cached", "parallel-cold", "parse-error", "pull"]


class Pace:
    """A clock that shows when the message that is read now arrived."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def play(self, rows):
        for row in rows:
            self.now = row["t"]
            yield row["o"]


def case_of(name):
    return next(case for case in CASES if name.endswith(case))


def dockerfile_of(name):
    case = case_of(name).removesuffix("-cold").removesuffix("-cached")
    text = (RECORDED / "dockerfiles" / case).read_text()
    return text.replace("WORD", WORDS[name.removesuffix("-pull")]) if case == "pull" else text


def rows(name):
    return [json.loads(line) for line in (RECORDED / f"{name}.jsonl").read_text().splitlines()]


def recorded(name, text=None, **settings):
    pace = Pace()
    stream = BuildKitStream(parse(text or dockerfile_of(name)), pace, **settings)
    return list(stream.events(pace.play(rows(name))))


def of(kind, events):
    return [e for e in events if isinstance(e, kind)]


def moment(seconds):
    """A Timestamp message."""
    return message((1, int(seconds)), (2, round(seconds % 1 * 1e9)))


START = 1_700_000_000


def vertex(name, *, inputs=(), at=None, until=None, cached=False, error="", digest=None):
    """A vertex; times are seconds behind `START`; the digest is made of the name if it is not given."""
    return (
        1,
        message(
            (1, digest or digest_of(name)),
            *((2, digest_of(i)) for i in inputs),
            (3, name),
            (4, int(cached)),
            (5, b"" if at is None else moment(START + at)),
            (6, b"" if until is None else moment(START + until)),
            (7, error),
        ),
    )


def digest_of(name):
    return "sha256:" + hashlib.sha256(name.encode()).hexdigest()


def log(name, data, stream=1):
    return 3, message((1, digest_of(name)), (3, stream), (4, data))


def status(name, identifier, current=0, total=0, *, until=None, action=""):
    return (
        2,
        message(
            (1, identifier),
            (2, digest_of(name)),
            (3, action),
            (4, current),
            (5, total),
            (8, b"" if until is None else moment(START + until)),
        ),
    )


def warning(short, first, last, url="", detail=()):
    span = message((1, message((1, first))), (2, message((1, last))))
    return 4, message((2, 1), (3, short), *((4, d) for d in detail), (5, url), (7, span))


def trace(*parts):
    return {"id": "moby.buildkit.trace", "aux": base64.b64encode(message(*parts)).decode()}


IMAGE = {"id": "moby.image.id", "aux": {"ID": "sha256:" + "b" * 64}}


def failed(words):
    return {"error": words, "errorDetail": {"message": words}}


def played(text, *messages, **settings):
    return list(BuildKitStream(parse(text), lambda: 0.0, **settings).events(messages))
