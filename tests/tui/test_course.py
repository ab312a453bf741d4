"""The list of labs."""

from dataclasses import replace

from tests.tui import stories
from tests.tui.harness import Desk, a_course, no_engine, shown, text, until
from tutor.model.course import Course, Solution
from tutor.tui.screens.lab import LabScreen


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


async def test_a_row_tells_state_best_size_minutes_and_concepts(tmp_path):
    desk = Desk(tmp_path, a_course(2))
    pass_lab(desk, 0)
    async with desk.opened(lab=None) as (app, _):
        screen = shown(app)
        assert "832 MB → 424 MB, -49 %" in screen
        assert "new · 5 min" in screen
        assert "stage" in screen
        assert "docker 26.1 - ready" in text(app, "#facts")
        assert "free on disk" in text(app, "#facts")


async def test_a_course_can_begin_with_lab_0(tmp_path):
    desk = Desk(tmp_path, replace(a_course(2), first_number=0))
    async with desk.opened(lab=None) as (app, _):
        rows = [line for line in shown(app).splitlines() if "Lab one" in line or "Lab two" in line]
        assert [int(row.split("Lab")[0].strip(" ○│")) for row in rows[:2]] == [0, 1]


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
        await until(pilot, lambda: "» 1  Lab one" in shown(app).replace("»  1", "» 1"))
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
