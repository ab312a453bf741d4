"""A COPY that did not find its files: what is named is what the engine did not find, and what would help."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.outcome import Outcome, Status

DEPS = "FROM a AS deps\nWORKDIR /app\nRUN npm install\n"
BUILD = "FROM deps AS build\nRUN npm run build\n"


def told(text, message, tmp_path, kind="missing_file"):
    """Return the diagnosis of a build that ended at the file's last line."""
    evidence = made(text=text, lab=a_lab(app=tmp_path))
    line = len(text.splitlines())
    evidence.failure = BuildFailure(kind, message, BuildStep("s", "COPY", "", line))
    return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", message),), evidence)


def missing(path):
    return f'failed to compute cache key: "{path}" not found: not found'


def test_another_stage_builds(tmp_path):
    found = told(DEPS + BUILD + "FROM a\nCOPY --from=deps /app/.next ./\n", missing("/app/.next"), tmp_path)
    assert (found.id, found.line) == ("built-elsewhere", 7)
    assert "`build`, at line 5" in found.why
    assert found.try_ == "Write `--from=build`."


def test_no_stage_builds(tmp_path):
    found = told(DEPS + "FROM a\nCOPY --from=deps /app/.next ./\n", missing("/app/.next"), tmp_path)
    assert found.id == "never-built"


def test_a_file_outside_of_the_app_is_no_result_of_a_build(tmp_path):
    text = DEPS + BUILD + "FROM a\nCOPY --from=deps /etc/hosts2 ./\n"
    assert told(text, missing("/etc/hosts2"), tmp_path).id == "missing-source"


def test_a_relative_path_is_joined_only_if_it_is_not_below_the_folder_already(tmp_path):
    text = DEPS + BUILD + "FROM a\nCOPY --from=build "
    found = told(text + ".next ./\n", missing("/.next"), tmp_path)
    assert (found.id, found.try_) == ("from-path-root", "Try `/app/.next`.")
    assert told(text + "app/dist ./\n", missing("/app/dist"), tmp_path).id == "missing-source"


def test_the_path_in_the_message_is_named(tmp_path):
    (tmp_path / "package.json").touch()
    text = DEPS + "FROM a\nCOPY package.json .next ./\n"
    found = told(text, missing("/.next"), tmp_path)
    assert found.id == "copy-needs-from"
    assert "`.next` is not there" in found.see


@pytest.mark.parametrize(
    "message", [missing("/pakage-lock.json"), "COPY failed: stat pakage-lock.json: file does not exist"]
)
def test_a_name_that_is_nearly_one_of_the_project_is_a_slip(tmp_path, message):
    (tmp_path / "package-lock.json").touch()
    found = told(DEPS + "FROM a\nCOPY pakage-lock.json ./\n", message, tmp_path)
    assert (found.id, found.try_) == ("misspelt-file", "Did you mean `package-lock.json`?")


def test_a_variable_behind_from_is_not_allowed(tmp_path):
    message = 'failed to parse stage name "$ST": invalid reference format'
    found = told(DEPS + "FROM a\nCOPY --from=$ST /app ./\n", message, tmp_path, "missing_image")
    assert (found.id, found.line) == ("variable-in-from", 5)
    assert "`--from=deps`" in found.try_


@pytest.mark.parametrize(
    ("path", "identifier"),
    [("/app/.next/standalone", "standalone-not-made"), ("/app/dist", "missing-source")],
)
def test_a_standalone_folder_is_made_only_on_demand(path, identifier, tmp_path):
    found = told(DEPS + BUILD + f"FROM a\nCOPY --from=build {path} ./\n", missing(path), tmp_path)
    assert (found.id, found.line) == (identifier, 7)


SEVERAL = (
    "When using COPY with more than one source file, the destination must be a directory and end with a /"
)


@pytest.mark.parametrize(
    ("paths", "identifier", "words"),
    [
        ("/app/*.jar app.jar", "pattern-matches-many", "the pattern `/app/*.jar` matches more than one file"),
        ("/app/*.jar ./*.jar", "wildcard-target", "`./*.jar` is no pattern"),
        ("/app/a.jar /app/b.jar app.jar", "copy-needs-folder", "copies more than one file"),
    ],
)
def test_several_files_for_one_name(tmp_path, paths, identifier, words):
    found = told(f"{DEPS}FROM a\nCOPY --from=deps {paths}\n", SEVERAL, tmp_path, "copy_failed")
    assert (found.id, found.line) == (identifier, 5)
    assert words in found.see


NUMBERED = "FROM a AS wheels\nRUN collect /wheels\nFROM a\nFROM b\nCOPY --from=1 "


def test_a_number_that_is_that_of_another_stage(tmp_path):
    found = told(NUMBERED + "/wheels /x\n", missing("/wheels"), tmp_path)
    assert (found.id, found.line) == ("number-of-another-stage", 5)
    assert found.try_ == "Take it by name: `--from=wheels`."


@pytest.mark.parametrize("rest", ["/other /x\n", "/wheels/y /x\n"])
def test_a_number_is_not_blamed_for_what_no_stage_speaks_of(tmp_path, rest):
    path = rest.split()[0]
    assert told(NUMBERED + rest, missing(path), tmp_path).id == "never-built"


def test_a_name_is_not_blamed_for_being_a_number(tmp_path):
    text = NUMBERED.replace("--from=1", "--from=wheels") + "/wheels /x\n"
    assert told(text, missing("/wheels"), tmp_path).id != "number-of-another-stage"
