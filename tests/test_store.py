"""Progress survives versions, damage and a second running copy."""

import json
import multiprocessing
import sqlite3
import subprocess
import sys
import threading

import pytest

from tutor.errors import TutorError
from tutor.model.hints import OpenedHint
from tutor.model.outcome import Diagnosis, Outcome, Sizes, Status, Verdict
from tutor.model.progress import AttemptRecord, LabProgress, next_lab
from tutor.model.question import Answer
from tutor.store import VERSION, Store


def verdict(status="passed", size=400, traditional=800, lab="two-stages"):
    return Verdict(lab, status, (), sizes=Sizes(traditional, size), dockerfile_digest="d" * 64, seconds=1.5)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "progress.db"


def test_a_new_lab_has_nothing_done(file):
    with Store.open(file) as store:
        assert store.progress("two-stages") == LabProgress("two-stages")
        assert store.all_progress() == {}
        assert store.notice == ""


def test_attempts_are_counted_and_the_smallest_passed_image_is_kept(file):
    with Store.open(file) as store:
        store.record(verdict("failed", 100), 1.0)
        assert store.progress("two-stages").state == "started"
        assert store.progress("two-stages").best_size is None
        store.record(verdict("passed", 424, 832), 2.0)
        store.record(verdict("passed", 337, 771), 3.0)
        store.record(verdict("passed", 500, None), 4.0)
        found = store.progress("two-stages")
    assert found == LabProgress("two-stages", "passed", 4, 337, 771, 0)


def test_a_lab_once_passed_stays_passed(file):
    with Store.open(file) as store:
        store.record(verdict("passed"), 1.0)
        store.record(verdict("failed"), 2.0)
        assert store.progress("two-stages").state == "passed"


def test_progress_is_there_after_a_restart_and_keyed_by_lab_id(file):
    with Store.open(file) as store:
        store.record(verdict(lab="gone-since"), 1.0)
        store.set_step("two-stages", 3)
    with Store.open(file) as store:
        assert store.all_progress()["gone-since"].state == "passed"
        assert store.progress("two-stages") == LabProgress("two-stages", step=3)


def test_the_diagnosis_is_kept(file):
    with Store.open(file) as store:
        store.record(Verdict("two-stages", "failed", (), Diagnosis("one-from", "see", "why", "try")), 1.0)
    row = sqlite3.connect(file).execute("SELECT diagnosis, status FROM attempts").fetchone()
    assert row == ("one-from", "failed")


def test_attempts_are_given_newest_last_and_by_lab(file):
    with Store.open(file) as store:
        store.record(Verdict("two-stages", "failed", (), Diagnosis("one-from", "see", "why", "try")), 5.0)
        store.record(verdict("passed", 424, 832), 2.0)
        store.record(verdict(lab="another"), 3.0)
        assert store.attempts("two-stages") == (
            AttemptRecord(5.0, "failed", None, None, "one-from"),
            AttemptRecord(2.0, "passed", 424, 832),
        )
        assert store.attempts("unknown") == ()


@pytest.mark.parametrize(
    "damage",
    [b"not a database at all, but long enough to be read as one" * 40, b"SQLite format 3\0" + b"\xff" * 4000],
)
def test_a_broken_file_is_set_aside_with_a_message(file, damage):
    file.parent.mkdir()
    file.write_bytes(damage)
    with Store.open(file) as store:
        assert "kept as" in store.notice
        assert store.all_progress() == {}
        store.record(verdict(), 1.0)
    (aside,) = [f for f in file.parent.iterdir() if "damaged" in f.name and f.suffix == ".db"]
    assert aside.read_bytes() == damage
    assert str(aside) in store.notice


def test_an_empty_file_is_a_new_one(file):
    file.parent.mkdir()
    file.write_bytes(b"")
    with Store.open(file) as store:
        assert store.notice == ""


def test_a_file_of_a_newer_version_is_left_alone(file):
    Store.open(file).close()
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(TutorError, match="newer version"):
        Store.open(file)
    assert file.read_bytes() == before


def test_settings_are_kept_and_unknown_ones_are_no_trouble(file):
    with Store.open(file) as store:
        assert store.setting("build_on_save") == ""
        store.set_setting("build_on_save", "off")
        store.set_setting("build_on_save", "on")
        store.set_setting("of a later version", "\x00'; DROP TABLE labs; --")
    with Store.open(file) as store:
        assert store.setting("build_on_save") == "on"
        assert store.all_progress() == {}


def test_a_file_of_the_first_version_keeps_its_progress(file):
    with Store.open(file) as store:
        store.record(verdict(), 1.0)
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE settings")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Store.open(file) as store:
        assert store.notice == ""
        assert store.progress("two-stages").state == "passed"
        store.set_setting("build_on_save", "on")
        assert store.setting("build_on_save") == "on"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(TutorError, match="cannot be opened"):
        Store.open(tmp_path / "state" / "progress.db")


def _record_many(file, number):
    with Store.open(file) as store:
        for i in range(40):
            store.record(verdict("passed" if i % 2 else "failed", 300 + number), float(i))


def test_four_processes_lose_no_attempt(file):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_record_many, args=(file, n)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    with Store.open(file) as store:
        assert store.progress("two-stages").attempts == 160
        assert store.notice == ""


