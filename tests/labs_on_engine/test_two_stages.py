"""Lab 1 on a real engine: what its verdicts say beside right and wrong."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course

pytestmark = pytest.mark.engine
LAB = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).find("two-stages")


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
    assert verdict.stand_ins == ("node:18-alpine",)


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
