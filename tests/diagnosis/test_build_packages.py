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


NOT_RESOLVED = "Module not found: Can't resolve '@/lib/products'"


@pytest.mark.parametrize(
    "before",
    [
        "RUN npm ci --omit=dev\n",
        "RUN npm install --omit dev\n",
        "RUN npm ci --production\n",
        "ENV NODE_ENV=production\nRUN npm install\n",
        "RUN NODE_ENV=production npm ci\n",
        "RUN npm install\nRUN npm prune --omit=dev\n",
    ],
)
@pytest.mark.parametrize("said", [NOT_RESOLVED, "sh: tsc: not found"])
def test_what_was_left_out_on_purpose_is_missed_by_the_build(told, before, said):
    assert told(f"{before}COPY . .\nRUN npm run build\n", said) == (
        "left-out-too-early",
        4 + before.count("\n"),
    )


@pytest.mark.parametrize(
    "before",
    [
        "RUN npm ci\n",
        "RUN npm ci --omit=dev\nRUN npm install\n",
        "ENV NODE_ENV=production\nRUN npm ci --include=dev\n",
        "RUN npm ci --omit=optional\n",
        "RUN npm install\nENV NODE_ENV=production\n",
    ],
)
def test_a_build_that_has_everything_fails_for_another_reason(told, before):
    assert told(f"{before}RUN npm run build\n", NOT_RESOLVED)[0] == "run-failed"


def test_a_build_that_fails_without_missing_anything_is_not_blamed_on_what_was_left_out(told):
    assert told("RUN npm ci --omit=dev\nRUN npm run build\n", "Killed")[0] == "run-failed"


NO_LOCK = "npm error The `npm ci` command can only install with an existing package-lock.json or"


@pytest.mark.parametrize(
    ("before", "identifier"), [("COPY package.json ./\n", "lock-missing"), ("", "manifest-missing")]
)
def test_an_installation_by_the_lock_file_needs_one(told, before, identifier):
    assert told(f"{before}RUN npm ci --omit=dev\n", NO_LOCK)[0] == identifier


@pytest.mark.parametrize("before", ["", "RUN npm ci\n"])
def test_a_program_that_is_none_of_the_apps_is_not_blamed_on_its_packages(told, before):
    assert told(f"{before}RUN terraform apply\n", "sh: terraform: not found")[0] == "run-failed"


def test_a_manifest_that_comes_later_is_named(told):
    said = "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory"
    assert told("RUN npm install\n", said) == ("manifest-missing", 3)


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("build.sh: 9: javac: not found", "javac"),
        ("/bin/sh: g++: command not found", "g++"),
        ("make: g++: No such file or directory", "g++"),
    ],
)
def test_a_tool_that_the_stage_does_not_have_is_told_with_its_base_image(told, said, tool):
    assert told("RUN sh build.sh\n", said) == ("build-tool-missing", 3)


@pytest.mark.parametrize(
    "said", ["./make: not found", "libjavac: not found", "open make: No such file or directory"]
)
def test_else_no_tool_is_missed(told, said):
    assert told("RUN sh build.sh\n", said)[0] == "run-failed"


DENIED = "npm error Error: EACCES: permission denied, mkdir '/app/node_modules'"


@pytest.mark.parametrize(
    ("before", "said", "identifier"),
    [
        ("USER node\n", DENIED, "user-too-early"),
        ("USER 1000:1000\n", "touch: cannot touch 'x': Permission denied", "user-too-early"),
        ("USER node\nUSER root\n", DENIED, "run-failed"),
        ("", DENIED, "run-failed"),
        ("USER node\n", "npm error network", "run-failed"),
    ],
)
def test_a_command_below_user_may_write_only_what_that_user_owns(told, before, said, identifier):
    assert told(f"{before}COPY package.json ./\nRUN npm install\n", said)[0] == identifier
