"""The proof of a lab without an engine: order, parallel runs, the record, the end by force."""

import threading
import time

import pytest

from tests.author.verdicts import Attempts, as_expected, could_not_run, expected, failed, passed
from tutor.attempt import Finished
from tutor.author.case import cases_of
from tutor.author.finding import State
from tutor.author.order import default_jobs, waves
from tutor.author.verify import Means, Verifier, Wanted
from tutor.engine.port import Cancel, EngineInfo, ImageInfo
from tutor.errors import NoEngine


class Answering:
    """An engine that tells who it is and which base image it has."""

    def __init__(self, version="26.1.3", base="sha256:a"):
        self._version, self._base = version, base

    def info(self):
        return EngineInfo("docker", self._version, "1.45", "overlay2", "unix:///run/docker.sock")

    def image(self, reference):
        return ImageInfo(self._base, 1, (), {})


def prove(lab, attempts, cache, *, only=(), connect=Answering, **wanted):
    means = Means(connect, cache, Cancel(), attempts)
    return list(Verifier(lab, means, Wanted(**wanted)).prove(cases_of(lab, only)))


def test_the_first_case_stands_alone_and_what_begins_alike_comes_after_one_of_it(lab):
    cases = cases_of(lab)
    first, leaders, others = waves(cases, [c.id for c in lab.checks])
    assert [c.name for c in first] == ["solution/two-stages"]
    assert sorted(c.name for group in (first, leaders, others) for c in group) == sorted(
        c.name for c in cases
    )
    assert "solution/own-user" in [c.name for c in leaders]
    assert {"mistake/left-behind", "mistake/copies-workdir"} <= {c.name for c in others}
    assert waves((), ()) == ()


def test_without_a_solution_the_mistake_that_gets_farthest_comes_first(lab):
    cases = cases_of(lab, ["start", "as-forgotten", "copies-workdir", "single-stage"])
    assert waves(cases, [c.id for c in lab.checks])[0][0].id == "copies-workdir"


def test_the_default_is_what_the_machine_bears_and_one_on_docker():
    assert 1 <= default_jobs("podman") <= 8
    assert default_jobs("docker") == 1


@pytest.mark.parametrize("jobs", [1, 3])
def test_each_case_is_attempted_once_and_not_more_at_once_than_wanted(lab, tmp_path, jobs):
    cases, now, most, lock = cases_of(lab), [], [], threading.Lock()
    attempts = as_expected(lab, cases)

    def counted(lab, data, engine, **options):
        with lock:
            now.append(data)
            most.append(len(now))
        try:
            yield from attempts(lab, data, engine, **options)
        finally:
            with lock:
                now.remove(data)

    found = prove(lab, counted, tmp_path, jobs=jobs)
    assert {f.state for f in found} == {State.PROVEN}
    assert sorted(attempts.ran) == sorted(c.data for c in cases)
    assert max(most) <= jobs
    assert found[0].case.name == "solution/two-stages"


def test_an_unchanged_lab_is_taken_from_the_record(lab, tmp_path):
    attempts = as_expected(lab, cases_of(lab))
    prove(lab, attempts, tmp_path)
    again = Attempts({})
    found = prove(lab, again, tmp_path)
    assert again.ran == []
    assert {f.state for f in found} == {State.PROVEN}
    assert all(f.proven_on for f in found)
    fresh = as_expected(lab, cases_of(lab))
    assert not any(f.proven_on for f in prove(lab, fresh, tmp_path, fresh=True))
    assert len(fresh.ran) == len(found)


def test_only_what_has_changed_is_built_again(on_disk, tmp_path):
    lab = on_disk.load()
    prove(lab, as_expected(lab, cases_of(lab)), tmp_path)
    on_disk.change("solutions/own-user/Dockerfile", "WORKDIR /srv", "WORKDIR /service")
    changed = on_disk.load()
    attempts = as_expected(changed, cases_of(changed))
    prove(changed, attempts, tmp_path)
    assert attempts.ran == [s.data for s in changed.solutions if s.id == "own-user"]


def test_what_a_mistake_must_get_can_be_corrected_without_a_build(on_disk, tmp_path):
    right = on_disk.load()
    on_disk.manifest("diagnosis: one-from", "diagnosis: from-build-stage")
    wrong = on_disk.load()
    (told,) = [
        f for f in prove(wrong, as_expected(right, cases_of(right)), tmp_path) if f.state is State.WRONG
    ]
    assert told.case.id == "single-stage"
    on_disk.manifest("diagnosis: from-build-stage", "diagnosis: one-from")
    assert {f.state for f in prove(on_disk.load(), Attempts({}), tmp_path)} == {State.PROVEN}


def test_what_was_wrong_is_tried_again(lab, tmp_path):
    cases = cases_of(lab)
    (bad,) = [c for c in cases if c.id == "own-user"]
    attempts = as_expected(lab, cases)
    attempts.verdicts[bad.data] = failed(lab, "starts")
    prove(lab, attempts, tmp_path)
    again = as_expected(lab, cases)
    assert {f.state for f in prove(lab, again, tmp_path)} == {State.PROVEN}
    assert again.ran == [bad.data]


