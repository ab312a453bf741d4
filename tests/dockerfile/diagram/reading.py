"""Read a drawing as eyes do: which boxes there are, and from which box or image each arrow comes."""

from tutor.dockerfile.diagram import draw, text_of

DOWN, JOINTS, BEGIN, BRANCHES = "│", "┴┻", "╮", "┤╯"


class Seen:
    """The lines of a drawing, and what they show."""

    def __init__(self, found, width=400):
        self.rows = [text_of(line) for line in draw(found, width)]
        self.names = [p.text for line in draw(found, width) for p in line if p.role == "name"]

    def arrows(self):
        """Return (what the arrow ends at, what it comes from) for each arrow, from the top."""
        return [
            (self._what(y), self._source(y, row.index("◀"))) for y, row in enumerate(self.rows) if "◀" in row
        ]

    def _what(self, y):
        """Return the words that an arrow ends at, without borders."""
        return self.rows[y].partition("◀")[0].strip(" │┃╎")

    def _source(self, y, x):
        """Follow an arrow to the right up to its lane, up the lane, and to the left up to a box or a name."""
        x = next(i for i in range(x + 1, len(self.rows[y])) if self.rows[y][i] in BRANCHES)
        while self._at(y, x) != BEGIN:
            assert self._at(y, x) in DOWN + BRANCHES, (y, x, "\n".join(self.rows))
            y -= 1
        row = self.rows[y]
        joint = max(row.rfind(sign, 0, x) for sign in JOINTS)
        if joint < 0:
            return row[:x].strip(" ─│")
        assert set(row[joint + 1 : x]) <= {"─", "│"}
        top = next(n for n in range(y, -1, -1) if self._at(n, 2) == "▼")
        return self.rows[top + 1].strip(" │┃╎").split("  ")[0]

    def _at(self, y, x):
        return self.rows[y][x : x + 1]
