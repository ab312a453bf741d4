"""`tutor watch` in a process of its own: a verdict for each save, clean ends. No engine answers here."""

import hashlib
import os
import pty
import re
import shutil
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.cli.watching import WAITING, Watching
from tutor import paths
from tutor.cli import main
from tutor.store import Store

WRONG = "FROM node:18-alpine build\n"
HEADING = re.compile(r"^== \d\d:\d\d:\d\d  Two stages =+$")


@pytest.fixture
def watching(own_home, tmp_path):
    started = []

    def start(*options, host=f"unix://{tmp_path}/no-engine.sock"):
        started.append(Watching(*options, host=host, home=own_home))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_it_checks_at_once_and_at_each_save(watching):
    watch = watching()
    watch.until_checked(1)
    assert str(watch.file) in watch.out[0]
    assert watch.count("COULD NOT RUN") == 1
    assert watch.count("DOCKER_HOST") == 1
    watch.save(WRONG)
    watch.until_checked(2)
    assert watch.count("NOT YET") == 1
    assert watch.count("FROM node:18-alpine AS build") == 2
    watch.save(WRONG.replace("build", "other"))
    watch.until_checked(3)
    assert len([line for line in watch.out if HEADING.match(line)]) == 3
    assert watch.out[-2].startswith("NOT YET in ")
    assert watch.err == []


def test_json_is_one_document_a_line_and_progress_is_elsewhere(watching):
    watch = watching("--json")
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until_checked(2)
    assert [v["verdict"] for v in watch.verdicts] == ["could_not_run", "failed"]
    assert watch.verdicts[1]["dockerfile_sha256"] == digest(WRONG)
    assert watch.verdicts[1]["diagnosis"]["id"] == "as-missing"
    assert len([line for line in watch.err if HEADING.match(line)]) == 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_signal_while_it_waits_ends_it(watching, number, code):
    watch = watching()
    watch.until_checked(1)
    ended, seconds = watch.end(number)
    assert ended == code
    assert seconds < 2
    assert not watch.count("Traceback")


def test_ctrl_c_in_a_terminal_ends_it(own_home, tmp_path):
    process, terminal = pty.fork()
    if process == 0:
        os.environ["DOCKER_HOST"] = f"unix://{tmp_path}/no-engine.sock"
        os.execv(sys.executable, [sys.executable, "-m", "tutor", "watch", "two-stages"])
    shown = b""
    while WAITING.encode() not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, b"\x03")
    try:
        while more := os.read(terminal, 4096):
            shown += more
    except OSError:
        pass  # the terminal closes with its last process
    finally:
        os.close(terminal)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"Traceback" not in shown
    assert b"no longer watching" in shown


def test_a_save_without_a_change_is_not_checked_again(watching):
    watch = watching("--json")
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until_checked(2)
    watch.save(WRONG)
    watch.file.touch()
    watch.save("nonsense\n")
    watch.until_checked(3)
    assert [v["dockerfile_sha256"] for v in watch.verdicts][1:] == [digest(WRONG), digest("nonsense\n")]


def test_a_save_of_the_ignore_file_is_a_save(watching):
    watch = watching("--json")
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until_checked(2)
    ignore = watch.file.with_name("Dockerfile.dockerignore")
    ignore.write_text("*.md\n")
    watch.until_checked(3)
    ignore.unlink()
    watch.until_checked(4)
    assert [v["dockerfile_sha256"] for v in watch.verdicts][1:] == [digest(WRONG)] * 3


def test_after_trouble_a_save_without_a_change_tries_again(watching):
    watch = watching("--json")
    watch.until_checked(1)
    assert watch.count("even without a change") == 1
    text = watch.file.read_text()
    watch.save(text)
    watch.until_checked(2)
    assert [v["dockerfile_sha256"] for v in watch.verdicts] == [digest(text)] * 2


def test_of_quick_saves_the_last_one_counts(watching):
    watch = watching("--json")
    watch.until_checked(1)
    for number in range(50):
        watch.save(f"nonsense {number}\n")
    watch.until(lambda: watch.verdicts[-1]["dockerfile_sha256"] == digest("nonsense 49\n"))
    assert len(watch.verdicts) < 6


def test_verdicts_are_recorded(watching):
    watch = watching()
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until_checked(2)
    watch.save("nonsense\n")
    watch.until_checked(3)
    with Store.open(paths.progress_file()) as store:
        assert (store.progress("two-stages").state, store.progress("two-stages").attempts) == ("started", 2)


def test_a_file_that_goes_is_told_and_waited_for(watching):
    watch = watching()
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until(lambda: watch.count("NOT YET"))
    watch.file.unlink()
    watch.until(lambda: watch.count(f"The file {watch.file} is gone"))
    watch.save(WRONG)
    watch.until(lambda: watch.count("The file is back, as it was"))
    watch.save("nonsense\n")
    watch.until(lambda: watch.count("NOT YET") == 2)


def test_a_folder_that_goes_is_told_and_waited_for(watching):
    watch = watching()
    watch.until_checked(1)
    watch.save(WRONG)
    watch.until(lambda: watch.count("NOT YET"))
    shutil.rmtree(watch.file.parent)
    watch.until(lambda: watch.count(f"The folder {watch.file.parent} is gone"))
    assert watch.process.poll() is None
    CliRunner().invoke(main, ["path", "two-stages"])
    watch.until(lambda: watch.count("COULD NOT RUN") == 2)


def test_a_file_that_cannot_be_read_is_told_and_waited_for(watching):
    watch = watching()
    watch.until_checked(1)
    watch.file.unlink()
    watch.file.mkdir()
    watch.until(lambda: watch.count("not a plain file"))
    watch.file.rmdir()
    watch.save(WRONG)
    watch.until(lambda: watch.count("NOT YET"))


def test_a_file_that_is_no_text_gets_a_verdict(watching):
    watch = watching()
    watch.until_checked(1)
    watch.file.write_bytes(b"\x00\x01" * 50)
    watch.until_checked(2)
    assert watch.count("NOT YET") == 1
    assert "\x00" not in "".join(watch.out)


def test_two_of_them_see_the_same_save(watching):
    both = [watching("--json"), watching("--json")]
    for watch in both:
        watch.until_checked(1)
    both[0].save(WRONG)
    for watch in both:
        watch.until_checked(2)
        assert watch.verdicts[1]["verdict"] == "failed"


def test_a_reader_that_went_away_ends_it_calmly(own_home, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "tutor", "watch", "two-stages", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DOCKER_HOST": f"unix://{tmp_path}/no-engine.sock"},
    ) as process:
        assert process.stdout.readline().startswith("{")
        process.stdout.close()
        while WAITING not in process.stderr.readline():
            pass
        (own_home / "work" / "two-stages" / "Dockerfile").write_text(WRONG)
        told = process.stderr.read()
        assert process.wait(10) == 141
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["watch", "two-stage"], "Did you mean `two-stages`"),
        (["watch"], "Missing argument"),
        (["watch", "two-stages", "--build-seconds", "0"], "range"),
        (["watch", "\x1b[31m"], "no lab called"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(arguments, words):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "\x1b" not in result.output


def test_the_help_has_an_example():
    assert "tutor watch two-stages" in CliRunner().invoke(main, ["watch", "--help"]).output
