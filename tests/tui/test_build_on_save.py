"""Build on save: the learner's choice, for explicit saves and those of other programs; the newest text wins."""

import threading
import time

from tests.tui import stories
from tests.tui.harness import START, Desk, editor, shown, text, told, until
from tutor.attempt import AttemptStarted, Finished
from tutor.errors import TutorError
from tutor.model.outcome import Verdict
from tutor.store import Store
from tutor.workspace import Workspace

NEW = START + "RUN outside\n"


class Endless:
    """Attempts that go on until they are cancelled or let go; counts how many run at a time."""

    def __init__(self):
        self.texts, self.ends, self.most = [], [], 0
        self.let_go = threading.Event()
        self.stopping = threading.Event()
        """A cancelled attempt ends only once this is set: an engine takes its time."""
        self.stopping.set()
        self._running = 0

    def __call__(
        self,
        lab,
        data,
        engine,
        *,
        store,
        cancel,
        downloads,
        no_engine="",
        ignore=None,
        answered=(),
        see_through=False,
    ):
        self._running += 1
        self.most = max(self.most, self._running)
        self.texts.append(data.decode())
        moved = threading.Event()
        cancel.then(moved.set)
        try:
            yield AttemptStarted(lab.id, tuple((c.id, c.title) for c in lab.checks))
            yield from stories.building()
            while not (moved.wait(0.01) or self.let_go.is_set()):
                pass
            assert self.stopping.wait(30)
            if cancel.thrown:
                verdict = Verdict(lab.id, "cancelled", ())
            else:
                verdict = yield from stories.passing(lab)
            self.ends.append(verdict.status)
            yield Finished(verdict)
        finally:
            self._running -= 1


def runner(app):
    return app.screen.desk.runner


def save_outside(desk, data):
    """Save as most editors do."""
    new = desk.dockerfile.with_name("other")
    new.write_bytes(data if isinstance(data, bytes) else data.encode())
    new.replace(desk.dockerfile)


async def idle(pilot, app):
    await until(pilot, lambda: not runner(app).running)


async def test_it_is_off_at_first_and_then_no_save_builds(desk):
    story = Endless()
    async with desk.opened(story) as (app, pilot):
        assert "builds on save" not in shown(app)
        await pilot.press("#", "ctrl+s")
        await until(pilot, lambda: desk.dockerfile.read_text() == "#" + START)
        save_outside(desk, NEW)
        await until(pilot, lambda: editor(app).text == NEW)
        assert story.texts == []
        assert not runner(app).running


