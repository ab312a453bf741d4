"""Tests for container-structure-test as checks, and ours written as such; what has no equivalent is said with its line."""

import pytest
import yaml

from tests.content.authoring import MANIFEST, line_of
from tutor.checks import known_checks
from tutor.checks.base import PHASES
from tutor.content import load_course
from tutor.content.structure_test_writer import structure_test_text
from tutor.errors import ContentProblem

FILE = """\
schemaVersion: "2.0.0"
globalEnvVars:
  - key: MODE
    value: production
commandTests:
  - name: "node says 18"
    setup: [["touch", "/tmp/a"], ["ls", "/tmp"]]
    envVars:
      - {key: DEBUG, value: 1}
    command: node
    args: ["--version"]
    expectedOutput: ['v18\\..*']
    excludedOutput: ["v17"]
    expectedError: ["warn"]
    exitCode: 3
fileExistenceTests:
  - name: server
    path: /app/server.js
    shouldExist: true
    permissions: "-rw-r--r--"
    uid: 1000
    gid: 1000
    isExecutableBy: owner
  - name: no cache
    path: /root/.npm
    shouldExist: false
fileContentTests:
  - name: server
    path: /app/server.js
    expectedContents: ["createServer"]
    excludedContents: ["password"]
metadataTest:
  envVars:
    - {key: PORT, value: "3000"}
    - {key: PATH, value: ".*bin.*", isRegex: true}
  unboundEnvVars:
    - key: SECRET
  labels:
    - {key: version, value: '1\\..*', isRegex: true}
  exposedPorts: ["3000", 8080]
  unexposedPorts: ["22"]
  volumes: ["/data"]
  unmountedVolumes: ["/tmp"]
  entrypoint: []
  cmd: ["node", "server.js"]
  workdir: /app
  user: node
"""
PLAIN = """\
checks:
  - id: builds
    kind: builds
    title: It builds
  - id: serves
    kind: http
    title: It answers
    options: {path: /}
  - id: size
    kind: image_size
    title: Small
    options: {max_mb: 5}
checks_from: structure-test.yaml
"""


@pytest.fixture
def manifest(authored):
    start, end = MANIFEST.index("checks:"), MANIFEST.index("solutions:")
    authored.write(MANIFEST[:start] + PLAIN + MANIFEST[end:])
    return authored


def load(authored, text):
    authored.write(text, "structure-test.yaml")
    return load_course(authored.labs, authored.apps, known_checks()).labs[0]


def mistakes(authored, text):
    with pytest.raises(ContentProblem) as caught:
        load(authored, text)
    return caught.value.message.split("\n")


def test_structure_tests_become_checks_at_their_places(manifest):
    lab = load(manifest, FILE)
    assert [(c.id, c.kind) for c in lab.checks] == [
        ("builds", "builds"),
        ("serves", "http"),
        ("node-says-18", "command"),
        ("server", "present"),
        ("server-permissions", "mode"),
        ("server-owner", "owner"),
        ("no-cache", "absent"),
        ("server-2", "content"),
        ("the-image-s-metadata", "config"),
        ("size", "image_size"),
    ]
    assert {c.needs for c in lab.checks[2:-1]} == {("builds",)}
    assert all(PHASES for _ in lab.checks)


def test_what_they_ask_for_is_kept(manifest):
    found = {c.id: dict(c.options) for c in load(manifest, FILE).checks}
    assert found["node-says-18"] == {
        "in": "fresh",
        "argv": ("node", "--version"),
        "env": {"MODE": "production", "DEBUG": "1"},
        "setup": (("touch", "/tmp/a"), ("ls", "/tmp")),
        "exit_code": 3,
        "matches": (r"v18\..*",),
        "not_matches": ("v17",),
        "errors_matches": ("warn",),
    }
    assert found["server-permissions"] == {
        "paths": ("/app/server.js",),
        "mode": "-rw-r--r--",
        "executable_by": "owner",
    }
    assert found["server-owner"] == {"paths": ("/app/server.js",), "user": "1000", "group": "1000"}
    assert found["no-cache"] == {"paths": ("/root/.npm",), "name": "/root/.npm", "where": "container"}
    assert found["the-image-s-metadata"] == {
        "env": {"PORT": "3000"},
        "env_matches": {"PATH": ".*bin.*"},
        "labels_match": {"version": r"1\..*"},
        "no_env": ("SECRET",),
        "ports": ("3000", "8080"),
        "no_ports": ("22",),
        "volumes": ("/data",),
        "no_volumes": ("/tmp",),
        "entrypoint": (),
        "cmd": ("node", "server.js"),
        "workdir": "/app",
        "user": "node",
    }


