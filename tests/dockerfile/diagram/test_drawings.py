"""The drawings of lab 1's files, as they should look; and what sizes, mistakes and hostile names make of them."""

from pathlib import Path

import pytest

from tutor.dockerfile.diagram import PLAIN, draw, stage_map, text_of
from tutor.model.measured import Measured, layers_of, measured
from tutor.model.xray import Category, Item, Origin, State, Waste, XRay
from tutor.paths import labs_dir

GOLDEN = Path(__file__).parent / "drawings.txt"
SHOP = "FROM node AS build\nRUN make\nFROM node\nCOPY --from=build /app /app\nCOPY . .\nCMD x\n"
LAYERS = (
    (Origin(0, "ADD rootfs", base=True), 100_000_000),
    (Origin(1, "COPY --from=build /app /app", 4), 30_000_000),
    (Origin(2, "COPY . .", 5), 2_000_000),
)


def drawn(text, width=60, known=None, strokes=None):
    found = stage_map(text, known)
    return "\n".join(map(text_of, draw(found, width, strokes) if strokes else draw(found, width)))


def golden():
    """Return (file below lab 1's folder, width, drawing) of each."""
    parts = [part.partition("\n") for part in GOLDEN.read_text().split("== ")[1:]]
    cases = [(*title.split(), drawing.rstrip("\n")) for title, _, drawing in parts]
    return [pytest.param(name, int(width), drawing, id=f"{name}-{width}") for name, width, drawing in cases]


@pytest.mark.parametrize(("name", "width", "drawing"), golden())
def test_the_files_of_lab_1_are_drawn_like_this(name, width, drawing):
    text = (labs_dir() / "two-stages" / name / "Dockerfile").read_text()
    assert drawn(text, width) == drawing


def test_sizes_stand_beside_what_they_are_of():
    picture = drawn(SHOP, 40, measured(SHOP, LAYERS)).split("\n")
    rows = [row.strip(" │┃◀┤╯▼").split() for row in picture if "MB" in row]
    assert [(row[0], row[-2]) for row in rows[:-1]] == [
        ("node", "100"),
        ("/app", "30.0"),
        ("COPY", "2.0"),
        ("your", "132"),
    ]
    assert picture[-1].strip() == "100 MB base + 32.0 MB added"


def test_the_base_of_a_stage_that_stays_behind_has_no_size():
    boxes = stage_map(SHOP, measured(SHOP, LAYERS)).boxes
    assert [box.base_size for box in boxes] == [None, 100_000_000]


def test_lines_that_moved_keep_their_sizes_and_it_is_said_that_these_are_of_the_last_build():
    known = measured(SHOP, LAYERS)
    found = stage_map(SHOP.replace("RUN make\n", "\nRUN other\n\n"), known)
    assert [s.size for s in found.boxes[1].supplies] == [30_000_000, 2_000_000]
    assert (found.image_size, found.is_of_this_text) == (132_000_000, False)
    assert "sizes: your last build" in drawn(SHOP + "\n# more\n", 60, known)


@pytest.mark.parametrize(
    "text",
    [
        SHOP.replace("COPY . .\n", ""),
        SHOP + "RUN echo\n",
        SHOP.replace("FROM node\n", "FROM alpine\n"),
        SHOP.replace("/app /app", "/app /srv"),
        "",
    ],
    ids=["one less", "one more", "other base", "other path", "empty"],
)
def test_what_ships_has_no_size_any_more_once_it_is_made_in_another_way(text):
    found = stage_map(text, measured(SHOP, LAYERS))
    assert found.image_size is found.base_size is None
    assert "132 MB" not in drawn(text, 60, measured(SHOP, LAYERS))


def test_where_no_size_is_left_nothing_is_said_of_sizes():
    assert "last build" not in drawn("FROM other\nRUN other\n", 60, measured(SHOP, LAYERS))


def test_of_very_many_instructions_the_first_are_drawn_and_the_others_counted():
    text = "FROM a AS b\nFROM c\n" + "COPY --from=b /x /y\n" * 100
    picture = drawn(text, 60)
    assert picture.count("◀") == 40
    assert "and 60 more" in picture
    assert "and 2 more" in drawn("FROM a\n" + "RUN x\n" * 6 + "FROM c\nCOPY --from=0 / /\n", 60)
    assert "more" not in drawn("FROM a\n" + "RUN x\n" * 6 + "FROM c\nCOPY --from=0 / /\n", 28)


