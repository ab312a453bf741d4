"""Hostile text becomes harmless, and sizes read as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.safe_text import clean, clean_line, megabytes


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("windows\r\n", "windows\n"),
        ("bell\x07 null\x00 del\x7f", "bell null del"),
        ("\u202etxt.exe", "txt.exe"),
        ("[bold]markup stays as text[/bold]", "[bold]markup stays as text[/bold]"),
        ("\x9b31mC1", "C1"),
        ("lone \ud800 surrogate", "lone  surrogate"),
    ],
)
def test_what_a_terminal_would_obey_is_gone(hostile, harmless):
    assert clean(hostile) == harmless


@given(st.text(max_size=300))
def test_no_control_character_is_left(text):
    assert all(c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in clean(text))
    assert "\n" not in clean_line(text)


def test_length_is_bounded():
    assert len(clean("x" * 1_000_000)) == 4000
    assert clean("x" * 5000).endswith("…")
    assert len(clean_line("word " * 10_000)) <= 500


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "?"),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (424_300_000, "424 MB"),
        (999_950, "1.0 MB"),
        (1_234_000_000, "1.2 GB"),
    ],
)
def test_sizes(size, text):
    assert megabytes(size) == text
