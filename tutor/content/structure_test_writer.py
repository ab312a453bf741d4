"""A lab's checks as tests for container-structure-test, schema 2.0.0; what has no equivalent stands in comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from tutor.content.structure_test_reader import SCHEMA_VERSION
from tutor.model.course import CheckSpec, Lab

Piece = tuple[str, dict[str, Any]]
"""(section of the file, a test in it)."""
_WILD = frozenset("*?{")
_LISTS = (
    ("ports", "exposedPorts"),
    ("no_ports", "unexposedPorts"),
    ("volumes", "volumes"),
    ("no_volumes", "unmountedVolumes"),
)
_OCTAL = re.compile(r"0?[0-7]{3}")


class _NoEquivalent(Exception):
    """A check, or a part of one, that structure tests cannot ask for; the text says why."""


def structure_test_text(lab: Lab) -> str:
    """Return the YAML."""
    sections: dict[str, list[dict[str, Any]]] = {}
    metadata: dict[str, Any] = {}
    left_out: list[str] = []
    for check in (*lab.checks, *lab.advice):
        try:
            for section, test in _pieces(check):
                if section == "metadataTest":
                    _merge(metadata, test)
                else:
                    sections.setdefault(section, []).append(test)
        except _NoEquivalent as e:
            left_out.append(f"{check.id} ({check.kind}): {e}")
    document: dict[str, Any] = {"schemaVersion": SCHEMA_VERSION, **sections}
    if metadata:
        document["metadataTest"] = metadata
    head = [f"# The checks of lab {lab.id} for container-structure-test."]
    head += ["# Without an equivalent, so not here:"] * bool(left_out) + [f"#   {line}" for line in left_out]
    body = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    return "\n".join([*head, body])


def _pieces(check: CheckSpec) -> Iterator[Piece]:
    if check.image is not None:
        raise _NoEquivalent("structure tests look at one image")
    write = _WRITERS.get(check.kind)
    if write is None:
        raise _NoEquivalent("structure tests cannot ask for it")
    yield from write(check, check.options)


def _command(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    if options.get("in", "running") != "fresh":
        raise _NoEquivalent("structure tests run commands in fresh containers only")
    argv = list(map(str, options["argv"]))
    test: dict[str, Any] = {"name": check.title, "command": argv[0], "args": argv[1:]}
    if options.get("setup"):
        test["setup"] = [list(words) for words in options["setup"]]
    if options.get("env"):
        test["envVars"] = [{"key": k, "value": v} for k, v in options["env"].items()]
    for prefix, suffix in (("", "Output"), ("errors_", "Error")):
        for verb, literal, pattern in (
            ("expected", "contains", "matches"),
            ("excluded", "lacks", "not_matches"),
        ):
            words = [re.escape(w) for w in options.get(prefix + literal, ())]
            words += options.get(prefix + pattern, ())
            if words:
                test[verb + suffix] = words
    yield "commandTests", {**test, "exitCode": options.get("exit_code", 0)}


def _present(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    if options.get("where") == "any layer":
        raise _NoEquivalent("structure tests do not look into layers")
    for path in _plain(options["paths"]):
        yield "fileExistenceTests", {"name": check.title, "path": path, "shouldExist": True}


def _absent(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    if options.get("where", "any layer") == "any layer":
        raise _NoEquivalent("structure tests do not look into layers")
    for path in _plain(options["paths"]):
        yield "fileExistenceTests", {"name": check.title, "path": path, "shouldExist": False}


def _mode(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    extra: dict[str, Any] = {}
    if "mode" in options:
        extra["permissions"] = _symbolic(str(options["mode"]))
    if "executable_by" in options:
        extra["isExecutableBy"] = options["executable_by"]
    for path in _plain(options["paths"]):
        yield "fileExistenceTests", {"name": check.title, "path": path, "shouldExist": True, **extra}


def _owner(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    names = [options[key] for key in ("user", "group") if key in options and not str(options[key]).isdigit()]
    if names:
        raise _NoEquivalent(f"structure tests know numbers only, not `{names[0]}`")
    numbers = {c: int(options[key]) for c, key in (("uid", "user"), ("gid", "group")) if key in options}
    for path in _plain(options["paths"]):
        yield "fileExistenceTests", {"name": check.title, "path": path, "shouldExist": True, **numbers}


def _content(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    test: dict[str, Any] = {"name": check.title, "path": _absolute(str(options["path"]))}
    for key, literal, pattern in (
        ("expectedContents", "contains", "matches"),
        ("excludedContents", "lacks", "not_matches"),
    ):
        words = [re.escape(w) for w in options.get(literal, ())] + list(options.get(pattern, ()))
        if words:
            test[key] = words
    yield "fileContentTests", test


def _config(check: CheckSpec, options: Mapping[str, Any]) -> Iterator[Piece]:
    found: dict[str, Any] = {}
    for key, equal, like in (("envVars", "env", "env_matches"), ("labels", "labels", "labels_match")):
        pairs: list[dict[str, Any]] = [{"key": k, "value": v} for k, v in options.get(equal, {}).items()]
        pairs += [{"key": k, "value": v, "isRegex": True} for k, v in options.get(like, {}).items()]
        if pairs:
            found[key] = pairs
    if options.get("no_env"):
        found["unboundEnvVars"] = [{"key": key} for key in _without_wildcards(options["no_env"])]
    for option, key in _LISTS:
        if options.get(option):
            found[key] = _without_wildcards(options[option])
    for option in ("entrypoint", "cmd"):
        if option in options:
            found[option] = list(options[option])
    for option in ("workdir", "user"):
        if option in options:
            (found[option],) = _without_wildcards([options[option]])
    if options.get("exec_form"):
        raise _NoEquivalent("structure tests know one command, word by word, and no form of it")
    yield "metadataTest", found


_WRITERS: dict[str, Callable[[CheckSpec, Mapping[str, Any]], Iterator[Piece]]] = {
    "command": _command,
    "present": _present,
    "absent": _absent,
    "mode": _mode,
    "owner": _owner,
    "content": _content,
    "config": _config,
}


def _merge(metadata: dict[str, Any], test: dict[str, Any]) -> None:
    """Put together what several checks say of the configuration: there is one test of it."""
    for key, value in test.items():
        if isinstance(value, list) and key not in ("entrypoint", "cmd"):
            metadata.setdefault(key, []).extend(v for v in value if v not in metadata.get(key, ()))
        elif metadata.setdefault(key, value) != value:
            raise _NoEquivalent(f"another check says something else of `{key}`")


def _plain(paths: Sequence[str]) -> list[str]:
    return [_absolute(path) for path in _without_wildcards(paths)]


def _without_wildcards(words: Sequence[str]) -> list[str]:
    wild = next((word for word in words if _WILD & set(str(word))), None)
    if wild is not None:
        raise _NoEquivalent(f"structure tests know no wildcards, as in `{wild}`")
    return [str(word) for word in words]


def _absolute(path: str) -> str:
    return f"/{path.lstrip('/')}"


def _symbolic(mode: str) -> str:
    """Return permissions as `ls` shows those of a file."""
    if not _OCTAL.fullmatch(mode):
        if mode[:1].isdigit():
            raise _NoEquivalent(f"the permissions `{mode}` have no equivalent")
        return mode
    bits = int(mode, 8)
    return "-" + "".join(c if bits >> (8 - i) & 1 else "-" for i, c in enumerate("rwxrwxrwx"))
