"""The private engine: found by its own pid file, started and stopped without touching another."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

from tutor.engine import local
from tutor.engine.local import PrivateEngine
from tutor.errors import EngineTrouble, NoEngine


def fake_dockerd(folder, body):
    """Put a program called dockerd into `folder`."""
    folder.mkdir(exist_ok=True)
    program = folder / "dockerd"
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


@pytest.fixture
def private(tmp_path):
    engine = PrivateEngine(tmp_path / "engine")
    yield engine
    shutil.rmtree(engine.runtime, ignore_errors=True)


def test_without_dockerd_it_says_what_to_install(private, monkeypatch):
    monkeypatch.setattr(local, "find_dockerd", lambda: None)
    with pytest.raises(NoEngine) as error:
        private.up(print)
    assert "nstall" in error.value.fix


def test_without_root_it_says_so(private, monkeypatch):
    monkeypatch.setattr(local, "find_dockerd", lambda: "/usr/sbin/dockerd")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(EngineTrouble, match="needs root"):
        private.up(print)


def test_an_engine_that_stops_while_starting_is_told_with_its_last_words(private, tmp_path, monkeypatch):
    program = fake_dockerd(
        tmp_path / "bin", "print('failed to start daemon: \\x1b[31mno bridge', file=sys.stderr); sys.exit(1)"
    )
    monkeypatch.setattr(local, "find_dockerd", lambda: program)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(EngineTrouble) as error:
        private.up(print)
    assert "failed to start daemon: no bridge" in error.value.message
    assert str(private.log) in error.value.fix
    assert not private.runtime.exists()


def test_down_without_an_engine_says_that_there_was_none(private):
    assert private.down(print) is False


def test_a_stale_pid_file_of_another_process_is_not_believed(private):
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        private.runtime.mkdir(parents=True)
        (private.runtime / "dockerd.pid").write_text(str(sleeper.pid))
        assert private.pid is None
        assert private.down(print) is False
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()
        sleeper.stdin.close()


def test_a_long_state_folder_still_has_a_short_socket(tmp_path):
    private = PrivateEngine(tmp_path / ("long" * 30))
    assert len(str(private.socket)) < 100


def test_a_folder_that_cannot_be_made_is_told(tmp_path, monkeypatch):
    (tmp_path / "engine").write_text("a file")
    monkeypatch.setattr(local, "find_dockerd", lambda: "/usr/sbin/dockerd")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(EngineTrouble, match="cannot be made"):
        PrivateEngine(tmp_path / "engine" / "deeper").up(print)


def test_a_failed_installation_is_told_with_apts_last_words(tmp_path, monkeypatch):
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho 'E: Could not resolve the mirror' >&2\nexit 100\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    told = []
    with pytest.raises(EngineTrouble, match="Could not resolve the mirror"):
        local.install(told.append)
    assert told == ["apt-get update"]


@pytest.mark.parametrize(
    ("release", "words"), [("ID=debian\n", "apt-get install docker.io"), ("ID=fedora\n", "dnf install")]
)
def test_the_advice_fits_the_system(monkeypatch, release, words):
    monkeypatch.setattr(local, "_distribution", lambda: release[3:].strip())
    assert words in local.install_advice()
