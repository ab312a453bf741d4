"""The instructions of a Dockerfile, and which flags each of them takes."""

from __future__ import annotations

from collections.abc import Mapping

TEXT, SWITCH, MANY = "text", "switch", "many"
"""Kinds of flags: with a value, on or off, with a value and as often as one likes."""

_COPYING = {"chown": TEXT, "chmod": TEXT, "link": SWITCH, "exclude": MANY}
_HEALTH = ("interval", "timeout", "start-period", "start-interval", "retries")

FLAGS: Mapping[str, Mapping[str, str]] = {
    "ADD": {**_COPYING, "checksum": TEXT, "keep-git-dir": SWITCH, "unpack": SWITCH},
    "ARG": {},
    "CMD": {},
    "COPY": {**_COPYING, "from": TEXT, "parents": SWITCH},
    "ENTRYPOINT": {},
    "ENV": {},
    "EXPOSE": {},
    "FROM": {"platform": TEXT},
    "HEALTHCHECK": dict.fromkeys(_HEALTH, TEXT),
    "LABEL": {},
    "MAINTAINER": {},
    "ONBUILD": {},
    "RUN": {"mount": MANY, "network": TEXT, "security": TEXT, "device": MANY},
    "SHELL": {},
    "STOPSIGNAL": {},
    "USER": {},
    "VOLUME": {},
    "WORKDIR": {},
}
"""Every instruction with its flags, those of experimental syntax included."""

FLAGS_UNCHECKED = frozenset({"ARG", "STOPSIGNAL"})
"""Instructions whose flags no engine looks at."""

JSON_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
"""Instructions that may be written with a JSON list."""

WORD_LIST = frozenset({"ADD", "COPY", "EXPOSE", "FROM", "VOLUME"})
"""Instructions whose arguments are words between blanks; quotes mean nothing there."""

HEREDOC = frozenset({"ADD", "COPY", "RUN"})
"""Instructions that may have here-documents."""
