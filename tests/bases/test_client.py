"""Package clients are run so that they can be stopped, and their failures are told in a line."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tutor.bases.client import ClientFailed, last_words, run_client
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble


def shell(script, folder, cancel=None, **options):
    return run_client(["/bin/sh", "-c", script], cancel or Cancel(), folder=folder, **options)


def test_what_it_prints_is_returned(tmp_path):
    assert shell("pwd; echo $WORD", tmp_path, extra={"WORD": "hello"}) == f"{tmp_path}\nhello\n"


def test_its_last_words_are_told_without_chatter(tmp_path):
    script = (
        "echo 'W: a warning' >&2; echo 'E: Unable to locate package x' >&2; echo 'npm warn y' >&2; exit 100"
    )
    with pytest.raises(ClientFailed) as caught:
        shell(script, tmp_path)
    assert caught.value.message == "`sh` failed: E: Unable to locate package x"


def test_a_client_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ClientFailed, match="`no-such-client pack` cannot be run: No such file"):
        run_client(["no-such-client", "pack"], Cancel(), folder=tmp_path)


def test_the_python_module_is_called_by_its_name(tmp_path):
    with pytest.raises(ClientFailed, match="`pip download` failed"):
        run_client([sys.executable, "-m", "pip", "download", "--no-such-option"], Cancel(), folder=tmp_path)


def test_a_time_limit_stops_it(tmp_path):
    with pytest.raises(ClientFailed, match="took longer than 0 seconds and was stopped"):
        shell("sleep 100", tmp_path, seconds=0.05)


def test_cancel_stops_it_and_what_it_started(tmp_path):
    cancel = Cancel()
    (tmp_path / "pid").touch()
    threading.Timer(0.2, cancel).start()
    with pytest.raises(EngineTrouble, match="cancelled"):
        shell("sleep 100 & echo $! > pid; wait", tmp_path, cancel)
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        os.sched_yield()
    assert not _alive(child)


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "it did not say why"),
        ("npm error 404\nnpm error A complete log of this run can be found in: /x", "npm error 404"),
        ("\x1b[31mred\x1b[0m [bold]x", "red [bold]x"),
        ("cannot reach https://user:secret@host/simple", "cannot reach https://host/simple"),
        ("1\n2\n3\n4", "2 3 4"),
    ],
)
def test_last_words_are_short_and_harmless(said, told):
    assert last_words(said) == told
