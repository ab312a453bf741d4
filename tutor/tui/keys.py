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

COURSE_KEYS = (
    Binding("enter", "open", "Open lab", priority=True, tooltip="Open the selected lab."),
    Binding("f5", "refresh", "Look again", tooltip="Read your progress and the engine's state again."),
)

LAB_KEYS = (
    Binding("ctrl+b", "build", "Build & check", tooltip="Build your Dockerfile and check the image."),
    Binding("escape", "cancel", "Cancel", priority=True, tooltip="Stop the build that is running."),
    Binding("ctrl+s", "save", "Save", show=False, tooltip="Save now; typing saves by itself, too."),
    Binding(
        "f8",
        "turn_build_on_save",
        "Build on save",
        show=False,
        tooltip="Build at each save, or no more: at ctrl+s, and when another program saves the file.",
    ),
    Binding("f2", "next_view", "View", tooltip="Show the next view: checks, build steps, log."),
    Binding("f3", "hint", "Hint", tooltip="Show a hint; after your next try, a clearer one."),
    Binding("ctrl+n", "turn_step(1)", "Next", tooltip="Go to the next step of the lesson."),
    Binding("ctrl+p", "turn_step(-1)", "Back", show=False, tooltip="Go back one step of the lesson."),
    Binding("f5", "leave", "Course", tooltip="Go back to the list of labs."),
    Binding("ctrl+r", "reset", "Reset", show=False, tooltip="Put the start file back; yours is kept."),
)

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
