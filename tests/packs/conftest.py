"""Fixtures for the tests of packs: a pack, and the commands without an engine."""

import pytest
from click.testing import CliRunner

from tests.packs.packs import a_pack_in
from tutor.cli import main


@pytest.fixture
def pack(tmp_path):
    return a_pack_in(tmp_path / "written")


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    """Run a command; nothing may reach its caller but an exit code."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")

    def run(*arguments):
        result = CliRunner().invoke(main, [str(a) for a in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return run