@pytest.mark.parametrize(
    "connect",
    [lambda: Answering("27.0"), lambda: Answering(base="sha256:b")],
    ids=["engine", "base-image"],
)
def test_another_engine_or_base_image_proves_all_again(lab, tmp_path, connect):
    prove(lab, as_expected(lab, cases_of(lab)), tmp_path)
    again = as_expected(lab, cases_of(lab))
    prove(lab, again, tmp_path, connect=connect)
    assert len(again.ran) == len(cases_of(lab))


@pytest.mark.parametrize("what", ["content", "mode", "check", "traditional"])
def test_another_app_check_or_traditional_file_proves_all_again(on_disk, tmp_path, what):
    lab = on_disk.load()
    prove(lab, as_expected(lab, cases_of(lab)), tmp_path)
    if what == "content":
        on_disk.change("app/build.js", "1_000_000", "2_000_000")
    elif what == "mode":
        (on_disk.folder / "app/build.js").chmod(0o755)
    elif what == "check":
        on_disk.manifest("max_mb: 1", "max_mb: 2")
    else:
        on_disk.change("traditional/Dockerfile", "EXPOSE 3000", "EXPOSE 3000/tcp")
    lab = on_disk.load()
    again = as_expected(lab, cases_of(lab))
    prove(lab, again, tmp_path)
    assert len(again.ran) == len(cases_of(lab))


def test_trouble_is_not_kept(lab, tmp_path):
    troubled = Attempts({c.data: could_not_run(lab, "the disk is full") for c in cases_of(lab)})
    assert {f.state for f in prove(lab, troubled, tmp_path)} == {State.COULD_NOT_RUN}
    again = as_expected(lab, cases_of(lab))
    assert {f.state for f in prove(lab, again, tmp_path)} == {State.PROVEN}


def test_what_was_made_while_somebody_changed_the_app_is_not_kept(on_disk, tmp_path):
    lab = on_disk.load()
    attempts = as_expected(lab, cases_of(lab))

    def changing(*arguments, **options):
        (on_disk.folder / "app/src/page.html").write_text("<h1>A tiny server</h1>")
        yield from attempts(*arguments, **options)

    prove(lab, changing, tmp_path, only=["start"])
    again = as_expected(lab, cases_of(lab))
    prove(lab, again, tmp_path, only=["start"])
    assert len(again.ran) == 1


def test_a_broken_record_holds_nothing(lab, tmp_path):
    prove(lab, as_expected(lab, cases_of(lab)), tmp_path)
    (record,) = (tmp_path / "verified").iterdir()
    for broken in (b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "cases": {"a": 1}}', b"\xff"):
        record.write_bytes(broken)
        again = as_expected(lab, cases_of(lab))
        prove(lab, again, tmp_path, only=["start"])
        assert len(again.ran) == 1


def test_twice_finds_what_does_not_always_end_alike(lab, tmp_path):
    verdicts = {c.data: [expected(lab, c), expected(lab, c)] for c in cases_of(lab)}
    (flaky,) = [s.data for s in lab.solutions if s.id == "own-user"]
    verdicts[flaky] = [passed(lab), failed(lab, "serves")]
    attempts = Attempts(verdicts)
    found = prove(lab, attempts, tmp_path, twice=True)
    assert len(attempts.ran) == 2 * len(found)
    assert [f.case.id for f in found if f.state is State.WRONG] == ["own-user"]
    again = as_expected(lab, cases_of(lab))
    prove(lab, again, tmp_path)
    assert again.ran == [flaky]


def test_without_an_engine_the_attempt_is_told_why(lab, tmp_path):
    told = []

    def no_engine():
        raise NoEngine("No container engine answers.", "Start one.")

    def attempts(lab, data, engine, *, no_engine="", **_):
        told.append((engine, no_engine))
        yield Finished(could_not_run(lab, no_engine))

    (found,) = prove(lab, attempts, tmp_path, only=["start"], connect=no_engine)
    assert told == [(None, "No container engine answers. Start one.")]
    assert found.reasons == ("No container engine answers. Start one.",)


def test_a_fault_of_the_tutor_ends_one_case_and_not_the_others(lab, tmp_path):
    cases = cases_of(lab)
    good = as_expected(lab, cases)

    def faulty(lab, data, engine, **options):
        if data == cases[0].data:
            raise ValueError("\x1b[31mboom")
        yield from good(lab, data, engine, **options)

    found = {f.case.name: f for f in prove(lab, faulty, tmp_path)}
    assert found["start"].state is State.COULD_NOT_RUN
    assert "ValueError: boom" in found["start"].reasons[0]
    assert found["solution/two-stages"].state is State.PROVEN


def test_whoever_closes_it_stops_what_runs(lab, tmp_path):
    cancel, ended = Cancel(), []

    def endless(lab, data, engine, *, cancel, **_):
        if data != lab.reference.data:
            cancel.wait(30)
        ended.append(data)
        yield Finished(expected(lab, cases_of(lab)[0]))

    means = Means(Answering, tmp_path, cancel, endless)
    proving = Verifier(lab, means, Wanted(jobs=2)).prove(cases_of(lab))
    assert next(proving).case.name == "solution/two-stages"
    waiting = threading.Thread(target=lambda: list(proving))
    waiting.start()
    began = time.monotonic()
    cancel()
    waiting.join(10)
    assert not waiting.is_alive()
    assert time.monotonic() - began < 10
    assert len(ended) < len(cases_of(lab))
