"""Bytes that ship for nothing, to the byte; the first three are what other tools get wrong."""

from hypothesis import given

from tests.xray.images import (
    MB,
    file,
    folder,
    hard_link,
    image,
    images,
    items,
    opaque,
    symlink,
    whiteout,
    xray,
)
from tutor.model.xray import State

BIG = 52 * MB


def rows(seen):
    return [(r.path, r.size, r.reason, r.origin.layer, r.by.layer if r.by else None) for r in seen.waste.rows]


def sums(seen):
    return seen.waste.deleted, seen.waste.overwritten, seen.waste.duplicated


def test_a_folder_removed_by_a_later_line_is_deleted_as_one_row():
    parts = [file(f"data/part{n}", BIG // 4) for n in range(4)]
    seen = xray(image([folder("data"), *parts], [whiteout("data")]))
    assert sums(seen) == (BIG, 0, 0)
    assert rows(seen) == [("data", BIG, "deleted", 0, 1)]
    assert seen.size == BIG


def test_a_file_whose_mode_changes_later_is_overwritten_once():
    seen = xray(image([file("big", BIG, "x", 0o644)], [file("big", BIG, "x", 0o755)]))
    assert sums(seen) == (0, BIG, 0)
    assert rows(seen) == [("big", BIG, "overwritten", 0, 1)]
    assert seen.size == 2 * BIG


def test_a_second_copy_of_a_file_is_a_duplicate():
    seen = xray(image([file("big", BIG, "x")], [file("copy", BIG, "x")]))
    assert sums(seen) == (0, 0, BIG)
    assert [(r.path, r.first, r.origin.layer) for r in seen.waste.rows] == [("copy", "big", 1)]


def test_of_three_copies_all_but_one_are_duplicates():
    assert sums(xray(image([file("a", 5, "x"), file("b", 5, "x"), file("c", 5, "x")]))) == (0, 0, 10)


def test_a_copy_that_is_deleted_is_no_duplicate():
    assert sums(xray(image([file("a", 5, "x"), file("b", 5, "x")], [whiteout("b")]))) == (5, 0, 0)


def test_empty_files_and_files_of_unknown_content_are_no_duplicates():
    unknown = [file("c", 5), file("d", 5)]
    unknown = [e.__class__(e.path, "file", 5) for e in unknown]
    assert sums(xray(image([file("a", 0, "x"), file("b", 0, "x"), *unknown]))) == (0, 0, 0)


def test_hard_links_are_no_duplicates():
    assert sums(xray(image([file("a", 5, "x"), hard_link("b", "a")]))) == (0, 0, 0)


def test_content_that_a_hard_link_still_names_is_not_deleted():
    seen = xray(image([file("a", 5, "x"), hard_link("b", "a")], [whiteout("a")]))
    assert items(seen)["a"].state is State.DELETED
    assert sums(seen) == (0, 0, 0)


def test_a_hard_link_that_is_copied_on_change_is_there_twice():
    seen = xray(image([file("a", 5, "x"), hard_link("b", "a")], [file("a", 5, "x", 0o755)]))
    assert sums(seen) == (0, 0, 5)
    assert [(r.path, r.first) for r in seen.waste.rows] == [("a", "b")]


def test_an_emptied_folder_is_one_row_for_each_layer_that_filled_it():
    seen = xray(
        image([folder("d"), file("d/a", 3)], [folder("d"), file("d/b", 4)], [folder("d"), opaque("d")])
    )
    assert rows(seen) == [("d", 4, "deleted", 1, 2), ("d", 3, "deleted", 0, 2)]


def test_a_symlink_counts_by_its_target():
    assert sums(xray(image([symlink("l", "target")], [symlink("l", "other")]))) == (0, 6, 0)


def test_a_marker_of_a_deletion_that_has_content_is_waste_itself():
    marker = file(".wh.gone", 7)
    seen = xray(image([marker]))
    assert (seen.size, sums(seen)) == (7, (7, 0, 0))


@given(images)
def test_a_byte_is_deleted_or_overwritten_or_seen_or_linked(found):
    seen = xray(found)
    hidden = sum(i.size for i in seen.items if i.state is not State.VISIBLE)
    assert seen.waste.deleted + seen.waste.overwritten <= hidden
    if not any(e.kind == "hardlink" for layer in found.layers for e in layer.entries):
        assert seen.waste.deleted + seen.waste.overwritten == hidden
    assert sum(sums(seen)) == sum(row.size for row in seen.waste.rows)
