"""A learner goes through the whole course in the app, with wrong turns, hints, predictions, resets and skips, on a real engine."""

import pytest

from tests.labs_on_engine.learner import BUILD_SECONDS, Learner, screen
from tests.tui.harness import Desk, until
from tutor import paths
from tutor.checks import known_checks
from tutor.content import load_course

pytestmark = pytest.mark.engine
COURSE = load_course(paths.labs_dir(), paths.apps_dir(), known_checks())


class Home(Desk):
    """A learner's desk on the shared engine."""

    def __init__(self, folder, engine, downloads):
        super().__init__(folder, COURSE)
        self._engine, self._downloads = engine, downloads

    def app(self, story=None, *, lab=None, **options):
        return super().app(None, lab=lab, connect=lambda: self._engine)


@pytest.fixture
def home(tmp_path, engine, downloads):
    return Home(tmp_path, engine, downloads)


def wrong_turns(lab):
    """Return two mistakes of different checks that end by themselves: one that is told early, and one that builds."""
    if lab.reading is not None:
        return [m for m in lab.mistakes if m.check == "lines"][:2]
    found = {m.check: m for m in reversed(lab.mistakes) if m.build_seconds is None and b"\0" not in m.data}
    in_order = [found[check.id] for check in lab.checks if check.id in found and check.kind != "file"]
    return in_order[0], in_order[-1]


@pytest.mark.parametrize("lab", COURSE.labs, ids=lambda lab: lab.id)
async def test_a_learner_gets_through(home, lab):
    async with home.opened(lab=lab.id) as (app, pilot):
        learner = Learner(app, pilot, lab)
        await learner.reads_all_pages()

        # passes over the lab, sees that in the course, and comes back
        await learner.press("ctrl+g")
        await until(pilot, lambda: home.store.progress(lab.id).state == "skipped")

    async with home.opened(lab=lab.id) as (app, pilot):
        learner = Learner(app, pilot, lab)
        while await learner.predicts():
            pass
        assert (await learner.builds()).status == "failed"

        # two wrong turns, with a hint after each
        first, second = wrong_turns(lab)
        hints = []
        for turn in (first, second):
            await learner.writes(turn.text, turn.ignore)
            verdict = await learner.builds()
            assert (verdict.status, verdict.diagnosis.id) == ("failed", turn.diagnosis)
            assert "Not yet" in screen(app)
            hints.append(await learner.asks_for_a_hint())
        assert all(hints)

        # starts over, and gets there
        await learner.starts_over()
        await learner.writes(lab.reference.text, lab.reference.ignore)
        assert (await learner.builds()).status == "passed", learner.verdict
        assert "Passed" in screen(app)
        assert learner.predicted
        assert learner.skipped

        # reads the debrief, and goes back to the course
        await learner.press("f4")
        await until(pilot, lambda: app.screen.query("#debrief-idea.-open"))
        await learner.press("escape", "f5")
        await until(pilot, lambda: app.screen.query("#labs"), BUILD_SECONDS)
    assert home.store.progress(lab.id).state == "passed"
