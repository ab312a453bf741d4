"""Every way in which programs save a file is seen once, and what is no save is not: with events and by polling."""

import os
import resource
import shutil
import subprocess
import sys
import threading
import time

import pytest

from tests.watch.conftest import LIMIT, Told
from tutor.watch import FileWatch


def save_in_place(file, text):
    file.write_text(text)


def save_by_rename(file, text):
    new = file.with_name(".Dockerfile.tmp")
    new.write_text(text)
    new.replace(file)


def save_like_vim(file, text):
    """Move the old file away, write a new one, change its mode, remove the old one."""
    backup = file.with_name("Dockerfile~")
    file.rename(backup)
    file.write_text(text)
    file.chmod(0o640)
    backup.unlink()


def save_by_delete(file, text):
    file.unlink()
    file.write_text(text)


def save_in_two_writes(file, text):
    with file.open("w") as stream:
        stream.flush()
        stream.write(text[:2])
        stream.flush()
        stream.write(text[2:])


def save_from_another_folder(file, text):
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.write_text(text)
    shutil.move(elsewhere, file)


def save_with_old_times(file, text):
    """Put the time back, as a version control system or an archiver does."""
    before = file.stat()
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


SAVES = [
    save_in_place,
    save_by_rename,
    save_like_vim,
    save_by_delete,
    save_in_two_writes,
    save_from_another_folder,
    save_with_old_times,
]


@pytest.mark.parametrize("save", SAVES)
def test_every_way_to_save_is_told_once(told, file, save):
    save(file, "two")
    told.until("one", "two")
    save(file, "three")
    told.until("one", "two", "three")


def test_a_save_is_seen_at_once_where_there_are_events(file):
    told = Told()
    with FileWatch(file, told, limit=LIMIT):
        told.until("one")
        seconds = []
        texts = ["one"]
        for number in range(4):
            texts.append(f"new {number}")
            save_by_rename(file, texts[-1])
            seconds.append(told.until(*texts))
    assert min(seconds[1:]) < 0.5, "a poll alone takes up to a second"
    assert sum(seconds[1:]) < 2.0


def test_what_leaves_the_content_as_it_is_is_no_change(told, file):
    file.touch()
    file.chmod(0o600)
    save_by_rename(file, "one")
    save_like_vim(file, "one")
    file.with_name("Dockerfile.kept").write_text("another file")
    save_in_place(file, "two")
    told.until("one", "two")


def test_a_file_that_is_gone_for_a_moment_is_no_change(told, file):
    away = file.with_name("away")
    back = threading.Event()

    def put_back():
        away.rename(file)
        back.set()

    file.rename(away)
    threading.Timer(0.3, put_back).start()
    assert back.wait(5)
    save_in_place(file, "two")
    told.until("one", "two")


def test_a_slow_second_write_does_not_show_the_empty_file_between(told, file):
    with file.open("w") as stream:
        stream.flush()
        assert not threading.Event().wait(0.3)
        stream.write("two")
    told.until("one", "two")


def test_a_file_that_stays_away_is_told_and_its_return_too(told, file):
    file.unlink()
    told.until("one", "no_file")
    save_in_place(file, "one")
    told.until("one", "no_file", "one")


def test_a_file_that_stays_empty_is_told(told, file):
    save_in_place(file, "")
    told.until("one", "")


@pytest.mark.parametrize("go", [shutil.rmtree, lambda folder: folder.rename(folder.with_name("moved"))])
def test_a_folder_that_goes_and_comes_back(told, file, go):
    go(file.parent)
    told.until("one", "no_folder")
    file.parent.mkdir()
    save_in_place(file, "two")
    told.until("one", "no_folder", "two")
    save_by_rename(file, "three")
    told.until("one", "no_folder", "two", "three")


def test_a_folder_put_in_the_place_of_another_is_followed(told, file):
    folder = file.parent
    other = folder.with_name("other")
    other.mkdir()
    (other / "Dockerfile").write_text("two")
    folder.rename(folder.with_name("old"))
    other.rename(folder)
    told.until("one", "two")
    save_by_rename(file, "three")
    told.until("one", "two", "three")
    folder.with_name("old").joinpath("Dockerfile").write_text("nobody looks here")
    save_by_rename(file, "four")
    told.until("one", "two", "three", "four")


