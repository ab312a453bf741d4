"""Rows that are kept from one key to the next look like rows that are painted anew, whatever happened in between."""

from tests.tui.harness import editor, until

TEXT = "FROM node:18-alpine AS build\nWORKDIR /app\n" + "RUN a (b)\n" * 40 + "FROM build\n"

WALK = [
    *("down", "end", "enter", "X", "space", "y", "backspace", "up", "shift+down", "shift+down", "delete"),
    *(
        "ctrl+z",
        "pagedown",
        "pageup",
        "(",
        ")",
        "left",
        "ctrl+t",
        "home",
        "#",
        "tab",
        "shift+tab",
        "ctrl+end",
        "\\",
    ),
]


def rows(app):
    return [[(s.text, s.style) for s in strip] for strip in app.screen._compositor.render_strips()]


def lines(app):
    """Return the editor's rows as they would be painted now."""
    return [list(editor(app).render_line(y)) for y in range(editor(app).size.height)]


async def test_every_step_of_a_walk_looks_as_if_painted_anew(desk):
    async with desk.opened(size=(100, 30)) as (app, pilot):
        editor(app).load_text(TEXT)
        editor(app).focus()
        for key in WALK:
            await pilot.press(key)
            await pilot.pause(0.1)
            kept = lines(app)
            editor(app)._repaint()
            assert lines(app) == kept, key


async def test_a_problem_that_goes_away_is_painted_no_more(desk):
    async with desk.opened() as (app, pilot):
        editor(app).load_text("FROM x\nRUN a\nFOO b\n")
        await until(pilot, lambda: any("no instruction" in "".join(t for t, _ in row) for row in rows(app)))
        editor(app).replace("RUN", (2, 0), (2, 3))
        await until(
            pilot, lambda: not any("no instruction" in "".join(t for t, _ in row) for row in rows(app))
        )


async def test_the_cursor_s_line_keeps_the_colours_of_its_words(desk):
    async with desk.opened() as (app, pilot):
        editor(app).load_text("FROM x\nWORKDIR /a\nWORKDIR /b\n")
        editor(app).cursor_blink = False
        editor(app).move_cursor((1, 0))
        editor(app).focus()
        await pilot.pause(0.1)
        painted = {t: s.color for row in rows(app) for t, s in row if t in ("WORKDIR", "ORKDIR")}
        assert len(painted) == 2, "the cursor is on the first letter of one of them"
        assert len(set(painted.values())) == 1