def test_threads_share_one_store(file):
    with Store.open(file) as store:
        threads = [
            threading.Thread(target=lambda: [store.record(verdict(), 1.0) for _ in range(20)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.progress("two-stages").attempts == 80


def test_a_killed_writer_leaves_a_sound_file(file):
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom tests.test_store import verdict\nfrom tutor.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\nstore.record(verdict(), 1.0)\n"
        "store._database.connection.execute('BEGIN IMMEDIATE')\nstore._database.connection.execute('DELETE FROM attempts')\nos._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == 9
    with Store.open(file) as store:
        assert store.progress("two-stages").attempts == 1


def test_the_next_lab_is_the_first_not_passed():
    done = {"a": LabProgress("a", "passed"), "b": LabProgress("b", "started")}
    assert next_lab(["a", "b", "c"], done) == "b"
    assert next_lab(["a"], done) is None


def test_a_skipped_lab_comes_last():
    done = {"a": LabProgress("a", "skipped"), "b": LabProgress("b", "passed_after_solution")}
    assert next_lab(["a", "b", "c"], done) == "c"
    assert next_lab(["a", "b"], done) == "a"


SECOND_VERSION = """
CREATE TABLE labs (lab_id TEXT PRIMARY KEY, step INTEGER NOT NULL DEFAULT 0, passed_at REAL);
CREATE TABLE attempts (id INTEGER PRIMARY KEY, lab_id TEXT NOT NULL, ended_at REAL NOT NULL, status TEXT NOT NULL,
    dockerfile_digest TEXT NOT NULL, size INTEGER, traditional_size INTEGER, diagnosis TEXT, seconds REAL NOT NULL);
CREATE INDEX attempts_of_lab ON attempts (lab_id);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO labs VALUES ('two-stages', 4, 1.0);
INSERT INTO attempts VALUES (1, 'two-stages', 1.0, 'passed', 'd', 400, 800, NULL, 1.5);
INSERT INTO settings VALUES ('build_on_save', 'on');
PRAGMA user_version = 2;
"""


def test_a_file_of_the_second_version_keeps_all_and_learns_to_teach(file):
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.executescript(SECOND_VERSION)
    connection.close()
    with Store.open(file) as store:
        assert store.notice == ""
        assert store.progress("two-stages") == LabProgress("two-stages", "passed", 1, 400, 800, 4)
        assert store.setting("build_on_save") == "on"
        assert store.answers.of("two-stages") == {}
        assert store.last_verdict("two-stages") is None
        store.answers.keep("two-stages", [Answer("q", "450")])
    with Store.open(file) as store:
        assert store.answers.of("two-stages") == {"q": Answer("q", "450")}


def test_answers_and_open_hints_are_there_after_a_restart(file):
    answer = Answer("q", "12,14", "partly", "lines 12 and 14", True, "They run again.")
    with Store.open(file) as store:
        store.answers.keep("a", [Answer("q", "1"), Answer("skipped", "")])
        store.answers.keep("a", [answer])
        store.hints.keep("a", OpenedHint("builds", 1, 5.0, "x"))
        store.hints.keep("a", OpenedHint("builds", 2, 6.0, "y"))
    with Store.open(file) as store:
        assert store.answers.of("a") == {"q": answer, "skipped": Answer("skipped", "")}
        assert store.hints.of("a") == (OpenedHint("builds", 2, 6.0, "y"),)
        assert store.hints.of("b") == ()


def test_the_last_verdict_is_kept_whole(file):
    first = verdict("passed")
    outcomes = (Outcome("size", "Small", Status.FAILED, "at most 5", "7", "line 3"),)
    last = Verdict(
        *("two-stages", "failed", outcomes, Diagnosis("one-from", "see", "why", "try", 3)),
        sizes=Sizes(800, 700),
        stand_ins=("node:18-alpine",),
        evidence={"image": ("a layer", "another")},
    )
    with Store.open(file) as store:
        store.record(first, 1.0)
        store.record(last, 2.0)
    with Store.open(file) as store:
        assert store.last_verdict("two-stages") == last
        assert store.last_verdict("unknown") is None


@pytest.mark.parametrize("form", ["", "[]", "{}", '{"outcomes": 5}', "null"])
def test_a_verdict_that_cannot_be_read_is_none(file, form):
    with Store.open(file) as store:
        store.record(verdict(), 1.0)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE verdicts SET form = ?", (form,))
    connection.commit()
    connection.close()
    with Store.open(file) as store:
        assert store.last_verdict("two-stages") is None
        assert store.progress("two-stages").state == "passed"


def test_a_verdict_of_a_later_version_is_read_as_far_as_it_is_known(file):
    with Store.open(file) as store:
        store.record(verdict(), 1.0)
    connection = sqlite3.connect(file)
    (form,) = connection.execute("SELECT form FROM verdicts").fetchone()
    connection.execute("UPDATE verdicts SET form = ?", (json.dumps({**json.loads(form), "novel": 1}),))
    connection.commit()
    connection.close()
    with Store.open(file) as store:
        assert store.last_verdict("two-stages") == verdict()


def test_a_solution_shown_before_the_pass_is_remembered_and_one_after_it_is_not(file):
    with Store.open(file) as store:
        store.mark_shown("a")
        assert store.progress("a").state == "shown"
        assert not store.progress("a").has_passed
        store.record(verdict(lab="a"), 1.0)
        assert store.progress("a").state == "passed_after_solution"
        assert store.progress("a").has_passed
        store.record(verdict(lab="b"), 1.0)
        store.mark_shown("b")
        assert store.all_progress()["b"].state == "passed"


def test_a_skipped_lab_is_started_by_the_next_attempt(file):
    with Store.open(file) as store:
        store.mark_skipped("a")
        assert store.progress("a").state == "skipped"
        store.record(verdict("failed", lab="a"), 1.0)
        assert store.progress("a").state == "started"
