"""Files added up by category, folder and package; the sums are those of the images."""

import pytest
from hypothesis import given

from tests.xray.images import file, image, images, xray
from tutor.xray import by_category, by_folder, by_package, compare

BEFORE = xray(
    image(
        [file("bin/sh", 10)],
        [file("root/.npm/a", 50), file("app/page.tsx", 5), file("app/node_modules/next/a.js", 30)],
    ),
    base=1,
)
AFTER = xray(
    image([file("bin/sh", 10)], [file("app/.next/page.js", 8)], [file("app/node_modules/next/a.js", 30)]),
    base=1,
)


def rows(groups):
    return [(g.name, g.before, g.after, g.count) for g in groups]


def test_categories_of_a_difference_are_sorted_by_what_moved():
    found = by_category(compare(BEFORE, AFTER))
    assert rows(found) == [
        ("caches", 50, 0, 1),
        ("build output", 0, 8, 1),
        ("sources", 5, 0, 1),
        ("runtime dependencies", 30, 30, 0),
        ("base image", 10, 10, 0),
    ]
    assert [g.delta for g in found] == [-50, 8, -5, 0, 0]
    assert [g.origin.text for g in found][:4] == ["layer 1", "layer 1", "layer 1", "layer 2"]


def test_categories_of_one_image_have_all_its_files():
    assert rows(by_category(BEFORE)) == [
        ("caches", 0, 50, 1),
        ("runtime dependencies", 0, 30, 1),
        ("base image", 0, 10, 1),
        ("sources", 0, 5, 1),
    ]


def test_folders_are_those_of_the_levels_asked_for():
    assert [g.name for g in by_folder(BEFORE)] == ["root", "app", "bin"]
    assert [g.name for g in by_folder(BEFORE, 2)] == ["root/.npm", "app/node_modules", "bin", "app"]
    assert [g.name for g in by_folder(xray(image([file("a")])))] == [""]


def test_packages_are_rows_and_all_other_files_one():
    assert rows(by_package(BEFORE)) == [("", 0, 65, 3), ("npm:next", 0, 30, 1)]


def test_a_file_that_changes_its_category_leaves_one_group_and_comes_to_the_other():
    found = image([file("bin/sh", 10)])
    assert rows(by_category(compare(xray(found, base=1), xray(found)))) == [
        ("base image", 10, 0, 1),
        ("other", 0, 10, 1),
    ]


@pytest.mark.parametrize("grouping", [by_category, by_folder, by_package])
@given(first=images, second=images)
def test_the_sums_are_the_image_sizes(grouping, first, second):
    before, after = xray(first, base=1), xray(second)
    found = grouping(compare(before, after))
    assert sum(g.before for g in found) == before.size
    assert sum(g.after for g in found) == after.size
    assert sum(g.after for g in grouping(after)) == after.size
    assert sum(g.count for g in grouping(after)) == len(after.items)
