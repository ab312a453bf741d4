"""An app whose attempts see two images through, and ways to get to the X-ray."""

from dataclasses import replace

from tests.tui import stories, xray_stories
from tests.tui.harness import checked, shown, until
from tutor.attempt import ImageSeen, SizesKnown
from tutor.errors import TutorError
from tutor.model.outcome import Sizes
from tutor.xray import compare

TRADITIONAL, YOURS = xray_stories.traditional(), xray_stories.yours()


def seeing(yours=YOURS, traditional=TRADITIONAL):
    """Return a story of a build that passes, in which these images are seen."""

    def tell(lab):
        if yours is not None:
            yield SizesKnown(Sizes(yours=yours.size))
            yield ImageSeen("yours", yours)
        if traditional is not None:
            yield ImageSeen("traditional", traditional)
        sizes = Sizes(traditional and traditional.size, yours and yours.size)
        return (yield from stories.passing(lab, sizes=sizes))

    return stories.Story(tell)


def with_files(app, read_file=None, compare=compare):
    """Let an app compare images and read files with these."""
    app._services = replace(app._services, compare=compare, read_file=read_file)
    app.screen._services = app.screen.desk._services = app._services


def refuses(_image, _path):
    raise TutorError("The engine is gone.", "Start it again.")


async def look(app, pilot):
    """Open the X-ray and wait until it is drawn."""
    await pilot.press("f2")
    await until(pilot, lambda: type(app.screen).__name__ == "XRayScreen")
    await pilot.pause()


async def built_and_seen(app, pilot, story, **services):
    """Build, and open the X-ray with the difference of the two images."""
    with_files(app, **services)
    await checked(pilot, app, story)
    await look(app, pilot)
    await until(pilot, lambda: "Dropped" in shown(app))


def selected(app):
    """Return the selected row as it is drawn."""
    return app.screen.query_one("#xray-detail").content.plain.split("\n")


def rows(app):
    """Return the rows in view."""
    listing = app.screen.query_one("#xray-rows")
    return [listing.render_line(y).text.rstrip() for y in range(listing.size.height)]
