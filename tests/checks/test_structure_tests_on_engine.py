"""Tests written for container-structure-test judge a real image here."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tests.checks.shops import BAD, GOOD, shop
from tutor.content.problems import Problems, Report
from tutor.content.structure_test_reader import as_checks, read_structure_tests
from tutor.content.yaml_tree import read_tree

pytestmark = pytest.mark.engine
TESTS = r"""
schemaVersion: 2.0.0
commandTests:
  - {name: node runs, command: node, args: ["-p", "1 + 1"], expectedOutput: ['^2\n$'], excludedError: [warn]}
fileExistenceTests:
  - {name: server, path: /app/server.js, permissions: -rw-r--r--, uid: 1000, gid: 1000}
  - {name: script, path: /app/installed, isExecutableBy: any}
  - {name: no notes, path: /app/notes.txt, shouldExist: false}
fileContentTests:
  - {name: content, path: /app/server.js, expectedContents: ["createServer\\("], excludedContents: [password]}
metadataTest:
  envVars: [{key: MODE, value: production}, {key: PATH, value: bin, isRegex: true}]
  labels: [{key: shop.version, value: '1\.\d', isRegex: true}]
  exposedPorts: [3000]
  cmd: [node, server.js]
  workdir: /app
  user: "1000"
"""


EASY = {"node-runs", "content", "server", "server-permissions", "script"}
"""What also holds of the bad one."""


def checks():
    report = Report(Problems(), "structure-test.yaml")
    found = as_checks(read_structure_tests(read_tree(TESTS, report), report), ())
    report.problems.raise_any()
    return found


@pytest.mark.parametrize(("text", "passing"), [(GOOD, None), (BAD, EASY)], ids=["good", "bad"])
def test_an_image_is_judged_by_structure_tests(engine, node_base, downloads, tmp_path, text, passing):
    lab = shop(tmp_path, *checks())
    _, verdict = judged(lab, text, engine, downloads)
    found = {i for i, s in statuses(verdict).items() if s == "passed"}
    assert found == (passing or {c.id for c in lab.checks}), told(verdict)
    assert nothing_left(engine)
