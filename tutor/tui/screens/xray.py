"""The X-ray: what both images are made of, file by file, and the sizes of all attempts."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Footer, Input

from tutor.errors import TutorError
from tutor.tui.keys import XRAY_KEYS
from tutor.tui.messages import TabChosen
from tutor.tui.threads import in_thread
from tutor.tui.widgets.file_view import FileView
from tutor.tui.widgets.heading import Heading
from tutor.tui.widgets.ladder_panel import LadderPanel
from tutor.tui.widgets.layers_panel import LayersPanel
from tutor.tui.widgets.search_line import SearchLine
from tutor.tui.widgets.status import StatusLine
from tutor.tui.widgets.xray_table import XRayTable
from tutor.tui.widgets.xray_words import XRayBars, XRayNote, XRayState
from tutor.tui.xray_leaves import all_leaves
from tutor.tui.xray_lists import XRayLists
from tutor.tui.xray_opening import Opening, ReadFile, opening
from tutor.tui.xray_state_text import half_told
from tutor.tui.xray_view import PICTURES, XRayView

if TYPE_CHECKING:
    from tutor.model.ladder import Ladder

ReadLadder = Callable[[], "Ladder"]


class XRayScreen(Screen[str]):
    """Ends with `build` if the learner wants to build, else with an empty text."""

    BINDINGS: ClassVar[list[BindingType]] = [*XRAY_KEYS]
    AUTO_FOCUS = ""

    def __init__(self, title: str, view: XRayView, read_file: ReadFile, read_ladder: ReadLadder) -> None:
        super().__init__()
        self._title = title
        self._read_file, self._read_ladder = read_file, read_ladder
        self._lists = XRayLists(view.without_files)
        self._wanted = view
        """What is to be shown as soon as its lists are made."""
        self._opening: Opening | None = None
        """The file that is open, or about to be."""
        self._drawn = False
        """Whether there is something to draw on."""

    def compose(self) -> ComposeResult:
        """Lay out bars, tabs and, in one place, list, attempts and file."""
        yield StatusLine("X-ray", self._title)
        yield XRayBars(id="xray-bars", markup=False)
        yield Heading(self._lists.view.tabs, id="xray-tabs")
        yield XRayNote(id="xray-note", markup=False)
        yield SearchLine(id="xray-search")
        yield XRayState(id="xray-state", markup=False)
        yield XRayTable(id="xray-table")
        yield LayersPanel()
        yield LadderPanel(id="xray-ladder")
        yield FileView(id="xray-file")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Draw, and read the attempts beside the screen."""
        self._drawn = True
        self._show()
        self._take_in()

    def on_unmount(self) -> None:
        """Draw no more."""
        self._drawn = False
        gc.unfreeze()

    def on_resize(self) -> None:
        """Fit the bars to the size."""
        self.call_after_refresh(self._fit)

    def set_view(self, view: XRayView) -> None:
        """Show what is known by now; the selected row, open folders and the search stay."""
        self._wanted = view
        if self._drawn:
            self._take_in()

    @work(group="view", exclusive=True)
    async def _take_in(self) -> None:
        """Make the lists beside the screen, then show them; a later view takes the place of an earlier one."""
        view = self._wanted  # not an argument: Textual writes those out, and a view has thousands of files
        self.read_attempts()
        lists = await in_thread(lambda: all_leaves(view))
        gc.freeze()  # to go through all files takes 50 ms and more, in which no key is answered
        self._lists.replace(view, lists)
        self._show()

    # ---- drawing

    @property
    def _on_list(self) -> bool:
        """Return whether there is a list of files in sight."""
        lists = self._lists
        return self._opening is None and lists.tab not in PICTURES and lists.image is not None

    def _show(self) -> None:
        """Show the view that is chosen, and nothing else."""
        lists = self._lists
        tabs = self.query_one("#xray-tabs", Heading)
        tabs.set_tabs(lists.view.tabs)
        tabs.current = lists.tab
        is_open = self._opening is not None
        self.query_one(FileView).display = is_open
        self.query_one(LadderPanel).display = lists.tab == "attempts" and not is_open
        self.query_one(LayersPanel).display = lists.tab == "layers" and not is_open
        self.query_one(XRayTable).display = self._on_list
        self.query_one(XRayState).display = lists.image is None and lists.tab not in PICTURES
        self.query_one(SearchLine).show(shown=self._on_list)
        self._show_bars()
        self._show_list()
        self.refresh_bindings()

    def _fit(self) -> None:
        self._show_bars()
        self._show_list()

    def _show_bars(self) -> None:
        view, lists, size = self._lists.view, self._lists, self.size
        bars, note = self.query_one(XRayBars), self.query_one(XRayNote)
        bars.display = self._on_list
        bars.show(view, size.width, size.height)
        note.show((half_told(view) or lists.waste_words) if self._on_list else "")
        self.query_one(XRayState).show(view, size.width)
        self.query_one(LayersPanel).show_layers(view)

    def _show_list(self) -> None:
        lists = self._lists
        tabs = self.query_one("#xray-tabs", Heading)
        tabs.note = next((text for text in lists.summaries if len(text) <= tabs.room), "")
        if self._on_list:
            self.query_one(XRayTable).show(
                lists.outline, signed=lists.tab == "changed", nothing=lists.nothing
            )

    def _draw(self) -> None:
        self.query_one(XRayTable).draw()

    @work(group="attempts", exclusive=True)
    async def read_attempts(self) -> None:
        """Show the attempts as they are recorded by now."""
        try:
            self.query_one(LadderPanel).show(await in_thread(self._read_ladder))
        except TutorError as error:
            self.notify(str(error), severity="warning", markup=False)

    # ---- the views

    @on(TabChosen)
    def _tab(self, event: TabChosen) -> None:
        event.stop()
        self._turn_to(event.name)

    def _turn_to(self, tab: str) -> None:
        self._close_file()
        self._lists.choose(tab)
        self._show()

    def action_turn_view(self, by: int) -> None:
        """Go to another view, around."""
        names = [name for name, _ in self._lists.view.tabs]
        self._turn_to(names[(names.index(self._lists.tab) + by) % len(names)])

    def action_turn_grouping(self) -> None:
        """Group the list in another way."""
        self._lists.outline.turn()
        self._show_list()

    def action_other_image(self) -> None:
        """Look at the other image."""
        self._lists.turn_image()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what does something here."""
        if action in ("open", "turn_grouping", "search", "next_file", "fold", "unfold"):
            return self._on_list
        return self._on_list and self._lists.has_other_image if action == "other_image" else True

    # ---- walking

    def action_move(self, by: int) -> None:
        """Select another row; in a file and among the attempts, scroll."""
        if self._opening is not None:
            self.query_one(FileView).scroll(by)
        elif self._lists.tab == "attempts":
            self.query_one(LadderPanel).scroll(by)
        elif self._lists.tab == "layers":
            self.query_one(LayersPanel).scroll_rows(by)
        else:
            self._lists.outline.select(self._lists.outline.cursor + by)
            self._draw()

    def action_turn_page(self, pages: int) -> None:
        """Move by as many rows as are in view."""
        shown: FileView | LadderPanel | LayersPanel | XRayTable = self.query_one(XRayTable)
        if self._opening is not None:
            shown = self.query_one(FileView)
        elif self._lists.tab == "attempts":
            shown = self.query_one(LadderPanel)
        elif self._lists.tab == "layers":
            shown = self.query_one(LayersPanel)
        self.action_move(pages * shown.page)

    def action_fold(self) -> None:
        """Close a folder, or go up."""
        self._lists.outline.close()
        self._draw()

    def action_unfold(self) -> None:
        """Open a folder, or go into it."""
        if not self._lists.outline.open():
            self._lists.outline.enter()
        self._draw()

    def action_next_file(self, by: int) -> None:
        """Go to the next file."""
        self._lists.outline.next_file(by)
        self._draw()

    @on(XRayTable.Opened)
    def action_open(self) -> None:
        """Open or close a folder; show a file."""
        outline = self._lists.outline
        leaf = outline.file
        if leaf is not None:
            self._open_file(opening(self._lists.view, self._lists.which_of(leaf), leaf))
        elif not outline.open():
            outline.close()
        self._draw()

    # ---- a file

    @work(group="file", exclusive=True)
    async def _open_file(self, wanted: Opening) -> None:
        self._opening = wanted
        viewer = self.query_one(FileView)
        viewer.show(wanted.path, wanted.waiting)
        self._show()
        text = await in_thread(lambda: wanted.read(self._read_file))
        if self._opening is wanted:
            viewer.show(wanted.path, text)

    def _close_file(self) -> None:
        self._opening = None

    # ---- the search

    def action_search(self) -> None:
        """Ask what to search for."""
        self.query_one(SearchLine).open()

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._lists.search(event.value)
        self._show_list()

    @on(Input.Submitted)
    def _search_chosen(self) -> None:
        self.query_one(SearchLine).leave()

    # ---- the way out

    def action_back(self) -> None:
        """Go one step back; at last, leave."""
        if self._opening is not None:
            self._close_file()
            self._show()
        elif self.query_one(SearchLine).display:
            self.query_one(SearchLine).clear()
        elif self._lists.tab not in PICTURES and self._lists.outline.leave():
            self._draw()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Go back to the lab."""
        self.dismiss("")

    def action_build(self) -> None:
        """Go back to the lab, to build."""
        self.dismiss("build")
