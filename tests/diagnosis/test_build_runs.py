"""A build that does not find the sources: they were not copied, not yet, or deleted by a line above."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.outcome import Outcome, Status

NO_PAGES = "Couldn't find any `pages` or `app` directory. Please create one under the project root"
HEAD = "FROM a\nWORKDIR /app\n"


def told(text, line, printed=NO_PAGES):
    """Return the diagnosis of a file whose RUN in `line` failed with these last words."""
    evidence = made(text=HEAD + text, lab=a_lab())
    step = BuildStep("s", "RUN", "", line)
    evidence.failure = BuildFailure("run_failed", "exit code: 1", step, 1, (printed,))
    return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", ""),), evidence)


@pytest.mark.parametrize(
    "deletes",
    [
        *(
            "rm -rf app components lib",
            "rm -r ./app",
            "rm -rf /app/app/",
            "rm -rf *",
            "rm -rf .",
            "cd x && rm -rf src",
        ),
        "rm -rf app; true",
    ],
)
def test_sources_that_a_line_above_deletes_are_told_with_that_line(deletes):
    found = told(f"COPY . .\nRUN {deletes}\nRUN npm run build\n", 5)
    assert (found.id, found.line) == ("sources-deleted", 5)
    assert "line 4 has deleted the sources" in found.see
    assert found.try_ == "Delete them below line 5."


@pytest.mark.parametrize(
    ("text", "line", "diagnosis"),
    [
        ("RUN rm -rf /tmp/x /root/.npm\nRUN npm run build\n", 4, "sources-missing"),
        ("RUN rm -rf apple\nRUN npm run build\n", 4, "sources-missing"),
        ("RUN npm run build\nRUN rm -rf app\n", 3, "sources-missing"),
        ("RUN rm -rf app\nRUN npm run build\nCOPY . .\n", 4, "built-too-early"),
        ("RUN npm run build\nCOPY . .\n", 3, "built-too-early"),
    ],
)
def test_nothing_is_said_of_what_was_not_deleted_before(text, line, diagnosis):
    assert told(text, line).id == diagnosis


def test_another_failure_of_a_build_below_a_deletion_is_told_as_it_is():
    assert told("COPY . .\nRUN rm -rf app\nRUN npm run build\n", 5, "out of cheese").id == "run-failed"


def test_sources_that_another_stage_has_are_not_to_be_copied_once_more():
    text = "COPY . .\nFROM a\nRUN npm run lint\n"
    found = told(text, 5)
    assert (found.id, found.line) == ("sources-missing", 5)
    assert "Line 3 brings them into another stage" in found.why
    assert found.try_ == "Run it in the stage that has the sources."
    assert told("COPY public public\nFROM a\nRUN npm run lint\n", 5).try_ == "Put `COPY . .` above it."


NO_SCRIPTS = "npm error enoent Could not read package.json: no such file"


def test_a_script_that_ran_in_the_stage_of_the_sources_is_not_to_be_run_once_more():
    found = told("COPY . .\nRUN npm run build\nFROM a\nRUN npm run build\n", 6, NO_SCRIPTS)
    assert (found.id, found.line) == ("sources-missing", 6)
    assert found.try_ == "Line 4 has done the same there: take what it made with `COPY --from`."
    other = told("COPY . .\nRUN npm run build\nFROM a\nRUN npm run lint\n", 6, NO_SCRIPTS)
    assert other.try_ == "Run it in the stage that has the sources."


@pytest.mark.parametrize("text", ["FROM a\nRUN npm run build\n", "COPY . .\nFROM a\nRUN make\n"])
def test_a_missing_package_json_alone_says_nothing_of_the_sources(text):
    assert told(text, text.count("\n") + 2, NO_SCRIPTS).id == "run-failed"


NO_MODULE = (
    "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
    "pattern ./...: directory prefix . does not contain main module or its selected dependencies",
)


@pytest.mark.parametrize("printed", NO_MODULE)
@pytest.mark.parametrize(
    ("text", "line", "diagnosis"),
    [
        ("RUN go test ./...\n", 3, "sources-missing"),
        ("RUN go test ./...\nCOPY api ./\n", 3, "built-too-early"),
        ("COPY api ./api/\nRUN go test ./...\n", 4, "go-mod-elsewhere"),
        ("RUN --mount=type=bind,target=/src go test ./...\n", 3, "go-mod-elsewhere"),
        ("COPY api ./api/\nFROM b\nRUN go test ./...\n", 5, "sources-missing"),
        ("COPY api ./api/\nFROM a AS base\nCOPY x x\nFROM base\nRUN go test ./...\n", 7, "go-mod-elsewhere"),
    ],
)
def test_go_without_its_module(text, line, diagnosis, printed):
    found = told(text, line, printed)
    assert (found.id, found.line) == (diagnosis, line)