def test_every_option_is_one_that_its_family_has(manifest):
    known = known_checks()
    assert [
        (c.kind, name)
        for c in load(manifest, FILE).checks
        for name in c.options
        if name not in known[c.kind].options
    ] == []


def test_what_is_written_reads_back_as_it_was(manifest):
    lab = load(manifest, FILE)
    again = load(manifest, structure_test_text(lab))
    wanted = [(c.kind, c.options) for c in lab.checks if c.kind != "content"]
    assert [(c.kind, c.options) for c in again.checks if c.kind != "content"] != []
    written = yaml.safe_load(structure_test_text(lab))
    assert written["metadataTest"]["entrypoint"] == []
    assert written["commandTests"][0]["exitCode"] == 3
    kept = [(c.kind, c.options) for c in again.checks if c.kind in ("command", "config", "absent")]
    assert kept == [w for w in wanted if w[0] in ("command", "config", "absent")]


def test_what_has_no_equivalent_stands_in_comments(manifest):
    comments = [
        line for line in structure_test_text(load(manifest, FILE)).splitlines() if line.startswith("#")
    ]
    assert "#   serves (http): structure tests cannot ask for it" in comments
    assert len(comments) == 2 + 3


MISTAKES = [
    ('schemaVersion: "2.0.0"', 'schemaVersion: "1.0.0"', "schemaVersion", "only `schemaVersion` 2.0.0"),
    ('schemaVersion: "2.0.0"\n', "", "globalEnvVars", "`schemaVersion` is missing"),
    ("metadataTest:", "licenseTests: []\nmetadataTest:", "licenseTests", "`licenseTests` are not supported"),
    ("metadataTest:", "containerRunOptions: {user: x}\nmetadataTest:", "containerRun", "are not supported"),
    ("    exitCode: 3", "    exitcode: 3", "exitcode", "Did you mean `exitCode`?"),
    ("    exitCode: 3", "    exitCode: 300", "exitCode", "must be from 0 to 255"),
    ("commandTests:", "comandTests:", "comandTests", "Did you mean `commandTests`?"),
    ('excludedOutput: ["v17"]', 'excludedOutput: ["v(17"]', "v(17", "is no regular expression"),
    ("isExecutableBy: owner", "isExecutableBy: ower", "ower", "Did you mean `owner`?"),
    ('"-rw-r--r--"', '"644"', "permissions", "write them as in `-rw-r--r--`"),
    ("path: /root/.npm", "path: /root/*", "/root/*", "not supported"),
    ("shouldExist: false", "shouldExist: maybe", "maybe", "must be `true` or `false`"),
    (
        "    uid: 1000",
        "    uid: node",
        "- name: server\n    path: /app/server.js\n    shouldE",
        "cannot be `node`",
    ),
    ("    - {key: DEBUG, value: 1}", "    - {key: DEBUG}", "DEBUG", "`value` is missing"),
    ("    - {key: DEBUG, value: 1}", "    - {key: DEBUG, value: [1]}", "DEBUG", "single value, not a list"),
    (
        "    - {key: DEBUG, value: 1}",
        "    - {key: DEBUG, unset: true, value: x}",
        "DEBUG",
        "`unset` is not a key",
    ),
    ('setup: [["touch", "/tmp/a"], ["ls", "/tmp"]]', "setup: [touch]", "setup", "must be a list, not text"),
]


@pytest.mark.parametrize(("old", "new", "at", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line(manifest, old, new, at, words):
    assert FILE.count(old) == 1
    text = FILE.replace(old, new)
    expected = f"labs/first-lab/structure-test.yaml:{line_of(text, at)}: "
    told = mistakes(manifest, text)
    assert [m for m in told if m.startswith(expected) and words in m] != [], told


@pytest.mark.parametrize(
    "text",
    [
        "- a\n",
        "schemaVersion: &a 2.0.0\n",
        "schemaVersion: 2.0.0\ncommandTests: {}\n",
        "schemaVersion: 2.0.0\nmetadataTest: [a]\n",
        "schemaVersion: 2.0.0\nfileContentTests: [5, null, {}]\n",
        "schemaVersion: 2.0.0\nmetadataTest: {envVars: {a: b}, cmd: x, labels: [1]}\n",
        "a: " + "[" * 50,
        "\x1b[31m",
        "",
    ],
)
def test_hostile_files_are_refused_in_sentences(manifest, text):
    assert all(m.startswith("labs/first-lab/") and m.endswith(".") for m in mistakes(manifest, text))


def test_the_file_stays_in_the_labs_folder(manifest):
    text = (manifest.lab / "lab.yaml").read_text()
    manifest.write(text.replace("checks_from: structure-test.yaml", "checks_from: ../../secret.yaml"))
    assert "must be a path inside the lab's folder" in mistakes(manifest, FILE)[0]
