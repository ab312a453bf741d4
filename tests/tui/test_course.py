"""The list of labs."""

from dataclasses import replace

import pytest
from textual.events import Key

from tests.tui import stories
from tests.tui.harness import Desk, a_course, no_engine, shown, text, until
from tutor.model.course import Course, Solution
from tutor.model.progress import STATES, LabProgress
from tutor.tui.course_text import Place, lab_row
from tutor.tui.screens.lab import LabScreen

LABS = (
    ("read-an-image", "Read an image", ()),
    ("two-stages", "Two stages", ("read-an-image",)),
    ("only-what-runs", "Only what runs", ("two-stages",)),
    ("repair-clinic", "Repair clinic", ("two-stages",)),
    ("nothing-but-a-binary", "Nothing but a binary", ("two-stages",)),
    ("jdk-to-jre", "JDK to JRE", ("two-stages",)),
    ("shared-libraries", "Shared libraries", ("nothing-but-a-binary",)),
    ("what-rebuilds", "What rebuilds", ("two-stages",)),
    ("targets", "Targets and borders", ("two-stages", "what-rebuilds")),
    ("secrets", "Secrets in the build", ("targets",)),
    ("runtime", "A runtime that behaves", ("only-what-runs",)),
    ("capstone", "Capstone", ("only-what-runs", "repair-clinic", "targets", "secrets", "runtime")),
)


def twelve():
    """Return a course of twelve labs, numbered from 0, of which some take others for known."""
    lab = a_course().labs[0]
    labs = tuple(replace(lab, id=name, title=title, after=after) for name, title, after in LABS)
    return Course(labs, first_number=0)


def pass_lab(desk, number):
    lab = desk.course.labs[number]
    story = stories.passing(lab)
    try:
        while True:
            next(story)
    except StopIteration as end:
        desk.store.record(end.value, 1.0)


async def test_the_next_unfinished_lab_is_selected_and_enter_opens_it(tmp_path):
    desk = Desk(tmp_path, a_course(3))
    pass_lab(desk, 0)
    async with desk.opened(lab=None) as (app, pilot):
        assert app.screen.query_one("#labs").highlighted == 1
        assert "1 of 3 labs passed" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))
        assert app.screen.lab.id == "two"


async def test_keys_that_come_at_once_are_taken_in_their_order(tmp_path):
    desk = Desk(tmp_path, a_course(3))
    async with desk.opened(lab=None) as (app, pilot):
        for key in ("down", "down", "enter"):
            app.post_message(Key(key, None))
        await until(pilot, lambda: isinstance(app.screen, LabScreen))
        assert app.screen.lab.id == "three"
    desk.store.close()


async def test_a_row_tells_state_best_size_minutes_and_concepts(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    pass_lab(desk, 0)
    async with desk.opened(lab=None) as (app, _):
        screen = shown(app)
        assert "5 min  424 MB, -49 %" in screen
        assert "5 min  next" in screen
        assert "stage" in screen
        assert "docker 26.1 - ready" in text(app, "#facts")
        assert "free on disk" in text(app, "#facts")


async def test_a_course_can_begin_with_lab_0(tmp_path):
    desk = Desk(tmp_path, replace(a_course(2), first_number=0))
    async with desk.opened(lab=None) as (app, _):
        rows = [line for line in shown(app).splitlines() if "Lab one" in line or "Lab two" in line]
        assert [int(row.split("Lab")[0].strip(" ▸○│")) for row in rows[:2]] == [0, 1]


async def test_when_all_labs_are_passed_the_first_is_selected(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    pass_lab(desk, 0)
    pass_lab(desk, 1)
    async with desk.opened(lab=None) as (app, _):
        assert app.screen.query_one("#labs").highlighted == 0
        assert "2 of 2 labs passed" in shown(app)


async def test_a_course_without_labs_says_what_to_do(tmp_path):
    desk = Desk(tmp_path, Course(()))
    async with desk.opened(lab=None) as (app, pilot):
        assert "This course has no labs" in shown(app)
        await pilot.press("enter", "f5")
        assert "tutor doctor" in shown(app)


async def test_progress_is_fresh_after_coming_back_from_a_lab(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    async with desk.opened(lab="one") as (app, pilot):
        pass_lab(desk, 0)
        await pilot.press("f5")
        await until(pilot, lambda: "1 of 2 labs passed" in shown(app))
        assert app.screen.query_one("#labs").highlighted == 1


async def test_without_an_engine_the_course_says_so_and_labs_open(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    async with desk.opened(lab=None, connect=no_engine) as (app, pilot):
        assert "No container engine answers." in shown(app)
        assert "Install Docker, or start it." in shown(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))


async def test_a_title_with_markup_is_shown_as_it_is(tmp_path):
    desk = Desk(tmp_path, a_course(1, title="[red]Two[/red] \x1b[31mstages", summary="[link=x]sum[/link]"))
    async with desk.opened(lab=None) as (app, _):
        assert "[red]Two[/red] stages" in shown(app)
        assert "[link=x]sum[/link]" in shown(app)


async def test_a_lab_of_a_pack_says_whose_it_is_and_what_its_build_pulls(tmp_path):
    course = a_course(2)
    other = replace(course.labs[1], id="my-pack/one", base_images=("node:18-alpine",))
    desk = Desk(tmp_path, Course((course.labs[0], other)))
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("down")
        await until(pilot, lambda: "From the pack my-pack." in shown(app))
        assert "my-pack: stage" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))
        assert app.screen.lab.id == "my-pack/one"
        await until(pilot, lambda: app.screen.desk is not None)
    assert (desk.workspaces / "my-pack" / "one" / "Dockerfile").exists()


async def test_a_damaged_progress_file_is_told(tmp_path):
    (tmp_path / "progress.db").write_bytes(b"no database" * 100)
    desk = Desk(tmp_path)
    async with desk.opened(lab=None) as (app, _):
        assert any("damaged" in n.message for n in app._notifications)


async def test_a_skipped_lab_says_so_and_the_next_one_is_selected(tmp_path):
    desk = Desk(tmp_path, a_course(3))
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: "»  1  Lab one" in shown(app))
        assert "skipped" in shown(app)
        assert app.screen.query_one("#labs").highlighted == 1
        assert desk.store.progress("one").state == "skipped"
    desk.store.close()


