"""What an ignore file leaves out or lets in, and the order of lines: each named on evidence, and never without it."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

HEAD = "FROM a\nWORKDIR /app\n"
CHECKS = (
    CheckSpec("builds", "builds", "It builds"),
    CheckSpec("context", "context_size", "It is small", options={"max_mb": 0.01}),
    CheckSpec("cached", "cached_after_edit", "It is cached", options={"edit": "app/page.tsx"}),
)
FOREIGN = '{"os": ["darwin"]}'


@pytest.fixture
def app(tmp_path):
    files = {
        "package.json": "{}",
        "package-lock.json": "{}",
        "app/page.tsx": "x",
        "app/server.ts": "x",
        "node_modules/@tool/mac/package.json": FOREIGN,
        "node_modules/plain/big": "x" * 30_000,
        "press/poster": "x" * 20_000,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def failed(app):
    """Return the diagnosis of a file whose last line failed, with what it printed, and the ignore file beside it."""

    def tell(text, ignore, *printed, message="exit code: 1"):
        evidence = made(text=HEAD + text, lab=a_lab(app=app, checks=CHECKS))
        evidence.ignore = ignore
        step = BuildStep("s", "RUN", "", (HEAD + text).count("\n"))
        kind = "run_failed" if printed else "missing_file"
        evidence.failure = BuildFailure(kind, message, step, 1, printed)
        return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", ""),), evidence)

    return tell


def of(found):
    return found.id, found.line


@pytest.mark.parametrize("copy", ["COPY package.json ./", "COPY package*.json ./", "COPY app ./app"])
def test_what_a_copy_names_is_left_out(failed, copy):
    found = failed(f"{copy}\n", "*\n", message='"/package.json": not found')
    assert of(found) == ("ignored-file-needed", 3)
    assert "`*`" in found.see


def test_a_file_that_is_missing_for_another_reason_is_not_blamed_on_the_ignore_file(failed):
    assert (
        failed("COPY package.json lost ./\n", "*.md\n", message='"/lost": not found').id
        != "ignored-file-needed"
    )
    assert failed("COPY lost ./\n", "*\n", message='"/lost": not found').id != "ignored-file-needed"


def test_a_pattern_that_found_nothing_is_seen_where_npm_fails(failed):
    said = "npm error The `npm ci` command can only install with an existing package-lock.json or"
    found = failed("COPY package*.json ./\nRUN npm ci\n", "package-lock.json\n", said)
    assert of(found) == ("ignored-file-needed", 3)
    assert of(failed("COPY package.json ./\nRUN npm ci\n", "", said)) == ("lock-missing", 4)


@pytest.mark.parametrize(
    ("ignore", "said", "named"),
    [
        ("app\n", 'ERROR Could not resolve "app/server.ts"', "ignored-sources"),
        ("app/server.ts\n", 'Could not resolve "./app/server"', "ignored-sources"),
        ("press\n", 'Could not resolve "app/server.ts"', "run-failed"),
        ("app\n", "a syntax mistake", "run-failed"),
    ],
)
def test_sources_that_are_left_out_are_named_if_the_command_names_them(failed, ignore, said, named):
    found = failed("COPY . .\nRUN npm run build\n", ignore + "node_modules\n", said)
    assert of(found) == (named, 4)


WRONG_MACHINE = "/app/node_modules/.bin/tool: line 1: syntax error: unexpected word"


@pytest.mark.parametrize(
    ("text", "ignore", "said", "expected"),
    [
        ("RUN npm ci\nCOPY . .\nRUN npm run build\n", "", WRONG_MACHINE, ("host-node-modules", 4)),
        (
            "COPY node_modules ./node_modules\nRUN npm run build\n",
            "",
            WRONG_MACHINE,
            ("host-node-modules", 3),
        ),
        ("COPY . .\nRUN npm ci\nRUN npm run build\n", "", WRONG_MACHINE, ("run-failed", 5)),
        ("RUN npm ci\nCOPY . .\nRUN npm run build\n", "node_modules\n", WRONG_MACHINE, ("run-failed", 5)),
        ("RUN npm ci\nCOPY app .\nRUN npm run build\n", "", WRONG_MACHINE, ("run-failed", 5)),
        ("RUN npm ci\nCOPY . .\nRUN npm run build\n", "", "a type does not fit", ("run-failed", 5)),
        ("RUN npm ci\nCOPY . .\nRUN npm run build\n", "**/mac\n", WRONG_MACHINE, ("run-failed", 5)),
    ],
)
def test_packages_of_the_own_machine_are_blamed_only_if_they_are_there_and_foreign(
    failed, text, ignore, said, expected
):
    assert of(failed(text, ignore, said)) == expected


def test_packages_in_a_cache_mount_are_gone(failed):
    install = "RUN --mount=type=cache,target=node_modules npm ci\n"
    assert of(failed(f"{install}RUN npm run build\n", "", "sh: tool: not found")) == (
        "cache-mount-not-kept",
        3,
    )
    kept = install.replace("node_modules", "/root/.npm")
    assert failed(f"{kept}RUN npm run build\n", "", "sh: tool: not found").id == "run-failed"


def test_a_copy_from_a_cache_mount_finds_nothing(failed):
    text = "RUN --mount=type=cache,target=/cache fill\nFROM a\nCOPY --from=0 /cache/x ./\n"
    assert of(failed(text, "", message='"/cache/x": not found')) == ("cache-mount-not-kept", 5)
    other = text.replace("/cache/x", "/caches/x")
    assert failed(other, "", message='"/caches/x": not found').id != "cache-mount-not-kept"


# ---- what is sent


@pytest.fixture
def too_large(app):
    def tell(ignore, text="COPY . .\n"):
        evidence = made(text=HEAD + text, lab=a_lab(app=app, checks=CHECKS))
        evidence.ignore = ignore
        outcome = Outcome("context", "It is small", Status.FAILED, "at most 10 kB", "50.0 kB")
        return diagnose((outcome,), evidence)

    return tell


def test_the_largest_folders_are_named(too_large):
    assert "30.0 kB in `node_modules`, 20.0 kB in `press`" in too_large("").see
    found = too_large("node_modules\n")
    assert (found.id, "node_modules" in found.see) == ("context-too-large", False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "COPY package.json ./\nCOPY . .\n",
            "and line 4 of the Dockerfile takes `node_modules/plain/big` in",
        ),
        ("COPY node_modules ./node_modules\n", "and line 3 of the Dockerfile takes"),
        ("COPY app ./app\n", "All that the ignore file lets through is in it."),
    ],
)
def test_the_line_that_takes_the_largest_file_in_is_named_if_there_is_one(too_large, text, says):
    found = too_large("", text)
    assert (found.id, found.line) == ("context-too-large", None)
    assert says in found.why


def test_the_line_of_a_pattern_in_the_ignore_file_is_named(too_large):
    assert (
        "Line 3 of the ignore file, `/app/node_modules`,"
        in too_large("# x\npress\n /app/node_modules \n").see
    )
    assert "Line 2 of the ignore file, `!**/big`," in too_large("node_modules\n!**/big\npress\n").see


@pytest.mark.parametrize(
    "line", ["/app/node_modules", "app/node_modules/", "node_modules # of npm", "node_modules/lib/x"]
)
def test_a_pattern_that_names_a_folder_and_fits_nothing(too_large, line):
    found = too_large(f"{line}\npress\n")
    assert found.id == "ignore-pattern-misses"
    assert ("`#`" in found.why) == ("#" in line)


@pytest.mark.parametrize("line", ["node_modules/@tool", "**/mac", "!node_modules", "*.md"])
def test_a_pattern_that_fits_something_is_not_called_useless(too_large, line):
    assert too_large(f"press\n{line}\n").id == "context-too-large"


def test_an_exception_that_lets_the_large_back_in(too_large):
    found = too_large("node_modules\npress\n!**/big\n")
    assert found.id == "ignore-exception"
    assert "`!**/big`, lets `node_modules/plain/big`" in found.see
    assert too_large("node_modules\n!**/package.json\n").id == "context-too-large"


# ---- what ran again


@pytest.fixture
def ran_again(app):
    def tell(text, line):
        evidence = made(text=text, lab=a_lab(app=app, checks=CHECKS))
        outcome = Outcome(
            "cached", "It is cached", Status.FAILED, "from the cache", "it ran again", f"line {line}: RUN x"
        )
        return diagnose((outcome,), evidence)

    return tell


def test_the_line_that_takes_the_edit_in_is_named(ran_again):
    found = ran_again("FROM a\nCOPY package.json ./\nCOPY . .\nRUN npm ci\n", 4)
    assert of(found) == ("order-invalidates-install", 3)
    assert "all files" in found.why
    found = ran_again("FROM a AS base\nCOPY app lib ./\nFROM base\nRUN npm ci\n", 4)
    assert (of(found), "`app lib`" in found.why) == (("order-invalidates-install", 2), True)


def test_an_install_below_what_another_stage_made_anew(ran_again):
    text = "FROM a AS build\nCOPY . .\nRUN b\nFROM a\nCOPY --from=build /x ./\nRUN npm ci\n"
    assert of(ran_again(text, 6)) == ("install-behind-rebuilt-stage", 6)


def test_a_step_with_no_such_line_above_gets_no_reason_that_is_made_up(ran_again):
    assert (
        ran_again("FROM a\nCOPY package.json ./\nRUN npm ci\nCOPY . .\n", 3).id == "cached-after-edit-failed"
    )
