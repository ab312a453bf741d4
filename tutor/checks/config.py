"""Check what an image says of itself: user, command, environment, labels, ports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.wanted import Trouble
from tutor.model.check_options import CheckOptions, OptionSpec, Rank
from tutor.model.image import glob
from tutor.model.outcome import Outcome
from tutor.safe_pattern import search

_SHELLS = re.compile(r"(?:.*/)?(?:sh|bash|ash|dash|zsh|cmd|cmd\.exe|powershell)")
NO_SHELL = "a command without a shell in front of it"
"""What `exec_form` expects."""
_PORT = re.compile(r"[0-9]{1,5}(?:/(?:tcp|udp|sctp))?")


class ConfigCheck(Check):
    """The image's configuration is as the lab wants it."""

    kind, phase, rank = "config", "image", Rank.CONTENTS
    options = CheckOptions(
        {
            "user": OptionSpec("string", sentence="The user, as the image names it: `node`, `1000:1000`."),
            "workdir": OptionSpec("string", sentence="A glob of the working folder: `/app`."),
            "cmd": OptionSpec("strings", sentence="The command, word by word."),
            "entrypoint": OptionSpec("strings", sentence="The entry point, word by word."),
            "exec_form": OptionSpec(
                "boolean", sentence="Whether the command must run without a shell in front of it."
            ),
            "env": OptionSpec("mapping", sentence="Variables and the values that they must have."),
            "env_matches": OptionSpec(
                "mapping", pattern=True, sentence="Variables and regular expressions that their values match."
            ),
            "no_env": OptionSpec("strings", sentence="Globs of variables that must not be set."),
            "labels": OptionSpec("mapping", sentence="Labels and the values that they must have."),
            "labels_match": OptionSpec(
                "mapping", pattern=True, sentence="Labels and regular expressions that their values match."
            ),
            "ports": OptionSpec(
                "strings", like=_PORT.pattern, sentence='Ports that must be declared: `"3000"`, `"53/udp"`.'
            ),
            "no_ports": OptionSpec(
                "strings", like=_PORT.pattern, sentence="Ports that must not be declared."
            ),
            "volumes": OptionSpec("strings", sentence="Folders that must be declared as volumes."),
            "no_volumes": OptionSpec("strings", sentence="Folders that must not be volumes."),
        }
    )
    options = CheckOptions(options.options, any_of=tuple(options.options))

    def run(self, evidence: Evidence) -> Outcome:
        """Fail with the first thing that differs, and the line that says so."""
        if evidence.info is None:
            return self.could_not_run("the image could not be read")
        for keyword, trouble in self._troubles(evidence.info.config):
            return self.failed(trouble.expected, trouble.found, _line(evidence, keyword))
        return self.passed(", ".join(sorted(self.values)).replace("_", " "))

    def _troubles(self, config: Mapping[str, Any]) -> Iterator[tuple[str, Trouble]]:
        """Yield (the instruction that sets it, what is wrong)."""
        values = self.values
        yield from _text("USER", "the user", values.get("user"), config.get("User"))
        yield from _text(
            "WORKDIR", "the working folder", values.get("workdir"), config.get("WorkingDir") or "/"
        )
        yield from _words("CMD", "the command", values.get("cmd"), config.get("Cmd"))
        yield from _words("ENTRYPOINT", "the entry point", values.get("entrypoint"), config.get("Entrypoint"))
        if values.get("exec_form"):
            yield from _exec_form(config)
        env = dict(_pair(v) for v in _list(config.get("Env")))
        yield from _pairs("ENV", "the variable", values.get("env"), values.get("env_matches"), env)
        yield from _without("ENV", "variable", values.get("no_env"), env)
        labels = _mapping(config.get("Labels"))
        yield from _pairs("LABEL", "the label", values.get("labels"), values.get("labels_match"), labels)
        ports, volumes = _mapping(config.get("ExposedPorts")), _mapping(config.get("Volumes"))
        yield from _with("EXPOSE", "port", map(_port, values.get("ports", ())), ports)
        yield from _without("EXPOSE", "port", map(_port, values.get("no_ports", ())), ports)
        yield from _with("VOLUME", "volume", values.get("volumes"), volumes)
        yield from _without("VOLUME", "volume", values.get("no_volumes"), volumes)


def _text(keyword: str, what: str, wanted: str | None, found: object) -> Iterator[tuple[str, Trouble]]:
    text = str(found or "")
    if wanted is not None and not glob(wanted).fullmatch(text):
        yield keyword, Trouble(f"{what} {wanted}", text or "none is set")


def _words(
    keyword: str, what: str, wanted: Iterable[str] | None, found: object
) -> Iterator[tuple[str, Trouble]]:
    if wanted is not None and list(wanted) != _list(found):
        yield keyword, Trouble(f"{what} {_shown(list(wanted))}", _shown(_list(found)))


def _exec_form(config: Mapping[str, Any]) -> Iterator[tuple[str, Trouble]]:
    """Yield the command or entry point that the engine starts through a shell."""
    for keyword, words in behind_shell(config):
        yield keyword, Trouble(NO_SHELL, _shown(words))


def behind_shell(config: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield (`ENTRYPOINT` or `CMD`, its words) of what an image starts through a shell."""
    for keyword, key in (("ENTRYPOINT", "Entrypoint"), ("CMD", "Cmd")):
        words = _list(config.get(key))
        if len(words) > 2 and words[1] == "-c" and _SHELLS.fullmatch(words[0]):
            yield keyword, words


def _pairs(
    keyword: str,
    what: str,
    equal: Mapping[str, str] | None,
    like: Mapping[str, str] | None,
    found: Mapping[str, str],
) -> Iterator[tuple[str, Trouble]]:
    for name, value in (equal or {}).items():
        if found.get(name) != value:
            yield keyword, Trouble(f"{what} {name} with “{value}”", _value(found, name))
    for name, pattern in (like or {}).items():
        if name not in found or not search(pattern, found[name]):
            yield keyword, Trouble(f"{what} {name} that matches “{pattern}”", _value(found, name))


def _with(
    keyword: str, what: str, wanted: Iterable[str] | None, found: Mapping[str, str]
) -> Iterator[tuple[str, Trouble]]:
    for name in wanted or ():
        if name not in found:
            yield keyword, Trouble(f"the {what} {name}", ", ".join(found) or "none is declared")


def _without(
    keyword: str, what: str, unwanted: Iterable[str] | None, found: Mapping[str, str]
) -> Iterator[tuple[str, Trouble]]:
    for pattern in unwanted or ():
        hit = next((name for name in found if glob(pattern).fullmatch(name)), None)
        if hit is not None:
            yield keyword, Trouble(f"no {what} {pattern}", f"{hit} is set")


def _line(evidence: Evidence, keyword: str) -> str:
    """Return the last shipped line with such an instruction; empty where the base image has set it."""
    made = [i for i in evidence.shipped_instructions() if i.keyword == keyword]
    return f"line {made[-1].span.line}: {made[-1].text}" if made else ""


def _port(port: str) -> str:
    return port if "/" in port else f"{port}/tcp"


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _value(found: Mapping[str, str], name: str) -> str:
    return f"“{found[name]}”" if name in found else "it is not set"


def _shown(words: list[str]) -> str:
    return " ".join(words) or "none is set"


def _list(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
