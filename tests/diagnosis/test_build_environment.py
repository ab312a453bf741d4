"""A RUN that misses what another stage has made: by what it printed, and by the lines that made and copied it."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.outcome import Outcome, Status

BUILD = "FROM python AS build\nRUN python -m venv --copies /venv\nRUN pip install ./sums\n"


def told(text, printed, line=None, app=None):
    """Return the diagnosis of a build in which a RUN failed, that of the last line if no other is named."""
    evidence = made(text=text, lab=a_lab(**({"app": app} if app else {})))
    step = BuildStep("s", "RUN", "", line or len(text.splitlines()))
    evidence.failure = BuildFailure("run_failed", "exit code: 127", step, 127, (printed,))
    return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", "exit code: 127"),), evidence)


NOT_FOUND = "/bin/sh: 1: pip: not found"


def test_an_environment_at_another_path():
    text = (
        BUILD + "FROM slim AS base\nCOPY --from=build /venv /opt/venv\nFROM base AS dev\nRUN pip install x\n"
    )
    found = told(text, NOT_FOUND)
    assert (found.id, found.line) == ("environment-moved", 5)
    assert "line 7" in found.see
    assert found.try_ == "Copy it to where it was made, `/venv`."


@pytest.mark.parametrize(
    "copy",
    [
        "COPY --from=build /venv /venv/",
        "COPY --from=build /app /srv",
        "COPY venv /opt",
        "COPY --from=build /a /b /c/",
    ],
)
def test_a_copy_that_moves_no_environment_is_not_accused(copy):
    assert told(BUILD + f"FROM slim\n{copy}\nRUN pip install x\n", NOT_FOUND).id == "run-failed"


def test_a_module_of_another_stage():
    text = BUILD + "FROM slim AS test\nCOPY --from=build /venv /venv\nRUN pytest\n"
    found = told(text, "ModuleNotFoundError: No module named 'sums'")
    assert (found.id, found.line) == ("module-missing", 6)
    assert "Line 3 installs it in the stage `build`" in found.why


def test_a_module_that_a_file_of_another_stage_lists(tmp_path):
    (tmp_path / "dev.txt").write_text("iniconfig==2\npytest==9 \\\n  --hash=x\n")
    text = "FROM slim AS base\nFROM base AS dev\nRUN pip install -r dev.txt\nFROM base AS test\nRUN python -m pytest\n"
    found = told(text, "/venv/bin/python: No module named pytest", app=tmp_path)
    assert (found.id, found.line) == ("module-missing", 5)
    assert "Line 3 installs it in the stage `dev`, and `test` neither" in found.why


def test_a_module_that_nobody_installs_is_another_story(tmp_path):
    (tmp_path / "dev.txt").write_text("pytest-cov==9\n")
    text = "FROM slim\nRUN pip install -r ../x -r none.txt -r dev.txt\nRUN python -m tests\n"
    assert told(text, "No module named tests", app=tmp_path).id == "run-failed"


def test_what_a_line_above_installs_is_not_said_to_be_missing():
    text = "FROM slim\nRUN pip install pytest\nRUN python -m pytest\n"
    assert told(text, "No module named pytest").id == "run-failed"
