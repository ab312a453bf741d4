"""Two images side by side."""

from hypothesis import given

from tests.xray.images import file, image, images, symlink, whiteout, xray
from tutor.model.xray import Fate
from tutor.xray import compare


def fates(before, after):
    found = compare(xray(image(*before)), xray(image(*after)))
    return [(c.fate.value, c.item.path, c.delta) for c in found.changes]


def test_files_are_dropped_added_changed_and_kept_by_path():
    before = [file("gone", 9), file("same", 5), file("grown", 1, "x")]
    after = [file("new", 7), file("same", 5), file("grown", 3, "y")]
    assert fates([before], [after]) == [
        ("dropped", "gone", -9),
        ("added", "new", 7),
        ("changed", "grown", 2),
        ("kept", "same", 0),
    ]


def test_another_mode_is_a_change():
    assert fates([[file("a", 1, "x", 0o644)]], [[file("a", 1, "x", 0o755)]]) == [("changed", "a", 0)]


def test_another_content_of_the_same_size_is_a_change():
    assert fates([[file("a", 1, "x")]], [[file("a", 1, "y")]]) == [("changed", "a", 0)]
    assert fates([[symlink("l", "aa")]], [[symlink("l", "bb")]]) == [("changed", "l", 0)]


def test_a_moved_file_is_dropped_and_added():
    assert fates([[file("a", 1, "x")]], [[file("b", 1, "x")]]) == [("dropped", "a", -1), ("added", "b", 1)]


def test_the_layer_that_a_file_lies_in_does_not_matter():
    assert fates([[file("a")], [file("b")]], [[file("b"), file("a")]]) == [
        ("kept", "a", 0),
        ("kept", "b", 0),
    ]


def test_hidden_files_are_compared_with_hidden_ones():
    before = [[file("a", 9)], [whiteout("a")], [file("a", 3)]]
    assert fates(before, [[file("a", 3)]]) == [("dropped", "a", -9), ("kept", "a", 0)]


def test_files_hidden_in_several_layers_are_matched_in_their_order():
    layers = [[file("a", 9)], [file("a", 8)], [file("a", 3)]]
    assert [f for f, _, _ in fates(layers, layers)] == ["kept"] * 3
    assert fates(layers, layers[1:]) == [("dropped", "a", -8), ("changed", "a", -1), ("kept", "a", 0)]


@given(images, images)
def test_the_deltas_add_up_and_each_item_is_in_one_change(first, second):
    before, after = xray(first), xray(second)
    found = compare(before, after)
    assert sum(c.delta for c in found.changes) == after.size - before.size
    assert sorted(id(c.before) for c in found.changes if c.before) == sorted(map(id, before.items))
    assert sorted(id(c.after) for c in found.changes if c.after) == sorted(map(id, after.items))
    assert all((c.before is None) == (c.fate is Fate.ADDED) for c in found.changes)
    assert all((c.after is None) == (c.fate is Fate.DROPPED) for c in found.changes)
    assert all(c.delta == 0 for c in found.of(Fate.KEPT))


@given(images)
def test_an_image_differs_in_nothing_from_itself(found):
    assert {c.fate for c in compare(xray(found), xray(found)).changes} <= {Fate.KEPT}