@pytest.mark.parametrize("save", [save_in_place, save_by_rename, save_like_vim])
def test_a_link_is_followed_to_where_it_is_saved(tmp_path, save):
    real = tmp_path / "real" / "Mine"
    link = tmp_path / "lab" / "Dockerfile"
    for made in (real, link):
        made.parent.mkdir()
    real.write_text("one")
    link.symlink_to(real)
    told = Told()
    with FileWatch(link, told, limit=LIMIT):
        told.until("one")
        save(real, "two")
        assert told.until("one", "two") < 5
        link.unlink()
        link.symlink_to(tmp_path / "third")
        (tmp_path / "third").write_text("three")
        told.until("one", "two", "three")
        save(tmp_path / "third", "four")
        told.until("one", "two", "three", "four")


def test_links_that_lead_to_themselves_are_not_readable(told, file):
    file.unlink()
    file.symlink_to(file)
    told.until("one", "not_readable")
    file.unlink()
    save_in_place(file, "two")
    told.until("one", "not_readable", "two")


def test_what_is_no_plain_file_is_told_and_never_waited_for(told, file):
    file.unlink()
    os.mkfifo(file)
    told.until("one", "not_readable")
    file.unlink()
    file.mkdir()
    (file / "inside").touch()
    shutil.rmtree(file)
    save_in_place(file, "two")
    told.until("one", "not_readable", "two")


def test_a_folder_in_place_of_the_file_is_told(told, file):
    file.unlink()
    file.mkdir()
    told.until("one", "not_readable")
    assert "plain file" in told.sights[-1].reason
    file.rmdir()
    save_in_place(file, "two")
    told.until("one", "not_readable", "two")


def test_no_more_than_the_limit_is_read(file):
    file.write_bytes(b"x" * 5000)
    told = Told()
    with FileWatch(file, told, limit=1000):
        told.until("x" * 1000)


def test_a_rewrite_counts_once_if_that_was_asked_for(file):
    told = Told()
    with FileWatch(file, told, limit=LIMIT) as watch:
        told.until("one")
        save_by_rename(file, "one")
        watch.count_a_rewrite()
        save_by_rename(file, "one")
        told.until("one", "one")
        save_by_rename(file, "one")
        save_in_place(file, "two")
        told.until("one", "one", "two")


def test_where_no_events_can_be_had_polling_does_it(file, monkeypatch):
    import watchfiles

    def refuse(*_, **__):
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    told = Told()
    with FileWatch(file, told, limit=LIMIT):
        told.until("one")
        save_by_rename(file, "two")
        told.until("one", "two")


def test_where_events_never_come_polling_does_it(file, monkeypatch):
    import watchfiles

    real = watchfiles.watch
    elsewhere = file.parent.parent / "silent"
    elsewhere.mkdir()
    monkeypatch.setattr(watchfiles, "watch", lambda *_, **how: real(elsewhere, **how))
    told = Told()
    with FileWatch(file, told, limit=LIMIT):
        told.until("one")
        save_by_rename(file, "two")
        told.until("one", "two")


def test_many_saves_in_a_row_end_with_the_last_one(told, file):
    for number in range(200):
        save_by_rename(file, f"number {number}")
    deadline = time.monotonic() + 10
    with told._condition:
        told._condition.wait_for(lambda: told.texts[-1] == "number 199", deadline - time.monotonic())
    assert told.texts[-1] == "number 199"
    assert len(told.texts) < 20


def test_closing_ends_the_thread_soon(file):
    watch = FileWatch(file, lambda _: None, limit=LIMIT)
    watch.start()
    began = time.monotonic()
    watch.close()
    assert not watch._thread.is_alive()
    assert time.monotonic() - began < 5


def test_an_idle_watch_costs_next_to_nothing(file):
    told = Told()
    with FileWatch(file, told, limit=LIMIT):
        told.until("one")
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        threading.Event().wait(3)
        after, seconds = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used / seconds < 0.01, "of one core"


def test_a_program_that_forgets_to_close_ends_well(file):
    script = (
        "import sys, time, pathlib, threading\n"
        "from tutor.watch import FileWatch\n"
        "seen = threading.Event()\n"
        f"FileWatch(pathlib.Path({str(file)!r}), lambda s: seen.set(), limit=99).start()\n"
        "assert seen.wait(10)\n"
        "time.sleep(0.3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
