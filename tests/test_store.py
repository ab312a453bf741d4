"""Progress survives versions, damage and a second running copy."""

import multiprocessing
import sqlite3
import subprocess
import sys
import threading

import pytest

from tutor.errors import TutorError
from tutor.model.outcome import Diagnosis, Sizes, Verdict
from tutor.model.progress import AttemptRecord, LabProgress, next_lab
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
        "store._connection.execute('BEGIN IMMEDIATE')\nstore._connection.execute('DELETE FROM attempts')\nos._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert done.returncode == 9
    with Store.open(file) as store:
        assert store.progress("two-stages").attempts == 1


def test_the_next_lab_is_the_first_not_passed():
    done = {"a": LabProgress("a", "passed"), "b": LabProgress("b", "started")}
    assert next_lab(["a", "b", "c"], done) == "b"
    assert next_lab(["a"], done) is None
