"""Every key of the app, declared once: key, action, label for the footer, sentence for the help."""

from __future__ import annotations

from textual.binding import Binding

APP_KEYS = (
    Binding("f1", "help", "Help", tooltip="Show the keys and ways to work; outside the editor also `?`."),
    Binding("ctrl+e", "start_engine", "Start engine", priority=True, tooltip="Start a container engine."),
    Binding("ctrl+t", "turn_theme", "Theme", show=False, tooltip="Switch between dark and light."),
    Binding("ctrl+q", "quit", "Quit", priority=True, tooltip="Save, stop what runs, and leave."),
)
"""Work everywhere."""

OPEN_KEY = Binding("enter", "screen.open", "Open lab", tooltip="Open the selected lab.")
"""Of the list of labs."""

COURSE_KEYS = (
    OPEN_KEY,
    Binding("s", "skip", "Skip", tooltip="Pass over the selected lab; come back to it whenever you like."),
    Binding(
        "c",
        "catch_up",
        "Catch up",
        show=False,
        tooltip="Put a reference in place of the selected lab's Dockerfile; yours is kept beside it.",
    ),
    Binding("f5", "refresh", "Look again", tooltip="Read your progress and the engine's state again."),
)

LAB_KEYS = (
    Binding("ctrl+b", "build", "Build", tooltip="Build your Dockerfile and check the image."),
    Binding("escape", "cancel", "Cancel", priority=True, tooltip="Stop the build that is running."),
    Binding(
        "ctrl+l",
        "turn_file",
        "File",
        tooltip="In a lab with an ignore file: go between your Dockerfile and that file.",
    ),
    Binding("ctrl+s", "save", "Save", show=False, tooltip="Save now; typing saves by itself, too."),
    Binding(
        "f8",
        "turn_build_on_save",
        "Build on save",
        show=False,
        tooltip="Build at each save, or no more: at ctrl+s, and when another program saves the file.",
    ),
    Binding(
        "f2",
        "xray",
        "X-ray",
        tooltip="Look through the images, file by file: what ships, and from which line.",
    ),
    Binding(
        "ctrl+o",
        "stages",
        "Stages",
        tooltip="Show your stages as a picture in place of the lesson, drawn as you type; again: the lesson.",
    ),
    Binding("f3", "hint", "Hint", tooltip="Show a hint; after your next try, a clearer one."),
    Binding(
        "f7",
        "answer",
        "Answer",
        show=False,
        priority=True,
        tooltip="Go to the question that is asked beside the build or the lesson; esc passes over it.",
    ),
    Binding(
        "f4",
        "solution",
        "Solution",
        tooltip="After a pass: your debrief, and the reference beside your file. Before: give up, after a question.",
    ),
    Binding("ctrl+n", "turn_step(1)", "Next", tooltip="Go to the next step of the lesson."),
    Binding("ctrl+p", "turn_step(-1)", "Back", show=False, tooltip="Go back one step of the lesson."),
    Binding("f5", "leave", "Course", tooltip="Go back to the list of labs."),
    Binding("f6", "next_view", "View", tooltip="Show the next view: checks, build steps, log."),
    Binding(
        "f9",
        "dispute",
        "Wrong?",
        tooltip="You think that the checker is wrong: see what every check looked at, and get a report file.",
    ),
    Binding("ctrl+g", "skip", "Skip", show=False, tooltip="Pass over this lab and go on to the next one."),
    Binding("ctrl+r", "reset", "Reset", show=False, tooltip="Put the start file back; yours is kept."),
)

EDITOR_KEYS = (
    Binding("ctrl+space", "complete", show=False, tooltip="List what could follow at the cursor."),
    Binding("tab", "choose", show=False, tooltip="With the list open: go into it, then take what is chosen."),
    Binding("enter", "take", show=False, tooltip="In the list: take what is chosen; up and down choose."),
    Binding("escape", "close_list", show=False, tooltip="Close the list; typing goes on as it is."),
)
"""Work in the editor while the list of what could follow is open; ctrl+space opens it."""

