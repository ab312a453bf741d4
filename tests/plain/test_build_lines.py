"""A build as lines of text: one a step, in the order they end."""

from tests.tui import build_stories as b
from tutor.attempt import PhaseStarted
from tutor.engine.build_events import (
    BuildFailed,
    BuildFailure,
    BuildStep,
    LogLines,
    StepDone,
    StepShared,
    StepStarted,
)
from tutor.plain.lines import Lines


def told(*parts, image="yours", **options):
    """Return the lines of a build, and all that was said to run meanwhile."""
    lines, said, now = Lines(**options), [], []
    for event in (PhaseStarted("build"), *b.of(*parts, image=image)):
        said += lines.of(event)
        now.append(lines.now.strip())
    return said, now


def test_steps_are_told_in_the_order_in_which_they_end():
    said, _ = told(b.opening(b.WITH_LINT), b.deps_done(), b.closing())
    assert said == [
        "     building your image",
        "      skipped  line 18  lint: nothing takes files from it",
        "       CACHED  line 1   deps: FROM node:18-alpine AS deps  (shared with build, final)",
        "        0.2 s  line 12  final: WORKDIR /app",
        "        0.3 s  line 2   deps: COPY package*.json ./",
        "        0.8 s  line 7   build: COPY . .",
        "        7.4 s  line 3   deps: RUN npm ci --omit=dev",
        "       15.0 s  line 9   build: RUN npm run build",
        "        0.6 s  line 13  final: COPY --from=build /app/.next ./.next",
        "        0.4 s  line 14  final: COPY --from=deps /app/node_modules ./node_modules",
        "        1.2 s           exporting to image",
        "         note  line 5   FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
        "     built in 18.4 s",
    ]


def test_what_runs_names_all_that_run_side_by_side():
    _, now = told(b.opening())
    assert now[-1] == "deps: RUN npm ci --omit=dev + build: RUN npm run build"
    _, now = told(b.opening(), b.deps_done())
    assert now[-1] == "build: RUN npm run build"
    _, now = told(b.opening(), b.deps_done(), b.closing())
    assert now[-1] == "building your image"


def test_log_lines_say_whose_they_are():
    said, _ = told(b.opening(), b.deps_done(), logs=True)
    assert "       | build:9 | > next build" in said
    assert "       | deps:3 | added 312 packages in 7s" in said
    assert not any("next build" in line for line in told(b.opening())[0])


def test_a_failure_tells_its_step_and_its_last_lines():
    failure = BuildFailure("run_failed", "exit code: 1", b.BUILD, 1, tuple(f"line {n}" for n in range(20)))
    said, now = told(b.opening(), list(b.failing())[:-1], [BuildFailed(failure)])
    assert "       FAILED  line 9   build: RUN npm run build" in said
    assert said[-9:] == [*(f"       | line {n}" for n in range(12, 20)), "     build failed: exit code: 1"]
    assert now[-1] == "building your image"


def test_a_notice_is_one_line():
    assert told(b.notice())[0][-1].split(maxsplit=1)[0] == "note"


def test_the_two_builds_do_not_mix_their_steps():
    lines = Lines()
    traditional = BuildStep("b3", "RUN npm install", "stage 0", 5, (), 0)
    for event in (*b.of(b.opening()), *b.of([StepStarted(traditional, 0.0)], image="traditional")):
        list(lines.of(event))
    assert lines.now.strip() == "stage 0: RUN npm install"
    (line,) = (line for event in b.of([StepDone("b3", 2.0, 1.0)]) for line in lines.of(event))
    assert line.endswith("build: RUN npm run build")


def test_hostile_events_make_one_line_each():
    evil = "a\nb\x1b[31m\u202e" * 500
    step = BuildStep("e", evil, evil, -7, (), 3)
    said, now = told(
        [
            StepDone("unknown", 1.0, 1.0),
            StepShared("e", ((9, -1),) * 1000),
            StepStarted(step, -5.0),
            LogLines("unknown", ("x",)),
            StepDone("e", -1.0, -1.0),
        ]
    )
    assert len(said) == 2
    assert said[1].isprintable()
    assert len(said[1]) < 400
    assert all(text.isprintable() for text in now)
