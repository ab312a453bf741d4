"""An X-ray and a difference as lines of text: every width, hostile names, ASCII."""

from dataclasses import replace

import pytest

from tests import xrays
from tutor.plain.columns import bar, fit, width_of
from tutor.plain.diff_lines import diff_lines
from tutor.plain.rule_lines import rule_lines
from tutor.plain.xray_lines import xray_lines
from tutor.report.amount import parse_amount
from tutor.report.rules import Rules, judge


def test_the_head_tells_all_three_sizes_and_why_they_differ():
    head = list(xray_lines(xrays.traditional(), 200))[:2]
    assert head == [
        "shop:traditional  786 MB, 661 MB of it added to the base image",
        "The engine itself says 931 MB: it counts what it stores, the tutor counts the files of all layers.",
    ]
    assert not any("engine itself" in line for line in xray_lines(xrays.multi_stage()))
    same = replace(xrays.multi_stage(), engine_size=xrays.multi_stage().size + 500)
    assert not any("engine itself" in line for line in xray_lines(same))


def test_categories_have_number_percent_and_bar():
    lines = list(xray_lines(xrays.traditional(), 80))
    assert "  caches                 240 MB   30.5 %  █████████████████████████▌" in lines
    assert "  build output              0 B    0.0 %" in lines


def test_rows_say_size_category_and_line():
    lines = list(xray_lines(xrays.traditional(), 80, 3))
    at = lines.index("   198 MB  root/.npm/_cacache/                              caches")
    assert lines[at + 1] == "           420 files, brought by line 9: RUN npm install"
    assert "further rows" in lines[at + 6]
    (wide,) = [line for line in xray_lines(xrays.traditional(), 120) if "root/.npm/_cacache/" in line]
    assert wide.endswith("caches                line 9: RUN npm install")


def test_waste_says_what_brought_it_and_what_hides_it():
    text = "\n".join(xray_lines(xrays.traditional(), 80))
    assert "Waste: 12.6 MB ship for nothing" in text
    assert "app/old.tar\n                          brought by line 7: COPY package*.json ./\n" in text
    assert "hidden by line 12: COPY . ./" in text
    assert "same as app/node_modules/next/dist/compiled.js" in text
    assert "Waste: none (" in "\n".join(xray_lines(xrays.multi_stage()))


def test_layers_stand_from_the_bottom_with_their_lines():
    lines = list(xray_lines(xrays.traditional(), 80))
    assert lines[-9:][0].endswith("base image: ADD file:7625ddfd589fb824ee in /")
    assert lines[-1] == "   8.8 MB  line 12: COPY . ./"


def test_a_difference_tells_totals_pairs_and_counts():
    text = "\n".join(diff_lines(xrays.difference(), 80))
    assert "786 MB -> 443 MB, -44 %" in text
    assert "  caches                before   240 MB  ██████████████████████████▎\n" in text
    assert "                        after   21.5 MB  ██▍\n" in text
    assert "  dropped       773  370 MB" in text
    assert "Still there, and could go: 73.8 MB" in text


def test_both_images_are_drawn_on_one_scale():
    lines = [line for line in diff_lines(xrays.difference(), 80) if " before " in line or " after " in line]
    drawn = {line.strip().split("  ")[0]: line.count("█") for line in lines if "before" in line}
    assert drawn["caches"] > 4 * drawn["dev dependencies"] > 0


def test_a_difference_without_anything_to_drop_says_so():
    text = " ".join(" ".join(diff_lines(xrays.difference(xrays.traditional(), xrays.empty()), 80)).split())
    assert "Nothing is left that could go: no dev dependencies, build tools, caches, sources." in text
    assert "786 MB -> 0 B, -100 %" in text


@pytest.mark.parametrize("width", [1, 60, 61, 80, 100, 109, 110, 111, 140, 200])
@pytest.mark.parametrize("images", ["usual", "hostile", "empty"])
def test_no_line_is_wider_than_asked_and_all_are_harmless(width, images):
    xray = {"usual": xrays.traditional, "hostile": xrays.hostile, "empty": xrays.empty}[images]()
    lines = [*xray_lines(xray, width), *diff_lines(xrays.difference(xray, xrays.hostile()), width)]
    assert [line for line in lines if width_of(line) > max(width, 60)] == []
    assert [line for line in lines if line and not line.isprintable()] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_name_that_cannot_be_shown_says_so():
    assert any("(a name that cannot be shown)" in line for line in xray_lines(xrays.hostile(), 120, 50))


def test_bars_can_do_without_blocks():
    assert bar(1, 2, 10) == "█████"
    assert bar(1, 1000, 10) == "▏"
    assert bar(1, 1000, 10, ascii_only=True) == "#"
    assert bar(0, 10, 10) == bar(1, 0, 10) == ""
    lines = [
        *xray_lines(xrays.multi_stage(), ascii_only=True),
        *diff_lines(xrays.difference(), ascii_only=True),
    ]
    assert any("####" in line for line in lines)
    assert not any("█" in line for line in lines)


@pytest.mark.parametrize("text", ["short", "a/very/long/path/" * 9, "漢字" * 30, "e\u0301" * 50, ""])
def test_text_is_cut_in_its_middle_to_exactly_the_width(text):
    assert width_of(fit(text, 20)) == 20
    if len(text) > 60:
        assert fit(text, 20).rstrip()[-3:] == text[-3:]


def test_a_broken_rule_is_one_line():
    rules = Rules(over=parse_amount("150MB"), waste=parse_amount("1GB"))
    (line,) = rule_lines(judge(rules, xrays.traditional()))
    assert line.startswith(
        "rule --fail-over 150MB: found 786 MB, brought by root/.npm/_cacache/ 198 MB (line 9: RUN npm install); "
    )
    (hostile,) = rule_lines(judge(Rules(over=parse_amount("0")), xrays.hostile()))
    assert hostile.isprintable()
