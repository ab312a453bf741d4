"""Rows that people can act on: no byte is lost or counted twice, and each row has one origin."""

from tests import xrays
from tutor.model.xray import Category, Fate
from tutor.report.fates import added, droppable, dropped, fate_sums
from tutor.report.layers import layers
from tutor.report.shares import shares


def test_rows_add_up_to_the_image_and_the_largest_comes_first():
    xray = xrays.traditional()
    rows = shares(xray)
    assert sum(row.size for row in rows) == xray.size
    assert sum(row.files for row in rows) == len(xray.items)
    assert [row.size for row in rows] == sorted((row.size for row in rows), reverse=True)
    assert rows[0].label == "root/.npm/_cacache/"


def test_a_row_is_a_package_a_large_file_or_a_folder():
    rows = {(row.label, row.category): row for row in shares(xrays.traditional())}
    typescript = rows["npm:typescript@5.3.3", Category.DEV]
    assert (typescript.size, typescript.files, typescript.origin.line) == (32_500_000, 110, 9)
    assert typescript.why == "dev dependency of package.json"
    assert rows["usr/local/bin/node", Category.BASE].files == 1
    assert rows["app/.git/objects/", Category.SOURCE].files == 90


def test_the_same_package_of_two_layers_makes_two_rows():
    rows = [row for row in shares(xrays.traditional()) if row.label == "npm:next@14.2.3"]
    assert [(row.category, row.origin.line) for row in rows] == [
        (Category.RUNTIME, 10),
        (Category.RUNTIME, 9),
    ]


def test_a_file_alone_in_its_folder_is_named_itself():
    (row,) = shares(xrays.seen("one", xrays.TRADITIONAL, [xrays.file("a/b/c/d", 5, 4)]))
    assert row.label == "a/b/c/d"


def test_what_two_images_differ_in_adds_up():
    difference = xrays.difference()
    sums = {row.fate: row for row in fate_sums(difference)}
    assert sum(row.before for row in sums.values()) == difference.before.size
    assert sum(row.after for row in sums.values()) == difference.after.size
    assert sum(row.size for row in dropped(difference)) == sums[Fate.DROPPED].before
    assert sum(row.size for row in added(difference)) == sums[Fate.ADDED].after
    assert dropped(difference)[0].origin.text == "line 9: RUN npm install"
    assert {row.category for row in droppable(difference)} == {Category.DEV, Category.CACHE, Category.SOURCE}


def test_layers_add_up_to_the_image():
    xray = xrays.traditional()
    assert sum(layer.size for layer in layers(xray)) == xray.size
    assert [layer.origin for layer in layers(xray)] == list(xray.origins)


def test_an_image_without_files_has_no_rows():
    assert shares(xrays.empty()) == ()
