"""The HTML of reports: small, self-contained, and safe whatever an image is called."""

import json
import random
import re
from importlib.resources import files
from time import perf_counter

import pytest

from tests import xrays
from tests.xray.images import MB, file, image
from tests.xray.images import xray as image_xray
from tutor.html.map_data import difference_data, script_safe, xray_data
from tutor.html.page import difference_page, xray_page
from tutor.model.xray import Category, Item, Origin, State, Waste, XRay
from tutor.xray import compare

_LIMIT = 1_500_000


def leaves(tree):
    """Return the files of a tree of lists."""
    for node in tree:
        if isinstance(node[1], list):
            yield from leaves(node[1])
        else:
            yield node


@pytest.mark.parametrize("xray", [xrays.traditional(), xrays.multi_stage(), xrays.hostile(), xrays.empty()])
def test_the_map_has_every_byte_and_every_file(xray):
    data = json.loads(xray_data(xray))
    found = list(leaves(data["views"][0]["tree"]))
    assert sum(leaf[1] for leaf in found) == xray.size
    counted = sum(leaf[7] if len(leaf) > 7 else 1 for leaf in found)
    assert counted == len(xray.items)


def test_each_view_of_a_difference_has_its_bytes():
    difference = xrays.difference()
    views = {view["id"]: view for view in json.loads(difference_data(difference))["views"]}
    assert list(views) == ["before", "after", "dropped", "added"]
    assert views["before"]["size"] == difference.before.size
    assert sum(leaf[1] for leaf in leaves(views["after"]["tree"])) == difference.after.size


def test_what_changed_has_both_sizes():
    before = image_xray(image([file("kept", 90 * MB, "k"), file("changed", 10 * MB, "1")]))
    after = image_xray(image([file("kept", 90 * MB, "k"), file("changed", 200 * MB, "2")]))
    page = difference_page(compare(before, after))
    told = dict(re.findall(r"<div><dt>(Dropped|Added|Changed|Kept)</dt><dd>([^<]*)</dd>", page))
    assert told == {"Dropped": "0 B", "Added": "0 B", "Changed": "10.0 MB → 200 MB", "Kept": "90.0 MB"}


def test_data_cannot_end_its_script_element():
    text = script_safe(["</script>", "<!--", "]]>", "&", "\u2028\u2029", "\ud800"])
    assert text.isascii()
    assert not set(text) & set("<>&")
    for page in (xray_page(xrays.hostile()), difference_page(xrays.difference(xrays.hostile()))):
        assert page.count("<script") == page.count("</script>") == 2
        assert "<img" not in page


def test_the_file_asks_for_nothing():
    page = xray_page(xrays.traditional())
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    assert not re.search(r"(?:src|href)=|url\(|@import|fetch\(|XMLHttp|innerHTML|insertAdjacent|eval\(", page)
    without = re.sub(r"http://www\.w3\.org/2000/svg", "", page)
    assert "://" not in without


def test_the_same_image_makes_the_same_file():
    assert xray_page(xrays.traditional()) == xray_page(xrays.traditional())


@pytest.fixture(scope="module")
def huge():
    """An image of 35,000 files in deep folders, every second one of another category."""
    dice = random.Random(7)
    items = [
        Item(
            f"app/node_modules/pkg-{n % 900}/lib/{n % 7}/file-{n}.js",
            int(dice.paretovariate(0.8) * 2000) % 40_000_000,
            n % 12,
            list(Category)[n % 8],
            State.VISIBLE,
            f"reason {n % 50}",
            f"npm:pkg-{n % 900}@1.0.0",
        )
        for n in range(35_000)
    ]
    origins = tuple(Origin(n, f"RUN step {n}", n + 1) for n in range(12))
    return XRay("huge:1", "sha256:1", origins, tuple(items), Waste(0, 0, 0))


def test_a_report_of_35_000_files_is_small(huge):
    page = xray_page(huge)
    assert len(page) < _LIMIT
    difference = difference_page(xrays.difference(huge, huge))
    assert len(difference) < _LIMIT


def test_a_report_of_many_empty_files_is_small_and_counts_them_all():
    empty = [file(f"d{n:06}-{'x' * 20}/__init__.py", 0) for n in range(60_000)]
    data = xray_data(image_xray(image(empty)))
    assert len(data) < 10_000
    assert sum(leaf[7] for leaf in leaves(json.loads(data)["views"][0]["tree"])) == 60_000


def test_a_report_of_35_000_files_opens_at_once(huge, browser, tmp_path):
    file = tmp_path / "huge.html"
    file.write_text(xray_page(huge), encoding="utf-8")
    started = perf_counter()
    browser.open(file)
    assert browser.run("return document.querySelectorAll('#map .tile').length") > 100
    assert perf_counter() - started < 10
    assert browser.console() == []


def luminance(colour):
    """Return the relative luminance of `#rrggbb`, as WCAG 2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_has_the_contrast_that_people_need(scheme):
    css = files("tutor.html").joinpath("page.css").read_text()
    block = re.findall(r":root \{([^}]+--page[^}]+)\}", css)[scheme]
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
    pairs = [("tile-ink", f"c{n}") for n in range(8)]
    pairs += [("ink", back) for back in ("page", "card", "folder", "upper", "ghost")]
    pairs += [("soft", back) for back in ("page", "card", "ghost")]
    pairs += [("accent", "card"), ("card", "accent")]
    assert {pair: c for pair in pairs if (c := contrast(colours[pair[0]], colours[pair[1]])) < 4.5} == {}
