"""Files that are no Dockerfile: a clear sentence, no engine needed, nothing lost."""

import pytest

from tests.attempts import judged, statuses
from tutor.errors import TutorError
from tutor.model.outcome import Status

FILES = {
    "empty": (b"", "file-empty"),
    "blank": (b" \n\n\t\n", "file-empty"),
    "binary": (b"\x7fELF\x02\x01\x01\x00\x00\x00" * 50, "file-binary"),
    "utf16": ("FROM node:18-alpine\n".encode("utf-16"), "file-utf16"),
    "utf16 without a mark": ("FROM node:18-alpine\n".encode("utf-16-le"), "file-utf16"),
    "latin-1": ("# caf\u00e9\nFROM node:18-alpine\n".encode("latin-1"), "file-encoding"),
    "long line": (b"FROM node:18-alpine\nRUN " + b"x" * 1_000_000 + b"\n", "file-long-line"),
    "huge": (b"RUN true\n" * 230_000, "file-too-large"),
}


@pytest.mark.parametrize(("data", "diagnosis"), FILES.values(), ids=FILES.keys())
def test_a_file_that_cannot_be_read_is_explained(lab, tmp_path, data, diagnosis):
    _, verdict = judged(lab, data, None, tmp_path)
    assert verdict.status == "failed"
    assert verdict.diagnosis.id == diagnosis
    assert verdict.diagnosis.see
    assert verdict.diagnosis.try_
    found = statuses(verdict)
    assert found.pop("file") == "failed"
    assert set(found.values()) == {"skipped"}


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("FROMM node\n", "unknown-instruction"),
        ("RUN ls\n", "from-missing"),
        ("# only a comment\n", "empty-file"),
        ("FROM node:18-alpine build\n", "as-missing"),
        ("FROM\n", "missing-arguments"),
    ],
)
def test_a_text_that_no_engine_accepts_is_explained_by_its_line(lab, tmp_path, text, diagnosis):
    _, verdict = judged(lab, text, None, tmp_path)
    assert verdict.diagnosis.id == diagnosis
    assert statuses(verdict)["parses"] == "failed"
    assert statuses(verdict)["builds"] == "skipped"


def test_without_an_engine_the_text_is_judged_and_the_rest_says_why(lab, tmp_path):
    _, verdict = judged(lab, lab.start, None, tmp_path)
    assert verdict.status == "could_not_run"
    found = statuses(verdict)
    assert (found["file"], found["parses"], found["builds"]) == ("passed", "passed", "could_not_run")
    (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
    assert "engine" in builds.because
    assert not [o for o in verdict.outcomes if o.status is Status.FAILED]


def test_a_text_of_control_characters_and_markup_stays_text(lab, tmp_path):
    _, verdict = judged(lab, "FROM \x1b[31m[bold]node[/bold]\x07\nRUNN x\n", None, tmp_path)
    shown = repr(verdict)
    assert "\\x1b" not in shown
    assert "\\x07" not in shown


def test_a_verdict_that_cannot_be_recorded_is_still_told(lab, tmp_path):
    class FullDisk:
        def record(self, verdict, when):
            raise TutorError("Your progress could not be written: disk is full.", "Free some space.")

    _, verdict = judged(lab, "FROMM x\n", None, tmp_path, store=FullDisk())
    assert verdict.status == "failed"
    assert "disk is full" in verdict.notice
