"""BuildKit's progress messages, field by field."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.buildkit.streams import START, digest_of, log, message, status, vertex, warning
from tutor.engine.buildkit.status import (
    Status,
    Vertex,
    VertexLog,
    VertexStatus,
    VertexWarning,
    decode_status,
)


def test_every_field_is_read():
    decoded = decode_status(
        message(
            vertex("a", inputs=["b", "c"], at=1.5, until=2.25, cached=True, error="oops"),
            status("a", "sha256:1", 5, 10, until=3, action="done"),
            log("a", b"\xff\n", 2),
            warning("short", 3, 4, "https://x", ["one", "two"]),
        )
    )
    assert decoded == Status(
        (
            Vertex(
                digest_of("a"), (digest_of("b"), digest_of("c")), "a", True, START + 1.5, START + 2.25, "oops"
            ),
        ),
        (VertexStatus("sha256:1", digest_of("a"), "done", 5, 10, START + 3),),
        (VertexLog(digest_of("a"), 2, b"\xff\n"),),
        (VertexWarning("", "short", ("one", "two"), "https://x", ((3, 4),)),),
    )
    assert decoded.time == START + 2.25


def test_nothing_is_an_empty_status():
    assert decode_status(b"") == Status()
    assert decode_status(b"").time is None


def test_unknown_and_wrong_fields_are_left_out():
    odd = message((1, 5), (9, b"new"), (1, message((1, 7), (3, b"name"), (4, b"text"), (5, 3), (77, b"x"))))
    assert decode_status(odd).vertices == (Vertex(name="name"),)


def test_numbers_below_zero_are_none():
    (told,) = decode_status(message((2, message((4, -5), (5, -1))))).statuses
    assert (told.current, told.total) == (0, 0)


def test_a_time_that_cannot_be_is_no_time_of_day():
    nonsense = [message((1, -62135596800)), message((1, 1 << 62)), message((1, START), (2, 1 << 40)), b"\xff"]
    decoded = decode_status(message(*((1, message((3, "x"), (6, time))) for time in nonsense)))
    assert [v.completed for v in decoded.vertices] == [0.0] * 4


def test_text_is_cut_and_need_not_be_utf_8():
    (cut,) = decode_status(message((1, message((3, b"\xff" * 200_000))))).vertices
    assert len(cut.name) == 65_536
    assert set(cut.name) == {"\ufffd"}


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data):
    assert isinstance(decode_status(data), Status)
