"""Any text at all is drawn within its width, and a drawing read by eye gives back what the file says."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.dockerfile.diagram.reading import Seen
from tests.dockerfile.edits import JUNK
from tests.dockerfile.test_robustness import TEXTS
from tutor.cells import width_of
from tutor.dockerfile.diagram import BLOCKS, NARROWEST, PLAIN, draw, stage_map, text_of
from tutor.dockerfile.diagram.lanes import Stop, lanes
from tutor.dockerfile.diagram.mapping import MOST_STAGES
from tutor.model.measured import Measured

LINES = st.lists(
    st.one_of(
        JUNK,
        st.sampled_from(
            [
                "FROM a AS b",
                "FROM b AS c",
                "from C",
                "FROM scratch",
                "COPY --from=b /x /y",
                "COPY --from=0 /very/long/path/of/a/file.tar.gz /y",
                "COPY --from=c /äöü/漢字漢字漢字漢字漢字 /y",
                "COPY --from=nginx:1 /e\u0301tc /",
                "RUN --mount=from=b,source=/x --mount=from=c ls",
                "COPY . .",
                "RUN \u202eevil [bold]x[/]",
            ]
        ),
    ),
    max_size=30,
).map("\n".join)


@example("ONBUILD 0", 80, BLOCKS)
@given(st.one_of(TEXTS, LINES), st.integers(0, 130), st.sampled_from([BLOCKS, PLAIN]))
@settings(max_examples=700, deadline=None)
def test_every_line_is_harmless_and_within_the_width_and_every_stage_is_there_once(text, width, strokes):
    found = stage_map(text)
    drawn = draw(found, width, strokes)
    for line in map(text_of, drawn):
        assert width_of(line) <= max(width, NARROWEST)
        assert cell_len(line) <= max(width, NARROWEST)
        assert line.isprintable()
    names = [part.text for line in drawn for part in line if part.role == "name"]
    assert len(names) == len(found.boxes) + bool(found.boxes)
    assert drawn


@given(TEXTS, st.integers(24, 100))
@settings(max_examples=200, deadline=None)
def test_sizes_of_another_text_are_taken_where_they_fit_and_never_break_a_drawing(text, width):
    known = Measured("FROM a\nRUN x\n", 10**9, 2 * 10**9, (("RUN x", 10**9), ("COPY --from=b . .", 5)))
    assert all(width_of(text_of(line)) <= width for line in draw(stage_map(text, known), width))


@st.composite
def well_formed(draw_one):
    """Return a right Dockerfile, and (what arrives, where it comes from) for all that has an arrow."""
    count = draw_one(st.integers(1, 9))
    lines, arrows = [], []
    for index in range(count):
        above = st.integers(0, index - 1) if index else st.nothing()
        base = draw_one(st.one_of(st.just(None), above))
        lines.append(f"FROM {'image:1' if base is None else f's{base}'} AS s{index}")
        own = [] if base is None else [(f"s{base}", f"s{base}")]
        images = []
        for n in range(draw_one(st.integers(0, 4))):
            source = draw_one(st.one_of(above, st.sampled_from(["nginx:1", "redis:7"])))
            name = source if isinstance(source, str) else f"s{source}"
            lines.append(f"COPY --from={name} /p{index}x{n} /")
            images.append((f"/p{index}x{n}", name))
        arrows += own + images
    return "\n".join(lines) + "\n", arrows


@given(well_formed())
@settings(max_examples=300, deadline=None)
def test_following_each_arrow_leads_to_where_the_file_says_that_it_comes_from(case):
    text, expected = case
    assert Seen(stage_map(text)).arrows() == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.booleans()),
        max_size=40,
        unique_by=lambda event: event if event[1] else object(),
    ),
    st.integers(0, 4),
)
@settings(max_examples=300, deadline=None)
def test_no_two_share_a_lane_at_one_time(events, most):
    stops = [Stop(gives=("stage", str(n))) if gives else Stop(takes=("stage", str(n))) for n, gives in events]
    plan = lanes(stops, most)
    assert plan.count <= most
    for row, running in enumerate(plan.rows):
        begun = {stops.index(Stop(gives=key)): key for key in plan.of}
        alive = [plan.of[key] for start, key in begun.items() if start <= row <= plan.last[key]]
        assert sorted(alive) == sorted(running)


def test_of_a_file_with_thousands_of_stages_the_last_are_drawn():
    found = stage_map("FROM a\n" * 2500)
    assert len(found.boxes) == MOST_STAGES
    assert text_of(draw(found, 60)[0]).strip() == f"{2500 - MOST_STAGES:,} more stages above"


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n"])
def test_a_file_without_a_stage_says_how_to_begin(text):
    assert "FROM" in " ".join(map(text_of, draw(stage_map(text), 60)))
