"""Lab 1 on a real engine: the start fails, every solution passes, every mistake fails with its named reason."""

import pytest

from tests.attempts import first_failed, judged, nothing_left, statuses, told
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course

pytestmark = pytest.mark.engine
WORDS = {"here-documents": "here-document", "mounts": "--mount"}
"""How a verdict names what an engine lacks."""
LAB = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).labs[0]


@pytest.fixture(autouse=True)
def clean_engine(engine):
    """No attempt may leave a container behind."""
    yield
    assert nothing_left(engine)


def test_the_traditional_file_fails_with_reasons(engine, downloads):
    _, verdict = judged(LAB, LAB.traditional, engine, downloads)
    found = statuses(verdict)
    assert verdict.status == "failed", told(verdict)
    assert verdict.diagnosis.id == "one-from", told(verdict)
    for check in ("multi-stage", "production", "no-source", "no-global-next", "no-npm-cache", "size"):
        assert found[check] == "failed", check
    for check in ("file", "parses", "builds", "starts", "serves"):
        assert found[check] == "passed", check
    assert verdict.sizes.yours == verdict.sizes.traditional
    assert verdict.advice == ()


@pytest.mark.parametrize("solution", LAB.solutions, ids=lambda s: s.id)
def test_a_solution_passes(engine, downloads, solution):
    _, verdict = judged(LAB, solution.data, engine, downloads)
    if solution.requires and verdict.status == "could_not_run":
        (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
        assert any(WORDS[name] in builds.because for name in solution.requires), told(verdict)
        return
    assert {i: s for i, s in statuses(verdict).items() if s != "passed"} == {}, told(verdict)
    assert verdict.status == "passed"
    assert verdict.diagnosis is None
    assert verdict.stand_ins == ("node:18-alpine",)
    assert verdict.sizes.yours <= verdict.sizes.target * 0.97, "too close to the target"


@pytest.mark.parametrize(
    ("solution", "tips"),
    [
        ("two-stages", {"non-root", "no-build-cache"}),
        ("own-user", {"no-build-cache"}),
        ("pruned", {"non-root"}),
    ],
)
def test_advice_is_true_and_blocks_nothing(engine, downloads, solution, tips):
    text = next(s.text for s in LAB.solutions if s.id == solution)
    _, verdict = judged(LAB, text, engine, downloads)
    assert {t.check_id for t in verdict.tips} == tips, verdict.advice
    assert {o.status.value for o in verdict.advice} == {"passed", "failed"}, verdict.advice
    assert len(verdict.advice) == len(LAB.advice)


@pytest.mark.parametrize("mistake", LAB.mistakes, ids=lambda m: m.id)
def test_a_mistake_fails_with_its_reason(engine, downloads, mistake):
    _, verdict = judged(LAB, mistake.data, engine, downloads, build_seconds=mistake.build_seconds)
    found = verdict.diagnosis
    assert verdict.status == "failed", told(verdict)
    assert (first_failed(verdict), found.id) == (mistake.check, mistake.diagnosis), told(verdict)
    assert found.line == mistake.line, told(verdict)
    assert "Stage(" not in found.text
    assert found.see


def test_the_verdict_is_recorded(engine, downloads, tmp_path):
    from tutor.store import Store

    with Store.open(tmp_path / "progress.db") as store:
        judged(LAB, LAB.traditional, engine, downloads, store=store)
        assert store.progress(LAB.id).state == "started"
        _, verdict = judged(LAB, LAB.reference.text, engine, downloads, store=store)
        found = store.progress(LAB.id)
    assert (found.state, found.attempts, found.best_size) == ("passed", 2, verdict.sizes.yours)
    assert found.traditional_size == verdict.sizes.traditional


def test_the_size_is_the_sum_of_the_files_whatever_the_engine_says(engine, downloads):
    _, verdict = judged(LAB, LAB.reference.text, engine, downloads)
    if engine.info().storage == "overlay2":  # counts alike; others count compressed bytes, or blocks
        assert verdict.sizes.yours == pytest.approx(verdict.sizes.engine_reported, rel=0.02)
    assert 0.4 < verdict.sizes.yours / verdict.sizes.traditional < 0.6