def test_equal_instructions_have_their_sizes_in_their_order():
    text = "FROM a\nRUN x\nRUN x\n"
    known = Measured(text, 1, 4, (("RUN x", 1), ("RUN x", 2)))
    assert [s.size for s in stage_map(text, known).boxes[0].supplies] == [1, 2]


def test_the_layers_of_an_image_that_was_seen_through_have_the_sizes_of_their_files():
    items = tuple(
        Item(str(n), size, layer, Category.OTHER, State.VISIBLE, "")
        for n, (layer, size) in enumerate([(0, 5), (1, 7), (1, 1)])
    )
    origins = (Origin(0, "ADD", base=True), Origin(1, "RUN x", 2))
    seen = XRay("yours", "sha256:1", origins, items, Waste(0, 0, 0))
    assert layers_of(seen) == ((origins[0], 5), (origins[1], 8))


@pytest.mark.parametrize(
    ("lines", "row", "note"),
    [
        ("COPY --from=builder /app /app", "? builder: /app", "? line 3: `builder` is not a stage"),
        (
            "COPY --from=last /app /app",
            "? last: /app",
            "? line 3: This line stands in the stage `last` itself",
        ),
        ("COPY --from=9 /app /app", "? 9: /app", "There is no stage `9` above"),
        ("FRM x", "", "? line 3:"),
        ("FROM", "? no image yet", "? line 3: `FROM` needs an image"),
    ],
)
def test_what_leads_nowhere_is_drawn_without_an_arrow_and_explained(lines, row, note):
    picture = drawn(f"FROM a AS build\nFROM a AS last\n{lines}\n", 80)
    assert row in picture
    assert note in picture
    assert "◀" not in picture


def test_a_name_further_down_is_called_that_with_all_lines_that_use_it_in_one_sentence():
    picture = drawn("FROM a\nCOPY --from=b /x /\nCOPY --from=b /y /\nFROM a AS b\n", 80)
    assert "? lines 2, 3: `b` is a stage further down" in " ".join(picture.split())


def test_no_more_notes_than_have_room():
    lines = "".join(f"COPY --from=x{n} /a /\n" for n in range(30))
    notes = drawn("FROM a\n" + lines, 200).partition("\n\n")[2].split("\n")
    assert len(notes) == 4
    assert notes[-1] == "? and lines 5, 6, 7, 8, 9, 10 and 21 more"


def test_one_with_no_room_for_its_lane_is_named_where_it_arrives():
    stages = "".join(f"FROM a AS stage-{n}\n" for n in range(12))
    copies = "".join(f"COPY --from=stage-{n} /x{n} /\n" for n in range(12))
    picture = drawn(stages + "FROM a\n" + copies, 40)
    assert "stage-11: /x11" in picture
    assert max(map(len, picture.split("\n"))) <= 40


def test_an_image_that_is_only_copied_from_is_a_root_of_its_own():
    picture = drawn("FROM a\nCOPY --from=nginx:1 /etc /etc\nFROM b\nCOPY --from=nginx:1 /x /y\n", 40)
    assert picture.count("nginx:1 ───") == 1
    assert picture.count("◀") == 2


def test_escape_codes_and_markup_of_names_are_only_text():
    text = "FROM \x1b[31mred AS [bold]b[/]\nFROM x\u202ey\nCOPY --from=[bold]b[/] /\x1b]0;title\x07p /q\n"
    picture = drawn(text, 60)
    assert "\x1b" not in picture
    assert "\u202e" not in picture
    assert "[bold]b[/]" in picture
    assert "xy" in picture


def test_in_ascii_the_three_kinds_of_boxes_differ_too():
    picture = drawn("FROM a AS b\nFROM a AS c\nFROM b\nCOPY --from=d /x /\n", 40, strokes=PLAIN)
    assert picture.isascii()
    assert [row[2:8] for row in picture.split("\n") if row[2:3] == "v"][:3] == ["v=====", "v.....", "v====="]
    assert "ships, too" in picture
