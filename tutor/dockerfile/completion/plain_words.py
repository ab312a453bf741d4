"""Words that the language itself knows: instructions, flags, the values of mounts."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.dockerfile.completion.candidate import Candidate
from tutor.dockerfile.keywords import FLAGS, MANY, SWITCH

_INSTRUCTIONS = {
    "FROM": "start a stage",
    "WORKDIR": "go to a folder",
    "COPY": "bring files in",
    "RUN": "run while building",
    "CMD": "what starts",
    "ENV": "set a variable",
    "ARG": "a value for the build",
    "EXPOSE": "name a port",
    "USER": "run as",
    "ENTRYPOINT": "what always starts",
    "ADD": "bring and unpack",
    "HEALTHCHECK": "how to ask if it is well",
    "LABEL": "describe the image",
    "VOLUME": "data that stays",
    "SHELL": "another shell",
    "STOPSIGNAL": "how to stop it",
    "ONBUILD": "for images on top",
}
"""In the order in which they are met; what they do, in a few words."""
_FLAG_NOTES = {
    "from": "from a stage",
    "chown": "who owns it",
    "chmod": "who may do what",
    "link": "a layer of its own",
    "mount": "for this step only",
    "platform": "which processor",
    "network": "with which network",
    "interval": "how often",
}
_RARE = frozenset({"security", "device", "keep-git-dir", "unpack", "start-interval"})
_FLAG_ORDER = ("from", "mount", "platform")
_MOUNT_TYPES = {
    "type=cache": "a folder kept between builds",
    "type=bind": "files of a stage or the project",
    "type=secret": "a secret that leaves no trace",
    "type=ssh": "your keys",
    "type=tmpfs": "a folder in memory",
}
_MOUNT_KEYS = {
    "cache": ("target=", "id=", "sharing=", "from=", "source="),
    "bind": ("target=", "source=", "from=", "rw"),
    "secret": ("id=", "target=", "env=", "required"),
    "ssh": ("id=", "target=", "required"),
    "tmpfs": ("target=", "size="),
}


def instructions(typed: str, lower: bool, only_heads: bool) -> Iterator[Candidate]:
    """Yield the instructions that begin as typed; before the first FROM only what may stand there."""
    for name, note in _INSTRUCTIONS.items():
        if name.startswith(typed.upper()) and (not only_heads or name in ("FROM", "ARG")):
            yield Candidate((name.lower() if lower else name) + " ", "instruction", note)


def flags(keyword: str, typed: str, used: tuple[str, ...]) -> Iterator[Candidate]:
    """Yield the flags of an instruction that begin as typed and are not there yet."""
    there = {flag.removeprefix("--").partition("=")[0] for flag in used}
    known = FLAGS.get(keyword, {})
    for name in sorted(known, key=lambda flag: flag not in _FLAG_ORDER):
        written = f"--{name}" + (" " if known[name] == SWITCH else "=")
        if written.startswith(typed) and name not in _RARE and (name not in there or known[name] == MANY):
            yield Candidate(written, "flag", _FLAG_NOTES.get(name, ""))


def mount_words(fields: list[str], typed: str) -> Iterator[Candidate]:
    """Yield the type of a mount, or what it takes besides the fields that are there."""
    there = {field.partition("=")[0]: field.partition("=")[2] for field in fields}
    if "type" not in there and not fields:
        yield from (Candidate(t, "word", note) for t, note in _MOUNT_TYPES.items() if t.startswith(typed))
        return
    for key in _MOUNT_KEYS.get(there.get("type", "bind"), ()):
        if key.startswith(typed) and key.rstrip("=") not in there:
            yield Candidate(key, "word")
