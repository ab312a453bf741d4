"""Streams recorded from Docker 20.10, 26.1 and 28.5, the last with both image stores."""

import pytest

from tests.engine.buildkit.golden import FOLDER, rendered
from tests.engine.buildkit.streams import CASES, NAMES, STORES, of, recorded
from tutor.engine.build_events import (
    BuildFailed,
    ImageBuilt,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)

every_store = pytest.mark.parametrize("store", STORES)


def instructions(events):
    return [e.step for e in of(StepStarted, events) if not e.step.is_engines_own]


def span_of(events, line):
    """When the step of a line began and ended."""
    (began,) = (e for e in of(StepStarted, events) if e.step.line == line)
    (ended,) = (e for e in of(StepDone, events) if e.step_id == began.step.id)
    assert ended.seconds == pytest.approx(ended.at - began.at, abs=0.01)
    return began.at, ended.at


def test_there_is_a_stream_of_every_case_and_store():
    assert sorted(NAMES) == sorted(f"{store}-{case}" for store in STORES for case in CASES)


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_stream_has_the_events_that_were_reviewed(name):
    assert rendered(recorded(name)) == (FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_each_step_begins_once_and_ends_once_and_time_goes_forward(name):
    events = recorded(name)
    begun = [e.step.id for e in of(StepStarted, events)]
    over = [e.step_id for e in events if isinstance(e, (StepCached, StepDone, StepFailed))]
    assert len(begun) == len(set(begun))
    assert sorted(over) == sorted(begun)
    starts = {e.step.id: e.at for e in of(StepStarted, events)}
    for end in (e for e in events if isinstance(e, (StepCached, StepDone, StepFailed))):
        assert end.at >= starts[end.step_id] >= 0
    assert all(e.seconds >= 0 for e in of(StepDone, events))


@every_store
def test_every_step_of_a_parallel_build_has_its_stage_and_line(store):
    steps = instructions(recorded(f"{store}-parallel-cold"))
    assert {s.line: (s.stage, s.stage_index) for s in steps} == {
        1: ("base", 0),
        2: ("base", 0),
        4: ("deps", 1),
        5: ("deps", 1),
        7: ("assets", 2),
        8: ("assets", 2),
        12: ("final", 4),
        13: ("final", 4),
        14: ("final", 4),
    }
    assert len(steps) == 9


@every_store
def test_the_inputs_give_the_true_graph(store):
    steps = {s.line: s for s in instructions(recorded(f"{store}-parallel-cold"))}
    assert {steps[5].id, steps[2].id} == set(steps[12].inputs)
    assert {steps[8].id, steps[12].id} == set(steps[13].inputs)


@every_store
def test_stages_that_run_side_by_side_overlap(store):
    events = recorded(f"{store}-parallel-cold")
    (deps, deps_end), (assets, assets_end) = span_of(events, 5), span_of(events, 8)
    assert min(deps_end, assets_end) - max(deps, assets) > 2.5
    assert span_of(events, 13)[0] >= max(deps_end, assets_end)


@every_store
def test_times_are_those_of_the_stream(store):
    events = recorded(f"{store}-parallel-cold")
    end = events[-1]
    assert isinstance(end, ImageBuilt)
    assert 3.5 < end.seconds < 6
    assert all(e.at <= end.seconds + 0.5 for e in events if hasattr(e, "at"))


@every_store
def test_a_stage_that_nothing_needs_never_appears(store):
    for case in ("parallel-cold", "parallel-cached"):
        assert "unused" not in {s.stage for s in instructions(recorded(f"{store}-{case}"))}


@every_store
def test_what_is_printed_belongs_to_its_step(store):
    events = recorded(f"{store}-parallel-cold")
    lines = {e.step.id: e.step.line for e in of(StepStarted, events)}
    said = {}
    for e in of(LogLines, events):
        said.setdefault(lines[e.step_id], []).extend(e.lines)
    assert said == {5: ["deps-start"], 8: ["assets-start"], 14: ["dep", "asset"]}


@every_store
def test_a_second_build_is_cached(store):
    events = recorded(f"{store}-parallel-cached")
    cached = {e.step_id for e in of(StepCached, events)}
    lines = sorted(s.line for s in instructions(events) if s.id in cached)
    assert lines == sorted(s.line for s in instructions(events)) == [1, 2, 4, 5, 7, 8, 12, 13, 14]
    assert not of(LogLines, events)
    assert isinstance(events[-1], ImageBuilt)


@every_store
def test_a_failed_run_has_line_exit_code_and_last_words(store):
    events = recorded(f"{store}-failing-run")
    failure = events[-1].failure
    assert (failure.kind, failure.exit_code) == ("run_failed", 3)
    assert (failure.step.line, failure.step.end_line, failure.step.stage) == (4, 6, "build")
    assert failure.step.name.startswith("RUN echo one && ")
    assert sorted(failure.log_tail) == ["one", "two"]
    assert [e.step_id for e in of(StepFailed, events)] == [failure.step.id]


@every_store
def test_a_base_of_two_stages_is_one_step(store):
    events = recorded(f"{store}-failing-run")
    (shared,) = of(StepShared, events)
    (first,) = (s for s in instructions(events) if s.line == 1)
    assert (shared.step_id, shared.places) == (first.id, ((1, 7),))


@every_store
def test_a_missing_file_has_its_line(store):
    events = recorded(f"{store}-missing-copy")
    failure = events[-1].failure
    assert (failure.kind, failure.step.line, failure.exit_code) == ("missing_file", 3, None)
    assert '"/missing.txt"' in failure.message
    assert [e.step_id for e in of(StepFailed, events)] == [
        failure.step.id
    ]  # cancelled siblings have not failed


@every_store
def test_a_parse_error_has_its_line(store):
    failure = recorded(f"{store}-parse-error")[-1].failure
    assert (failure.kind, failure.step.line) == ("parse", 4)
    assert failure.message.startswith("dockerfile parse error")


@every_store
def test_a_pull_tells_its_layers(store):
    events = recorded(f"{store}-pull")
    (base,) = (s for s in instructions(events) if s.line == 1)
    layers = [p for p in of(Progress, events) if p.label.startswith("downloading ")]
    assert layers
    assert {p.step_id for p in layers} == {base.id}
    assert all(p.total and p.current <= p.total for p in layers)
    assert {p.label for p in layers} == {p.label for p in layers if p.done}


def test_a_long_pull_tells_how_far_it_is():
    told = of(Progress, recorded("28.5.2-containerd-pull"))
    layer = [(p.current, p.total, p.done) for p in told if p.label == "downloading 62de0dcda61e"]
    assert layer == [
        (22020096, 60018515, False),
        (54525952, 60018515, False),
        (60018515, 60018515, True),
    ]
    assert [p.done for p in told if p.label == "extracting 62de0dcda61e"] == [False, True]


@every_store
def test_a_source_that_is_interrupted_is_done_when_its_work_is(store):
    events = recorded(f"{store}-pull")
    kinds = [type(e) for e in events]
    pulled = max(
        n for n, e in enumerate(events) if isinstance(e, Progress) and "ing " in e.label[:12] and e.total
    )
    base = next(s for s in instructions(events) if s.line == 1)
    done = next(n for n, e in enumerate(events) if isinstance(e, StepDone) and e.step_id == base.id)
    assert pulled < done
    assert kinds.count(BuildFailed) == 0
