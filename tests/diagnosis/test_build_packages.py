"""A RUN that does not find a program: whose it is, and whether anything has installed it."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.outcome import Outcome, Status

MANIFEST = '{"dependencies": {"next": "14"}, "devDependencies": {"typescript": "5"}}'
HEAD = "FROM a\nWORKDIR /app\n"


@pytest.fixture
def told(tmp_path):
    """Return the id and the line of the diagnosis of a file whose last line failed, with what it printed."""
    (tmp_path / "package.json").write_text(MANIFEST)

    def tell(text, *printed):
        evidence = made(text=HEAD + text, lab=a_lab(app=tmp_path))
        line = (HEAD + text).count("\n")
        step = BuildStep("s", "RUN", "", line)
        evidence.failure = BuildFailure("run_failed", "exit code: 127", step, 127, printed)
        found = diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", ""),), evidence)
        return found.id, found.line

    return tell


@pytest.mark.parametrize("said", ["sh: next: not found", "/bin/sh: 1: next: not found", "sh: tsc: not found"])
def test_nothing_has_installed_a_program_of_the_app(told, said):
    assert told("COPY . .\nRUN npm run build\n", said) == ("packages-missing", 4)


def test_a_program_that_is_missing_after_an_install_may_have_lost_its_network(told):
    assert told("RUN npm ci\nCOPY . .\nRUN npm run build\n", "sh: next: not found") == (
        "packages-not-there",
        5,
    )


def test_what_was_left_out_on_purpose_is_no_trouble_of_the_network(told):
    assert told("RUN npm ci --omit=dev\nRUN npm run build\n", "sh: tsc: not found")[0] == "run-failed"


@pytest.mark.parametrize("before", ["", "RUN npm ci\n"])
def test_a_program_that_is_none_of_the_apps_is_not_blamed_on_its_packages(told, before):
    assert told(f"{before}RUN make all\n", "sh: make: not found")[0] == "run-failed"


def test_a_manifest_that_comes_later_is_named(told):
    said = "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory"
    assert told("RUN npm install\n", said) == ("manifest-missing", 3)
