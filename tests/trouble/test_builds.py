"""Builds that go wrong on a real engine: who is to blame is told, and nothing is left behind."""

import threading
import time
from dataclasses import replace

import pytest

from tests.attempts import containers, judged, nothing_left, statuses, told
from tutor.attempt import BuildProgress, ImageSeen, LayersKnown
from tutor.bases.recipe import APT_LABEL, STAND_IN_LABEL
from tutor.engine.build_events import LogLines, StepStarted
from tutor.engine.file_content import file_content
from tutor.engine.port import LABEL, Cancel
from tutor.errors import TutorError

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("node_base")]


def cache_records(engine):
    """Return the ids of what the build cache holds."""
    return {record["ID"] for record in engine._api.df().get("BuildCache") or []}


def started(event, text):
    """Return whether an event says that a step of this instruction begins."""
    return (
        isinstance(event, BuildProgress)
        and isinstance(event.event, StepStarted)
        and text in event.event.step.name
    )


def test_the_small_lab_passes(lab, engine, downloads):
    _, verdict = judged(lab, lab.start, engine, downloads)
    assert verdict.status == "passed", told(verdict)
    assert containers(engine) == []


def test_a_step_that_never_ends_is_stopped_and_its_limit_named(lab, engine, downloads):
    began = time.monotonic()
    _, verdict = judged(lab, "FROM node:18-alpine\nRUN sleep 100000\n", engine, downloads, build_seconds=4)
    assert time.monotonic() - began < 30
    assert verdict.status == "failed", told(verdict)
    assert verdict.diagnosis.id == "time-limit"
    assert verdict.diagnosis.line == 2
    (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
    assert "4 seconds" in builds.found
    assert statuses(verdict)["starts"] == "skipped"
    assert nothing_left(engine)


def test_a_build_that_prints_without_end_is_stopped(lab, engine, downloads):
    text = "FROM node:18-alpine\nRUN yes [bold]endless\n"
    _, verdict = judged(lab, text, engine, downloads, build_seconds=30)
    assert verdict.status == "failed", told(verdict)
    assert verdict.diagnosis.id == "output-limit"
    assert nothing_left(engine)


def test_hostile_output_is_harmless_and_complete(lab, engine, downloads):
    text = (
        "FROM node:18-alpine AS b\n"
        r"RUN printf '\033[31mred\033[0m [bold]markup[/bold] \033]0;title\007 bell\007\nStep 9/9 : RUN evil\n' && exit 3"
        "\n"
    )
    events, verdict = judged(lab, text, engine, downloads)
    lines = [
        line
        for e in events
        if isinstance(e, BuildProgress) and isinstance(e.event, LogLines)
        for line in e.event.lines
    ]
    assert any("red [bold]markup[/bold]" in line for line in lines)
    assert any("Step 9/9 : RUN evil" in line for line in lines)
    assert not any("\x1b" in line or "\x07" in line for line in lines)
    assert verdict.diagnosis.id == "run-failed"
    assert verdict.diagnosis.line == 2
    assert "exit code 3" in verdict.diagnosis.see


def test_a_hostile_log_of_the_container_is_harmless(lab, engine, downloads):
    text = r"""FROM node:18-alpine
CMD ["sh", "-c", "printf '\\033[2J[red]gone\\n'; exit 7"]
"""
    _, verdict = judged(lab, text, engine, downloads)
    (starts,) = [o for o in verdict.outcomes if o.check_id == "starts"]
    assert starts.status.value == "failed"
    assert "exit code 7: [red]gone" in starts.found
    assert containers(engine) == []


def test_a_base_image_that_nobody_can_hand_out_is_not_the_learners_fault(lab, engine, downloads):
    _, verdict = judged(lab, "FROM nobody/has-this:1\nRUN true\n", engine, downloads)
    assert verdict.status == "could_not_run", told(verdict)
    assert statuses(verdict)["builds"] == "could_not_run"
    (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
    assert builds.because


def test_a_mistyped_base_image_is_told_with_the_right_name(lab, engine, downloads):
    _, verdict = judged(lab, "FROM nod:18-alpine\nRUN true\n", engine, downloads)
    assert verdict.status == "failed", told(verdict)
    assert verdict.diagnosis.id == "unknown-base-image"
    assert "node:18-alpine" in verdict.diagnosis.try_


def test_cancel_ends_a_build_at_once_and_the_next_one_works(lab, engine, downloads):
    cancel, thrown = Cancel(), []

    def stop(event):
        if started(event, "sleep 600") and not thrown:
            thrown.append(time.monotonic())
            threading.Timer(0.5, cancel).start()

    _, verdict = judged(
        lab, "FROM node:18-alpine\nRUN sleep 600\n", engine, downloads, cancel=cancel, on_event=stop
    )
    assert verdict.status == "cancelled"
    assert time.monotonic() - thrown[0] < 10
    assert nothing_left(engine)
    assert judged(lab, lab.start, engine, downloads)[1].status == "passed"


def test_a_reader_that_goes_away_stops_the_build(lab, engine, downloads):
    from tutor.attempt import attempt

    events = attempt(
        lab, b"FROM node:18-alpine\nRUN sleep 601\n", engine, store=None, cancel=Cancel(), downloads=downloads
    )
    for event in events:
        if started(event, "sleep 601"):
            break
    events.close()
    assert nothing_left(engine)


def test_a_server_that_was_killed_is_told_what_that_mostly_means(lab, engine, downloads):
    text = 'FROM node:18-alpine\nCMD ["sh", "-c", "exit 137"]\n'
    _, verdict = judged(lab, text, engine, downloads)
    (starts,) = [o for o in verdict.outcomes if o.check_id == "starts"]
    assert starts.found == "it was killed (exit code 137), mostly a sign of too little memory"


def test_both_images_are_seen_through_for_whoever_wants_that(lab, engine, downloads):
    lab = replace(
        lab, traditional='FROM node:18-alpine\nCOPY . /kitchen\nCMD ["node", "/kitchen/server.js"]\n'
    )
    events, verdict = judged(lab, lab.start, engine, downloads, see_through=True)
    assert verdict.status == "passed", told(verdict)
    seen = {e.image: e.xray for e in events if isinstance(e, ImageSeen)}
    assert (seen["yours"].size, seen["traditional"].size) == (verdict.sizes.yours, verdict.sizes.traditional)
    (served,) = [i for i in seen["yours"].items if i.path == "app/server.js"]
    assert seen["yours"].origin(served).text.startswith("line 8: COPY --from=build")
    assert seen["yours"].origins[0].base
    content = file_content(engine, verdict.image_id, served.path, 1000)
    assert content == (lab.app / "server.js").read_bytes()
    assert file_content(engine, verdict.image_id, served.path, 7) == content[:7]
    for missing in ("app/no-such-file", "app"):
        with pytest.raises(TutorError, match="no file"):
            file_content(engine, verdict.image_id, missing, 1000)


def test_nobody_is_told_of_files_who_does_not_ask(lab, engine, downloads):
    events, verdict = judged(lab, lab.start, engine, downloads)
    assert not [e for e in events if isinstance(e, ImageSeen)]
    for known in (e for e in events if isinstance(e, LayersKnown)):  # where the engine counts as we do
        links = verdict.sizes.yours - sum(size for _, size in known.layers)
        assert 0 <= links < 10_000, "only targets of symbolic links may be missing"


def test_a_server_that_eats_all_memory_is_stopped_and_told(lab, engine, downloads):
    text = (
        "FROM node:18-alpine\n"
        'CMD ["node", "-e", "const a=[]; for(;;) a.push(Buffer.alloc(16*1024*1024, 1))"]\n'
    )
    _, verdict = judged(lab, text, engine, downloads)
    (starts,) = [o for o in verdict.outcomes if o.check_id == "starts"]
    assert starts.status.value == "failed"
    assert "memory" in starts.found


def test_clean_removes_all_that_was_built_and_nothing_else(lab, engine, downloads):
    kept, others = cache_records(engine), {image["Id"] for image in engine._api.images(all=True)}
    judged(lab, "FROM node:18-alpine\nRUN touch /one\nRUN exit 1\n", engine, downloads)
    before = {image["Id"] for image in engine._api.images(all=True)}
    made = cache_records(engine) - kept
    assert made or engine.is_podman
    assert engine.clean().images > 0
    assert not cache_records(engine) & made
    left = engine._api.images(all=True)
    assert engine.image("node:18-alpine")
    assert len(left) < len(before)
    of_bases = (STAND_IN_LABEL, APT_LABEL)
    assert not [i for i in left if any(k.startswith(LABEL) and k not in of_bases for k in i["Labels"] or {})]
    unlabelled = [i for i in left if STAND_IN_LABEL not in (i["Labels"] or {})]
    assert not [i for i in unlabelled if i["Id"] not in others], "something unlabelled is left"
