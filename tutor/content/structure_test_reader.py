"""Tests written for container-structure-test, schema 2.0.0, as checks of a lab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tutor.content.fields import Fields
from tutor.content.problems import Report, shown
from tutor.content.structure_test_values import Values
from tutor.content.yaml_tree import Keys
from tutor.model.course import CheckSpec

SCHEMA_VERSION = "2.0.0"
_UNSUPPORTED = ("licenseTests", "containerRunOptions")
_KEYS = (
    *("schemaVersion", "globalEnvVars", "commandTests", "fileExistenceTests", "fileContentTests"),
    *("metadataTest", *_UNSUPPORTED),
)
_COMMAND = (
    *("name", "setup", "teardown", "envVars", "command", "args", "exitCode"),
    *("expectedOutput", "excludedOutput", "expectedError", "excludedError"),
)
_EXISTENCE = ("name", "path", "shouldExist", "permissions", "uid", "gid", "isExecutableBy")
_CONTENT = ("name", "path", "expectedContents", "excludedContents")
_METADATA = (
    *(
        "envVars",
        "env",
        "unboundEnvVars",
        "labels",
        "exposedPorts",
        "unexposedPorts",
        "volumes",
        "unmountedVolumes",
    ),
    *("entrypoint", "cmd", "workdir", "user"),
)
_PERMISSIONS = re.compile(r"[-dlbcps](?:[r-][w-][xsS-]){2}[r-][w-][xtT-]")


@dataclass(frozen=True)
class Test:
    """One thing that a structure test asks for, as one of our checks."""

    name: str
    kind: str
    options: dict[str, Any]


def read_structure_tests(tree: Keys, report: Report) -> tuple[Test, ...]:
    """Return what a file of structure tests asks for; what has no equivalent here is reported with its line."""
    return tuple(_Reader(tree, report).read())


def as_checks(tests: tuple[Test, ...], taken: tuple[CheckSpec, ...]) -> tuple[CheckSpec, ...]:
    """Return the tests as checks beside those of the manifest: ids from their names, and needing what builds the image."""
    ids = {check.id for check in taken}
    needs = tuple(check.id for check in taken if check.kind == "builds" and not check.advice)
    found = []
    for test in tests:
        base = re.sub(r"[^a-z0-9]+", "-", test.name.lower()).strip("-")[:40].strip("-")
        base = base if base[:1].isalpha() else f"test-{base}".rstrip("-")
        number, identifier = 2, base
        while identifier in ids:
            identifier, number = f"{base}-{number}", number + 1
        ids.add(identifier)
        found.append(CheckSpec(identifier, test.kind, test.name, test.options, needs))
    return tuple(found)


class _Reader:
    def __init__(self, tree: Keys, report: Report) -> None:
        self._report, self._values = report, Values(report)
        self._fields = Fields(tree, "a file of structure tests", _KEYS, report)
        self._global_env: dict[str, str] = {}

    def read(self) -> Iterator[Test]:
        """Read all of it."""
        fields = self._fields
        version = fields.node("schemaVersion")
        if version is not None and self._values.scalar(version, "`schemaVersion`") != SCHEMA_VERSION:
            self._report.add(version.line, f"only `schemaVersion` {SCHEMA_VERSION} is supported.")
        for key in _UNSUPPORTED:
            node = fields.node(key, required=False)
            if node is not None:
                self._report.add(fields.line_of(key), f"{shown(key)} are not supported here. Take them out.")
        self._global_env = self._values.env(fields.node("globalEnvVars", required=False), "env", {})["env"]
        yield from self._each("commandTests", "a command test", _COMMAND, self._command)
        yield from self._each("fileExistenceTests", "a file existence test", _EXISTENCE, self._existence)
        yield from self._each("fileContentTests", "a file content test", _CONTENT, self._content)
        metadata = fields.node("metadataTest", required=False)
        if metadata is not None:
            yield from self._metadata(Fields(metadata, "the metadata test", _METADATA, self._report))

    def _each(
        self, key: str, what: str, keys: tuple[str, ...], read: Callable[[Fields], Iterator[Test]]
    ) -> Iterator[Test]:
        for node in self._fields.items(key, required=False):
            yield from read(Fields(node, what, keys, self._report))

    def _command(self, fields: Fields) -> Iterator[Test]:
        options: dict[str, Any] = {"in": "fresh"}
        options["argv"] = (fields.text("command"), *self._values.list(fields, "args"))
        env = self._values.env(fields.node("envVars", required=False), "env", dict(self._global_env))["env"]
        if env:
            options["env"] = env
        if setup := tuple(
            self._values.words(n, "an entry of `setup`") for n in fields.items("setup", required=False)
        ):
            options["setup"] = setup
        options["exit_code"] = fields.integer("exitCode", 0, 255, 0)
        for key, option in (
            ("expectedOutput", "matches"),
            ("excludedOutput", "not_matches"),
            ("expectedError", "errors_matches"),
            ("excludedError", "errors_not_matches"),
        ):
            if patterns := self._values.patterns(fields, key):
                options[option] = patterns
        yield Test(fields.text("name"), "command", options)

    def _existence(self, fields: Fields) -> Iterator[Test]:
        name, path = fields.text("name"), self._values.path(fields, "path")
        exists = fields.node("shouldExist", required=False) is None or fields.boolean("shouldExist")
        if not exists:
            yield Test(name, "absent", {"paths": (path,), "name": path, "where": "container"})
            return
        yield Test(name, "present", {"paths": (path,)})
        mode = {}
        if fields.node("permissions", required=False) is not None:
            mode["mode"] = fields.text("permissions")
            if not _PERMISSIONS.fullmatch(mode["mode"]):
                said = f"`permissions` cannot be {shown(mode['mode'])}; write them as in `-rw-r--r--`."
                self._report.add(fields.line_of("permissions"), said)
        if fields.node("isExecutableBy", required=False) is not None:
            mode["executable_by"] = fields.choice("isExecutableBy", ("owner", "group", "other", "any"))
        if mode:
            yield Test(f"{name}: permissions", "mode", {"paths": (path,), **mode})
        owner = {
            option: self._values.scalar(node, f"`{key}`")
            for key, option in (("uid", "user"), ("gid", "group"))
            if (node := fields.node(key, required=False)) is not None
        }
        for key, number in zip(owner, owner.values(), strict=True):
            if not number.isdigit():
                self._report.add(fields.line, f"the number of the {key} cannot be {shown(number)}.")
        if owner:
            yield Test(f"{name}: owner", "owner", {"paths": (path,), **owner})

    def _content(self, fields: Fields) -> Iterator[Test]:
        options: dict[str, Any] = {"path": self._values.path(fields, "path")}
        for key, option in (("expectedContents", "matches"), ("excludedContents", "not_matches")):
            if patterns := self._values.patterns(fields, key):
                options[option] = patterns
        if len(options) == 1:
            self._report.add(fields.line, "it needs `expectedContents` or `excludedContents`.")
        yield Test(fields.text("name"), "content", options)

    def _metadata(self, fields: Fields) -> Iterator[Test]:
        env = fields.node("envVars", required=False) or fields.node("env", required=False)
        options: dict[str, Any] = self._values.env(env, "env", {})
        options |= self._values.env(fields.node("labels", required=False), "labels", {})
        options = {key: value for key, value in options.items() if value}
        unbound = [self._values.key(n) for n in fields.items("unboundEnvVars", required=False)]
        if unbound:
            options["no_env"] = tuple(unbound)
        for key, option in (
            ("exposedPorts", "ports"),
            ("unexposedPorts", "no_ports"),
            ("volumes", "volumes"),
            ("unmountedVolumes", "no_volumes"),
            ("entrypoint", "entrypoint"),
            ("cmd", "cmd"),
        ):
            if fields.node(key, required=False) is not None:
                values = self._values.list(fields, key)
                if values or option in ("entrypoint", "cmd"):  # an empty list means that there must be none
                    options[option] = values
        for key in ("workdir", "user"):
            if fields.node(key, required=False) is not None:
                options[key] = self._values.path(fields, key)
        if options:
            yield Test("The image's metadata", "config", options)
