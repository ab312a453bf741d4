"""Lanes, rows and their texts, from events alone: what waits, what is shared, what is left out, what is hostile."""

import math

import pytest
from rich.cells import cell_len

from tests.tui import build_stories as b
from tutor.engine.build_events import (
    BuildFailed,
    BuildFailure,
    BuildStep,
    BuildWarning,
    GraphKnown,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.model.stage_graph import StageGraph, StageNode
from tutor.tui.build_cells import fit, pad, time_bar
from tutor.tui.build_columns import columns
from tutor.tui.build_failure import failure_problem
from tutor.tui.build_head_text import head_text
from tutor.tui.build_logs import STEP_LINES, TOTAL_LINES, StepLogs
from tutor.tui.build_row_text import row_text
from tutor.tui.build_rows import Selection, list_rows
from tutor.tui.build_state import BuildState
from tutor.tui.build_summary import summary
from tutor.tui.build_transfers import transfers

NOW = 100.0


def played(*parts, image="yours"):
    state = BuildState()
    for event in b.of(*parts, image=image):
        state.apply(event, NOW)
    return state


def lanes(state, width=70, limit=9, now=NOW):
    return head_text(state, columns(state, width), now, limit, titled=False).plain.split("\n")


def rows(state, width=70, now=NOW):
    at = columns(state, width)
    return [row_text(row, state.images[row.key[0]], at, now).plain for row in list_rows(state, now)]


def lane(state, label, **options):
    return next(line for line in lanes(state, **options) if line[2:].startswith(label))


# ---- lanes


def test_two_stages_that_run_at_once_overlap_on_one_time_line():
    state = played(b.opening(), b.deps_done())
    deps, build = lane(state, "deps"), lane(state, "build")
    assert {i for i, c in enumerate(deps) if c == "━"} < {i for i, c in enumerate(build) if c == "━"}
    assert "RUN npm run build" in build
    assert build.endswith("11 s")
    assert deps.endswith("7.7 s")


def test_the_running_lane_grows_with_the_clock():
    state = played(b.opening())
    assert lane(state, "build").endswith(" 0 s")
    assert lane(state, "build", now=NOW + 12).endswith("12 s")


def test_a_stage_waits_for_those_it_takes_from_until_they_are_done():
    state = played(b.opening())
    assert "waits for build, deps" in lane(state, "final")
    state = played(b.opening(), b.deps_done())
    assert "waits for build" in lane(state, "final")
    assert "deps" not in lane(state, "final")
    assert "┄" in lane(state, "final")
    state = played(b.opening(), b.deps_done(), b.closing())
    assert "takes from build, deps" in lane(state, "final")


def test_a_stage_between_two_steps_is_not_taken_to_be_done():
    state = played(b.opening(), [StepDone("b3", 5.0, 3.8)])
    assert "waits for build, deps" in lane(state, "final")
    assert "waits for deps" in lane(state, "final", now=NOW + 1)


def test_a_stage_that_is_left_out_says_why_and_has_no_bar():
    line = lane(played(b.opening(b.WITH_LINT)), "lint")
    assert "skipped: nothing takes files from it" in line
    assert "━" not in line


def test_a_rebuild_from_the_cache_says_so_in_every_lane_and_row():
    state = played(b.cached())
    assert all(line.endswith("CACHED") and "━" not in line for line in lanes(state))
    assert len(rows(state)) == 8
    assert all(row.endswith("CACHED") for row in rows(state))
    assert summary(state) == "built in 0 s · 8 of 8 cached"


def test_after_a_failure_the_lane_says_which_step_and_the_next_stage_waited_in_vain():
    state = played(b.opening(), b.deps_done(), b.failing())
    assert lanes(state)[0] == "✗ Failed: the command ended with exit code 1"
    assert "failed: RUN npm run build" in lane(state, "build")
    assert "waited for build" in lane(state, "final")
    assert summary(state) == "failed · 1 of 6 cached"


def test_without_a_graph_the_lanes_come_from_the_labels_of_the_steps():
    old = BuildStep("0", "RUN a", "build", 2), BuildStep("1", "RUN b", "stage 1", 5)
    state = played([StepStarted(old[0], 0.0), StepDone("0", 1.0, 1.0), StepStarted(old[1], 1.0)])
    assert [line[2:9].strip() for line in lanes(state)] == ["build", "stage 1"]
    assert summary(state) == "2 steps"


def test_more_lanes_than_room_show_those_that_run_and_count_the_others():
    nodes = tuple(StageNode(n, f"s{n}", n + 1) for n in range(10_000))
    step = BuildStep("x", "RUN x", "s9000", 9001, (), 9000, 9001)
    state = played([GraphKnown(StageGraph(nodes)), StepStarted(step, 0.0)])
    text = lanes(state, limit=4)
    assert len(text) == 5
    assert any(line.startswith("▸ s9000") for line in text)
    assert text[-1] == "  and 9996 more stages"


def test_one_stage_more_than_room_is_shown_instead_of_counted():
    nodes = tuple(StageNode(n, f"s{n}", n + 1) for n in range(4))
    assert len(lanes(played([GraphKnown(StageGraph(nodes))]), limit=3)) == 4


# ---- rows


def test_steps_stand_in_the_order_of_the_file_with_what_they_share():
    text = rows(played(b.opening()))
    assert [row.split()[1 if row[2] == " " else 2] for row in text] == ["1", "2", "3", "7", "9", "12"]
    assert "shared with build" in text[0]


def test_what_the_engine_does_for_itself_is_only_shown_when_it_is_slow():
    state = played(b.opening(), b.deps_done(), b.closing())
    text = "\n".join(rows(state))
    assert "load build context" not in text
    assert "exporting to image" in text
    assert summary(state) == "built in 18 s · 1 of 8 cached · 1 note"
    assert summary(state, 29) == "18 s · 1 of 8 cached · 1 note"
    assert summary(state, 27) == "18 s · 1/8 cached · 1 note"


def test_advice_and_notices_stand_below_the_steps():
    state = played(b.opening(), [b.ADVICE], b.notice())
    assert rows(state)[-2].startswith("! advice")
    assert "  5 FromAsCasing" in rows(state)[-2]
    assert rows(state)[-1].startswith("i This engine has no BuildKit")


# ---- bytes that move


def test_layers_are_told_together_and_go_when_done():
    def moves(*known):
        return transfers(played(b.opening(), known).images["yours"].transfers.values(), 2)

    first, second = (
        Progress("downloading 62de0dcda61e", 30_000_000, 80_000_000, "d1"),
        "downloading a19281894b56",
    )
    (one,) = moves(first, Progress(second, 11_000_000, 40_000_000, "d1"))
    assert (one.what, one.amount) == ("downloading 2 layers", "41.0 of 120 MB")
    assert one.part == pytest.approx(41 / 120)
    (one,) = moves(first, Progress(second, 40_000_000, 40_000_000, "d1", done=True))
    assert one.amount == "70.0 of 120 MB"
    assert not moves(first, Progress(first.label, 80_000_000, 80_000_000, "d1", done=True))


def test_a_context_of_unknown_size_has_no_bar():
    (one,) = transfers([Progress("transferring context", 2_000_000, None)], 2)
    assert (one.what, one.amount, one.part) == ("transferring context", "2.0 MB", None)


@pytest.mark.parametrize(("current", "total"), [(-5, 10), (10**30, 10), (5, 0), (5, -1), (5, 10**30)])
def test_sizes_that_cannot_be_are_drawn_calmly(current, total):
    state = played([StepStarted(b.BUILD, 0.0), Progress("sha256:" + "a" * 64, current, total, "b3")])
    assert all(cell_len(line) <= 60 for line in lanes(state, width=60))


# ---- the selection


def test_the_selection_follows_what_runs_until_it_is_moved():
    state, selection = played(b.opening()), Selection()
    selection.follow(list_rows(state, NOW))
    assert selection.key == ("yours", "d3")
    state = played(b.opening(), b.deps_done())
    selection.follow(list_rows(state, NOW))
    assert selection.key == ("yours", "b3")
    selection.move(list_rows(state, NOW), -1)
    selection.follow(list_rows(state, NOW))
    assert selection.key == ("yours", "b2")
    selection.move(list_rows(state, NOW), -100)
    assert selection.key == ("yours", "d1")


def test_the_title_of_the_second_build_cannot_be_selected():
    state = played(b.cached())
    for event in b.of([StepStarted(BuildStep("t", "RUN t", "stage 0", 1, (), 0), 0.0)], image="traditional"):
        state.apply(event, NOW)
    listed, selection = list_rows(state, NOW), Selection(("yours", "f4"), following=False)
    selection.move(listed, 1)
    assert selection.key == ("traditional", "t")
    assert "Traditional image, to compare with" in "\n".join(rows(state))


# ---- logs


def test_logs_are_bounded_by_step_and_in_total():
    logs = StepLogs()
    logs.add("a", (str(n) for n in range(STEP_LINES + 5)))
    assert (logs.of("a")[0], len(logs.of("a")), logs.count("a")) == ("5", STEP_LINES, STEP_LINES + 5)
    for step in range(20):
        logs.add(f"s{step}", ("x" * 10_000,) * STEP_LINES)
    assert sum(len(logs.of(f"s{n}")) for n in range(20)) == TOTAL_LINES
    assert not logs.of("a")
    assert len(logs.of("s19")[0]) == 500


# ---- the failing line


def test_a_failure_that_speaks_of_the_engine_marks_no_line():
    assert failure_problem(b.FAILURE).span.line == 9
    assert failure_problem(b.FAILURE).message == "the command ended with exit code 1"
    assert failure_problem(BuildFailure("cancelled", "", b.BUILD)) is None
    assert failure_problem(BuildFailure("run_failed", "")) is None


def test_a_failure_over_several_lines_marks_them_all():
    step = BuildStep("x", "RUN a && b", "a", 4, (), 0, 6)
    span = failure_problem(BuildFailure("other", "why\n\n\x1b[31mbecause\n", step)).span
    assert (span.line, span.end_line) == (4, 7)


# ---- hostile


WIDE = "構建階段 🚀 build\x1b[31m[red]x[/red]\u202e" * 30


@pytest.mark.parametrize("width", [30, 46, 68, 120])
@pytest.mark.parametrize("at", [-1e9, math.nan, math.inf, -math.inf, 1e300])
def test_no_event_breaks_a_line_or_the_lanes(width, at):
    step = BuildStep("w", WIDE, WIDE, 123_456_789, ("w", "?"), 7)
    graph = StageGraph((StageNode(7, WIDE, 1, (7, 99, -3), ""), StageNode(8, WIDE, 2, (7,), WIDE)))
    state = played(
        [
            GraphKnown(graph),
            StepDone("unknown", at, at),
            StepStarted(step, at),
            StepShared("w", ((8, 1), (9999, -4)) * 500),
            StepShared("unknown", ()),
            StepStarted(BuildStep("v", "", "", None), at),
            StepStarted(BuildStep("u", WIDE, "", 3, (), -5), at),
            StepCached("u", at),
            LogLines("unknown", (WIDE,)),
            Progress(WIDE, 1, 2, "w"),
            BuildWarning(WIDE, WIDE, WIDE, -1),
            StepFailed("w", at),
            BuildFailed(BuildFailure("other", WIDE, step)),
        ]
    )
    for line in (*lanes(state, width), *rows(state, width)):
        assert cell_len(line) <= width
        assert line.isprintable()
        assert "\x1b" not in line
    assert cell_len(summary(state)) < 200


def test_cutting_and_padding_count_cells():
    assert fit("構建階段", 5) == "構建…"
    assert cell_len(pad("🚀🚀🚀", 5)) == 5
    assert fit("abc", 3) == "abc"
    assert fit("abc", 0) == ""


def test_a_bar_shows_short_runs_pauses_and_marks():
    assert time_bar([(0.0, 0.5)], (), None, 4) == "━━  "
    assert time_bar([(0.0, 0.01)], (), None, 4) == "╸   "
    assert time_bar([(0.9, 1.0)], [0.0], (0.0, 1.0), 4) == "=┄┄╺"
