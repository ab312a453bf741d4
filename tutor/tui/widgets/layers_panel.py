"""The layers of both images as bars, which scroll where they do not all have room."""

from __future__ import annotations

from tutor.tui.widgets.row_list import RowList
from tutor.tui.xray_layers_text import layer_rows
from tutor.tui.xray_view import XRayView


class LayersPanel(RowList):
    """Shows the layers of a view of the X-ray."""

    def __init__(self) -> None:
        super().__init__(id="xray-layers")
        self._view = XRayView()

    def show_layers(self, view: XRayView) -> None:
        """Show the layers of these images."""
        self._view = view
        self._draw()

    def scroll_rows(self, rows: int) -> None:
        """Scroll by rows; far away means the first or the last."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    @property
    def page(self) -> int:
        """Return how many rows are in view."""
        return max(self.size.height - 1, 1)

    def on_show(self) -> None:
        """Draw what came in while another view was open."""
        self._draw()

    def on_resize(self) -> None:
        """Fit the bars to the width."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if self.display and width > 0:
            rows = layer_rows(self._view, width)
            self.show(len(rows), lambda row, _: rows[row])