async def test_a_passed_lab_is_not_skipped(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    pass_lab(desk, 0)
    async with desk.opened(lab=None) as (_, pilot):
        await pilot.press("up", "s")
        await pilot.pause()
        assert desk.store.progress("one").state == "passed"
    desk.store.close()


async def test_skipping_in_a_lab_opens_the_next_one(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.lab.id == "two")
        assert desk.store.progress("one").state == "skipped"
    desk.store.close()


async def test_skipping_the_last_lab_leads_to_the_course(desk):
    async with desk.opened() as (app, pilot):
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "labs passed" in shown(app))
        assert "skipped" in shown(app)


async def test_catching_up_in_the_course_asks_and_keeps_the_own_file(desk):
    desk.write("FROM mine\n")
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "marked as “solution shown”" in " ".join(shown(app).split()))
        await pilot.press("enter")
        await pilot.pause()
        assert desk.files["Dockerfile"] == "FROM mine\n"
        await pilot.press("c")
        await until(pilot, lambda: "Catch up (y)" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: "solution shown" in shown(app))
        assert desk.files["Dockerfile"] == desk.course.labs[0].reference.text
        assert "FROM mine\n" in desk.files.values()


async def test_a_lab_that_builds_on_another_begins_with_its_reference(tmp_path):
    first, second = a_course(2).labs
    reference = Solution("r", "R", b"FROM the-first\n", True)
    course = Course((replace(first, solutions=(reference,)), replace(second, builds_on="one")))
    desk = Desk(tmp_path, course)
    pass_lab(desk, 0)
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: "Begin this lab with the reference of “Lab one”?" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: (desk.workspaces / "two" / "Dockerfile").exists())
        await until(pilot, lambda: (desk.workspaces / "two" / "Dockerfile").read_text() == "FROM the-first\n")
        assert desk.store.progress("two").state == "new"
    desk.store.close()


def notes(app):
    """Return the last column of the list, by the number of the lab."""
    rows = [row.partition("│")[0].split() for row in shown(app).split("\n") if " min  " in row]
    numbers = [next(word for word in row if word.isdigit()) for row in rows]
    return {int(n): " ".join(row[row.index("min") + 1 :]) for n, row in zip(numbers, rows, strict=True)}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_twelve_labs_are_in_sight_at_once_with_what_is_next_and_what_can_be_taken(tmp_path, size):
    desk = Desk(tmp_path, twelve())
    pass_lab(desk, 0)
    pass_lab(desk, 1)
    async with desk.opened(lab=None, size=size) as (app, _):
        best = "832 MB → 424 MB, -49 %" if size[0] == 80 else "424 MB, -49 %"
        last = "after 2 and 4 more" if size[0] == 80 else "after 2 and 4 m…"
        assert notes(app) == {
            0: best,
            1: best,
            2: "next",
            3: "ready",
            4: "ready",
            5: "ready",
            6: "after 4",
            7: "ready",
            8: "after 7",
            9: "after 8",
            10: "after 2",
            11: last,
        }
        assert "▸○  2  Only what runs" in shown(app)
        assert "✓  1  Two stages" in shown(app)
    desk.store.close()


async def test_a_lab_that_takes_others_for_known_says_so_and_opens_all_the_same(tmp_path):
    desk = Desk(tmp_path, twelve())
    async with desk.opened(lab=None, size=(80, 24)) as (app, pilot):
        await pilot.press("end")
        told = "Better after 2 “Only what runs”, 3 “Repair clinic”, 8 “Targets and borders” and 2 more."
        await until(pilot, lambda: told in " ".join(text(app, "#details-text").split()))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LabScreen))
        assert "lab 11 of 11" in shown(app)
    desk.store.close()


async def test_a_lab_that_can_be_taken_at_any_time_says_so(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("down")
        await until(
            pilot, lambda: "that are ready go in any order" in " ".join(text(app, "#details-text").split())
        )
    desk.store.close()


async def test_what_was_skipped_does_not_keep_others_waiting(tmp_path):
    desk = Desk(tmp_path, twelve())
    async with desk.opened(lab=None) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: notes(app)[0] == "skipped")
        assert notes(app)[1] == "next"
    desk.store.close()


def test_a_course_file_may_leave_out_what_another_lab_comes_after():
    course = twelve()
    part = Course(course.labs[2:4])
    assert part.waits_for(course.labs[2], ()) == ()
    assert [other.id for other in course.waits_for(course.labs[8], {"two-stages"})] == ["what-rebuilds"]


@pytest.mark.parametrize("width", [30, 50, 66, 76])
def test_a_row_keeps_within_its_width(width):
    lab = replace(
        twelve().labs[0], title="A title that is a good deal too long for any row " * 2, minutes=120
    )
    for state in STATES:
        done = LabProgress(lab.id, state, best_size=None if state == "new" else 1_000_000_000)
        for waits in ((), (("3", "x"), ("4b", "y"))):
            row = lab_row(Place("11", state == "new", waits), lab, done, width, roomy=True)
            assert max(map(len, row.plain.split("\n"))) <= max(width, 50)
