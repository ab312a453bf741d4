"""The texts of the X-ray, without a screen: bars, rows, details, files, attempts; hostile ones as well."""

import unicodedata

import pytest
from rich.cells import cell_len

from tests.tui.xray_stories import BASE, item, traditional, yours
from tutor.model.ladder import Ladder, ladder
from tutor.model.outcome import Sizes
from tutor.model.progress import AttemptRecord
from tutor.model.xray import Category, Origin, Waste, WasteRow, XRay
from tutor.tui.file_text import SHOWN_LIMIT, file_text
from tutor.tui.ladder_text import ladder_head, rung_text
from tutor.tui.size_bar import size_bar
from tutor.tui.xray_bars_text import bars_text
from tutor.tui.xray_columns import xray_columns
from tutor.tui.xray_detail_text import detail_text
from tutor.tui.xray_leaves import leaves_of
from tutor.tui.xray_outline import Outline
from tutor.tui.xray_row_text import head_text, origin_words, row_text, shorten, shorten_around
from tutor.tui.xray_state_text import state_text
from tutor.tui.xray_view import XRayView
from tutor.xray import compare

BEFORE, AFTER = traditional(), yours()
BOTH = XRayView(BEFORE, AFTER, compare(BEFORE, AFTER))
WIDTHS = [20, 40, 58, 78, 118, 200]
EVIL = "gone\r[red]x[/] [@click=app.quit]q[/]\x1b]0;t\x07\x1b[2J\u202eb\tc\ne\x00\x9b31m宽字" + "long/" * 800


def harmless(text):
    return not any(
        unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2066" for c in text.replace("\n", "")
    )


@pytest.mark.parametrize("width", WIDTHS[2:])
@pytest.mark.parametrize("lines", [1, 4, 9])
def test_bars_fit_and_the_totals_come_first(width, lines):
    told = bars_text(BOTH, width, lines).plain.split("\n")
    assert len(told) <= max(lines, 2)
    assert all(cell_len(line) <= width for line in told)
    assert "674 MB" in told[0]
    assert "-55 %" in told[0]


def test_few_lines_show_the_largest_categories():
    told = bars_text(BOTH, 78, 4).plain
    assert "base image" in told
    assert "sources" not in told


def test_one_image_has_no_change_and_no_image_no_bars():
    assert "%" not in bars_text(XRayView(after=AFTER), 78, 9).plain
    assert bars_text(XRayView(), 78, 9).plain == ""


@pytest.mark.parametrize(
    ("size", "bar"),
    [(0, ""), (1, "▏"), (50, "█████"), (55, "█████▌"), (100, "██████████"), (900, "██████████")],
)
def test_a_bar_is_exact_to_an_eighth(size, bar):
    assert size_bar(size, 100, 10) == bar


def test_a_bar_in_no_room_is_empty():
    assert size_bar(5, 0, 10) == size_bar(5, 10, 0) == size_bar(-5, 10, 10) == ""


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_fit_and_stand_below_their_names(width):
    outline = Outline(leaves_of(BOTH, "dropped", "yours"))
    outline.open()
    outline.enter()
    at = xray_columns(width)
    rows = [row_text(row, outline, at, signed=False).plain for row in outline.rows[:30]]
    wide = max(width, 43)
    assert all(cell_len(row) <= wide for row in rows)
    if width > 58:
        assert {row.index("line ") for row in rows} == {head_text(outline, at).plain.index("brought by")}


def test_a_narrow_origin_is_its_line():
    line, base = Origin(4, "COPY . .", 12), BASE[0]
    assert origin_words(line, 0, 11).strip() == "line 12"
    assert origin_words(line, 3, 11).strip() == "line 12 +3"
    assert origin_words(base, 0, 11).strip() == "base"
    assert origin_words(Origin(7, ""), 0, 11).strip() == "layer 7"
    assert origin_words(line, 1, 30).strip() == "line 12: COPY . . +1"


def test_a_long_path_keeps_both_ends_and_what_is_searched_for():
    path = "usr/local/lib/node_modules/next/dist/compiled/39/index-239.js"
    assert shorten(path, 30) == "usr/local…compiled/39/index-239.js"[:9] + "…" + path[-20:]
    short, at = shorten_around(path, 34, "next")
    assert short[at : at + 4] == "next"
    assert short.endswith("index-239.js")
    assert cell_len(short) <= 34
    assert shorten_around(path, 34, "nowhere")[1] == -1


def test_the_details_of_waste_say_what_hides_it():
    by, brought = Origin(5, "RUN rm -rf /big", 9), Origin(4, "COPY big .", 8)
    rows = (
        WasteRow("big/", 50_000_000, "deleted", brought, by),
        WasteRow("x", 5, "overwritten", brought, by),
        WasteRow("two", 4, "duplicate", brought, None, "one"),
    )
    image = XRay("yours", "", (*BASE, brought, by), (), Waste(50_000_000, 5, 4, rows))
    told = [detail_text(leaf, 200).plain for leaf in leaves_of(XRayView(after=image), "waste", "yours")]
    assert told[0] == (
        "/big/\n50,000,000 bytes · line 9: RUN rm -rf /big deletes it · brought by line 8: COPY big ."
    )
    assert "replaces it" in told[1]
    assert "the same content as /one" in told[2]


