"""The run on other engines: what it counts, what it says, and where it refuses."""

import os
import sys

import pytest

from tests.engines import debian, run
from tests.engines.kinds import KINDS

REPORT = """<?xml version="1.0"?><testsuites>
<testsuite name="pytest" tests="7" errors="1" failures="2" skipped="1"></testsuite></testsuites>"""


def test_errors_count_as_failures(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert run._counts(tmp_path / "report.xml") == (3, 3, 1)


@pytest.mark.parametrize("content", [None, "", "<testsuites"])
def test_a_run_that_left_no_report_has_failed(tmp_path, content):
    if content is not None:
        (tmp_path / "report.xml").write_text(content)
    assert run._counts(tmp_path / "report.xml") == (0, 1, 0)


@pytest.mark.parametrize(
    ("counts", "is_good"), [((5, 0, 0), True), ((5, 1, 0), False), ((5, 0, 1), False), ((0, 0, 0), False)]
)
def test_only_tests_that_ran_and_passed_are_good(counts, is_good):
    assert run.Result("docker", "1", "overlay2", *counts, 1.0).is_good is is_good


def test_the_table_has_a_line_for_each_engine():
    lines = run.table([run.Result("docker", "26.1", "overlay2", 12, 1, 0, 90.0)]).splitlines()
    assert lines[0].split() == ["engine", "version", "storage", "passed", "failed", "skipped", "minutes"]
    assert lines[1].split() == ["docker", "26.1", "overlay2", "12", "1", "0", "1.5"]


def test_without_root_it_says_so_and_does_nothing(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "argv", ["run"])
    monkeypatch.setattr(run, "prepare", lambda *_: pytest.fail("it must not come to that"))
    assert run.main() == 2
    assert "needs root" in capsys.readouterr().err


def test_without_debian_it_says_so(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)
    with pytest.raises(debian.CannotPrepare, match="needs Debian"):
        debian.check_machine()


def test_every_engine_has_a_name_and_a_bridge_of_its_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert "{bridge}" in " ".join([*kind.command, *(content for _, content in kind.files)]), kind.name
