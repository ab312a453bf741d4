"""`tutor lab lint` on labs that are read: the shipped one is right, and each thing taken from it is missed."""

import shutil

import pytest

from tests.author.labs import ALab
from tutor import paths


@pytest.fixture
def lab(tmp_path):
    folder = tmp_path / "labs" / "read-an-image"
    shutil.copytree(paths.labs_dir() / "read-an-image", folder)
    shutil.copytree(paths.apps_dir() / "nextjs-shop", tmp_path / "sample_apps" / "nextjs-shop")
    return ALab(folder)


def test_the_shipped_reading_is_right(lab):
    assert lab.lint() == (0, [])


@pytest.mark.parametrize(
    ("old", "new", "rule", "at"),
    [
        ("    - line: 10\n", "    - line: 11\n", "unread-lines", "line: 11"),
        ("question: delete-later", "question: delete-latter", "unknown-question", "question: delete-latter"),
        ("unanswered: [delete-later]", "unanswered: [other]", "unknown-question", "unanswered: [other]"),
        (
            "    kind: lines_read\n",
            "    kind: layer_count\n    options: {max: 99}\n",
            "no-reading",
            "reading:\n",
        ),
    ],
)
def test_one_thing_wrong_is_one_error_at_its_line(lab, old, new, rule, at):
    lab.edit("lab.yaml", old, new)
    code, findings = lab.lint()
    found = [f for f in findings if f["rule"] == rule]
    assert code == 1
    assert lab.line_of("lab.yaml", at) in [f["line"] for f in found]


def test_a_line_that_nothing_is_said_of(lab):
    lab.write("start/Dockerfile", (lab.folder / "start/Dockerfile").read_text() + "LABEL a=b\n")
    assert ("unread-lines", "Nothing is said of line 30 of the start file.") in [
        (f["rule"], f["message"]) for f in lab.lint()[1]
    ]


def test_a_check_of_readings_in_a_lab_that_is_none(lab):
    text = (lab.folder / "lab.yaml").read_text()
    lab.write("lab.yaml", text[: text.index("# What is right")] + text[text.index("\nchecks:") :])
    assert "no-reading" in [f["rule"] for f in lab.lint()[1]]