DEBRIEF_KEYS = (
    Binding("escape,f4", "back", "Back", tooltip="Go back to the lab."),
    Binding("tab,f6", "turn_view", "View", tooltip="Turn between the debrief and the solution."),
    Binding(
        "f7", "answer", "Explain", priority=True, tooltip="Go to the question, and answer in a sentence."
    ),
    Binding(
        "c",
        "take_over",
        "Catch up",
        tooltip="Put the reference in place of your Dockerfile; yours is kept beside it.",
    ),
)
"""Work in the debrief and the solution."""

DISPUTE_KEYS = (Binding("escape,f9", "back", "Back", tooltip="Go back to the lab."),)
"""Work where the evidence of the checks is shown; the arrows scroll."""

PREVIEW_KEYS = (
    Binding(
        "f10",
        "author",
        "Author",
        tooltip="Everything of the lab: its problems, pages, hints, solutions and mistakes, to read and to jump to.",
    ),
)
"""Work everywhere while an author previews a lab."""

AUTHOR_KEYS = (
    Binding("escape,f10", "back", "Back", tooltip="Go back to the lab."),
    Binding(
        "enter",
        "take",
        "Take",
        priority=True,
        tooltip="Open the chosen page, or put the chosen Dockerfile into the editor.",
    ),
    Binding("tab", "app.focus_next", "Scroll", show=False, tooltip="Go between the list and the text."),
)
"""Work in the author's view of a lab."""

BUILD_KEYS = (
    Binding("up", "move(-1)", show=False, tooltip="Select the step above."),
    Binding("down", "move(1)", show=False, tooltip="Select the step below."),
    Binding("home", "move(-100000)", show=False, tooltip="Select the first step."),
    Binding(
        "end", "follow", show=False, tooltip="Go back to the step that runs or failed, and follow the build."
    ),
    Binding("enter", "toggle_log", "Log", tooltip="Open or close the log of the selected step."),
    Binding("pageup", "scroll_log(-1)", show=False, tooltip="Scroll back in the step's log."),
    Binding("pagedown", "scroll_log(1)", show=False, tooltip="Scroll on in the step's log."),
)
"""Work in the view of the build steps."""

XRAY_KEYS = (
    Binding(
        "escape",
        "back",
        "Back",
        tooltip="Go one step back: out of a file, a search, a folder; then out of the X-ray.",
    ),
    Binding("enter", "open", "Open", tooltip="Open a package or folder, or show what is in a file."),
    Binding(
        "tab,f6",
        "turn_view(1)",
        "View",
        tooltip="Show the next view: dropped, left, added, changed, waste, layers, attempts.",
    ),
    Binding("shift+tab", "turn_view(-1)", show=False, tooltip="Show the view before."),
    Binding(
        "g", "turn_grouping", "Group", tooltip="Group by package, folder or category, or list single files."
    ),
    Binding(
        "slash", "search", "Search", tooltip="Show only files whose path or package holds what you type."
    ),
    Binding("n", "next_file(1)", show=False, tooltip="Go to the next file found; opens what it lies in."),
    Binding("N", "next_file(-1)", show=False, tooltip="Go to the file found before."),
    Binding("o", "other_image", "Image", tooltip="Under Left and Waste: look at the other image."),
    Binding("up", "move(-1)", show=False, tooltip="Select the row above, or scroll."),
    Binding("down", "move(1)", show=False, tooltip="Select the row below, or scroll."),
    Binding("left", "fold", show=False, tooltip="Close the folder, or go up to the one that holds the row."),
    Binding("right", "unfold", show=False, tooltip="Open the folder, or go down into it."),
    Binding("pageup", "turn_page(-1)", show=False, tooltip="Go up a page."),
    Binding("pagedown", "turn_page(1)", show=False, tooltip="Go down a page."),
    Binding("home", "move(-1000000)", show=False, tooltip="Go to the first row."),
    Binding("end", "move(1000000)", show=False, tooltip="Go to the last row."),
    Binding("ctrl+b", "build", "Build", show=False, tooltip="Go back to the lab and build."),
    Binding("f2", "leave", show=False, tooltip="Go back to the lab at once."),
)
"""Work in the X-ray."""