async def test_it_is_shown_and_remembered(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("f8")
        assert "lab 1 of 1 · builds on save" in shown(app)
        assert "Each save builds now" in told(app)
        await until(pilot, lambda: desk.store.setting("build_on_save") == "on")
    async with desk.opened(size=(80, 24)) as (app, pilot):
        assert "builds on save" in shown(app)
        await pilot.press("f8")
        assert "builds on save" not in shown(app)
        await until(pilot, lambda: desk.store.setting("build_on_save") == "off")


async def test_a_choice_that_cannot_be_kept_holds_for_now_and_is_told(desk, monkeypatch):
    def full(self, name, value):
        raise TutorError("No space left on device.", "Make room.")

    monkeypatch.setattr(Store, "set_setting", full)
    async with desk.opened() as (app, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "No space left on device." in told(app))
        assert "builds on save" in shown(app)


async def test_the_save_key_builds_and_typing_does_not(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        await pilot.press("#", "1")
        await until(pilot, lambda: desk.dockerfile.read_text() == "#1" + START)
        assert story.texts == []
        await pilot.press("ctrl+s")
        await until(pilot, lambda: story.texts == ["#1" + START])
        story.let_go.set()
        await idle(pilot, app)
        await until(pilot, lambda: "✓ Passed" in shown(app))


async def test_a_save_by_another_program_is_seen_at_once_and_builds(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        began = time.monotonic()
        save_outside(desk, NEW)
        await until(pilot, lambda: story.texts == [NEW])
        assert time.monotonic() - began < 10, "half a second on a machine with nothing else to do"
        assert "RUN npm run build" in shown(app)
        story.let_go.set()
        await idle(pilot, app)


async def test_a_save_during_a_build_stops_it_and_builds_the_new_text(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.texts == [START])
        save_outside(desk, NEW)
        await until(pilot, lambda: story.texts == [START, NEW])
        assert story.ends == ["cancelled"]
        assert "Cancelled" not in shown(app)
        story.let_go.set()
        await idle(pilot, app)
        assert story.ends == ["cancelled", "passed"]
        assert story.most == 1
        await until(pilot, lambda: "✓ Passed" in shown(app))
        assert "changed since" not in shown(app)


async def test_of_many_saves_the_newest_is_built_and_one_at_a_time(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    story.stopping.clear()
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.texts == [START])
        for number in range(5):
            await pilot.press("#", str(number), "ctrl+s")
        await until(pilot, lambda: runner(app).cancelling)
        assert len(story.texts) == 1
        assert "cancelling" in text(app, "#result-heading") if app.query("#result-heading") else True
        await pilot.press("z", "ctrl+s")
        story.stopping.set()
        await until(pilot, lambda: len(story.texts) == 2)
        assert story.texts[1] == "#0#1#2#3#4z" + START
        story.let_go.set()
        await idle(pilot, app)
        assert story.most == 1
        assert len(story.texts) == 2


async def test_saving_what_is_being_built_lets_it_go_on(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: story.texts == [START])
        await until(pilot, lambda: "RUN npm run build" in shown(app))
        await pilot.press("ctrl+s", "ctrl+s")
        await until(pilot, lambda: not app.screen.desk.autosave._lock.locked())
        assert not runner(app).cancelling
        story.let_go.set()
        await idle(pilot, app)
        assert (story.texts, story.ends) == ([START], ["passed"])


async def test_escape_after_a_save_starts_nothing_more(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    story.stopping.clear()
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.texts)
        await pilot.press("#", "ctrl+s")
        await until(pilot, lambda: runner(app).cancelling)
        await pilot.press("escape")
        story.stopping.set()
        await idle(pilot, app)
        await until(pilot, lambda: "Cancelled. Press ctrl+b" in shown(app))
        assert len(story.texts) == 1


async def test_quitting_after_a_save_starts_nothing_more(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        await pilot.press("ctrl+b")
        await until(pilot, lambda: story.texts)
        save_outside(desk, NEW)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
        assert set(story.ends) == {"cancelled"}
    assert runner is not None
    assert desk.dockerfile.read_text() == NEW


async def test_a_save_by_another_program_is_merged_first_and_then_built(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        await pilot.press("#", "m")
        save_outside(desk, NEW)
        await until(pilot, lambda: story.texts and story.texts[-1] == "#m" + NEW)
        assert desk.dockerfile.read_text() == "#m" + NEW
        story.let_go.set()
        await idle(pilot, app)


async def test_a_file_that_was_removed_is_no_save(desk):
    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        desk.dockerfile.unlink()
        await until(pilot, lambda: editor(app).text == "")
        save_outside(desk, NEW)
        await until(pilot, lambda: story.texts == [NEW])
        story.let_go.set()
        await idle(pilot, app)


async def test_a_save_that_the_disk_refuses_builds_nothing(desk, monkeypatch):
    def full(self, text):
        raise TutorError("No space left on device.", "Make room.")

    story = Endless()
    desk.store.set_setting("build_on_save", "on")
    monkeypatch.setattr(Workspace, "save", full)
    async with desk.opened(story) as (app, pilot):
        await pilot.press("#", "ctrl+s")
        await until(pilot, lambda: "No space left on device." in told(app))
        assert story.texts == []


async def test_the_editors_own_saves_are_no_saves_of_others(tmp_path):
    desk, story = Desk(tmp_path), Endless()
    desk.store.set_setting("build_on_save", "on")
    async with desk.opened(story) as (app, pilot):
        for key in "abc":
            await pilot.press("#", key)
            await until(pilot, lambda key=key: f"#{key}" in desk.dockerfile.read_text())
        save_outside(desk, NEW)
        await until(pilot, lambda: story.texts)
        assert story.texts == [NEW]
        story.let_go.set()
        await idle(pilot, app)
    desk.store.close()