def test_a_changed_file_tells_both_sizes():
    (leaf,) = leaves_of(BOTH, "changed", "yours")
    assert leaf.size == 15
    assert "640 B → 655 B" in detail_text(leaf, 200).plain


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_paths_packages_and_origins_stay_one_harmless_row(width):
    origins = (Origin(0, EVIL, 3),)
    items = [item(EVIL + str(n), 100 + n, 0, Category.OTHER, EVIL, EVIL * (n % 2)) for n in range(6)]
    waste = Waste(5, 0, 0, (WasteRow(EVIL, 5, EVIL, origins[0], origins[0], EVIL),))
    view = XRayView(after=XRay(EVIL, EVIL, origins, tuple(items), waste), note=EVIL[:300])
    for tab in ("left", "waste"):
        outline = Outline(leaves_of(view, tab, "yours"))
        for _ in outline.groupings:
            outline.turn()
            for _ in range(6):
                outline.next_file(1)
            for row in outline.rows[:40]:
                text = row_text(row, outline, xray_columns(width), signed=False)
                assert "\n" not in text.plain
                assert harmless(text.plain)
                assert cell_len(text.plain) <= max(width, 43)
                assert not any("click" in str(span.style) for span in text.spans)
                details = detail_text(row.node, width).plain
                assert details.count("\n") == 1
                assert harmless(details)


def test_the_states_say_what_to_do():
    assert "ctrl+b" in state_text(XRayView(), 78).plain
    reading = XRayView(
        reading=True,
        sizes=Sizes(832_000_000, 424_000_000),
        layers=((BASE[0], 5_000_000), (Origin(3, "RUN x", 9), 7)),
    )
    told = state_text(reading, 78).plain
    for part in ("Reading the layers", "832 MB", "424 MB", "5.0 MB", "line 9: RUN x"):
        assert part in told
    assert "the disk is full" in state_text(XRayView(note="the disk is full"), 78).plain
    assert harmless(state_text(XRayView(note=EVIL, layers=((Origin(0, EVIL), 5),)), 78).plain)


def test_text_is_shown_as_text_and_wrapped():
    text = file_text("a\tb\nüber\n".encode(), 10)
    assert text.wrapped(3) == ["a  ", " b", "übe", "r"]
    assert text.note == "10 B"
    assert file_text(b"", 0).note == "empty"


def test_anything_else_is_shown_as_bytes():
    text = file_text(b"\x7fELF\0" + bytes(range(30)), 91_234_567)
    assert text.note == "binary, 91,234,567 bytes, the first 8.2 kB"
    assert text.wrapped(78)[0] == "000000  7f 45 4c 46 00 00 01 02 03 04 05 06 07 08 09 0a  .ELF............"
    assert max(map(len, text.wrapped(50))) < 50
    assert file_text(b"caf\xe9 is latin-1", 15).note.startswith("binary")


def test_a_large_file_is_cut_also_within_a_letter():
    text = file_text("ü".encode() * SHOWN_LIMIT, 2 * SHOWN_LIMIT)
    assert text.note == "524 kB, the first 262 kB"
    assert sum(map(len, text.lines)) <= SHOWN_LIMIT
    assert set("".join(text.lines)) == {"ü"}


def test_hostile_content_is_harmless():
    text = file_text(EVIL.replace("\0", "").encode(), 1)
    assert all(harmless(line) for line in text.wrapped(40))


ATTEMPTS = (
    AttemptRecord(0.0, "failed", 832_000_000, 832_000_000, "one-from"),
    AttemptRecord(60.0, "failed", None, None, EVIL),
    AttemptRecord(120.0, "passed", 424_000_000, 832_000_000),
)


@pytest.mark.parametrize("width", WIDTHS[2:])
def test_attempts_stand_on_one_scale_with_the_target(width):
    found = ladder(ATTEMPTS, lambda size: size * 6 // 10)
    head = ladder_head(found, width).plain.split("\n")
    rows = [rung_text(rung, found, width).plain for rung in found.rungs]
    assert head[0] == "3 attempts, best 424 MB, -49 % against traditional"
    assert head[1].count("█") == rows[0].count("█")
    assert head[2].index("┤") == rows[2].index("│")
    assert "✗" in rows[0]
    assert "✓" in rows[2]
    assert "-408 MB" in rows[2]
    assert "★ best" in rows[2]
    assert "no image: [red]x[/]" in rows[1]
    assert all(harmless(row) and cell_len(row) <= width for row in (*head, *rows))


def test_no_attempts_say_how_to_begin():
    assert "Press ctrl+b to make the first." in " ".join(ladder_head(Ladder(), 58).plain.split())
    assert "none has passed yet" in ladder_head(ladder(ATTEMPTS[:1], lambda s: None), 78).plain
