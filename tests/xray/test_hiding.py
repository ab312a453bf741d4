"""What a later layer hides, and which layer does."""

from hypothesis import given

from tests.xray.images import file, folder, image, images, opaque, whiteout
from tutor.model.xray import State
from tutor.xray.hiding import Hiding, hidings


def hidden(*layers):
    found = image(*layers)
    entries = [layer.entries for layer in found.layers]
    return {
        (number, entry.path): hiding
        for number, (layer, hides) in enumerate(zip(entries, hidings(entries), strict=True))
        for entry, hiding in zip(layer, hides, strict=True)
        if hiding
    }


@given(images)
def test_what_nothing_hides_is_what_a_container_sees(found):
    entries = [layer.entries for layer in found.layers]
    seen = {
        (entry.path, number)
        for number, (layer, hides) in enumerate(zip(entries, hidings(entries), strict=True))
        for entry, hiding in zip(layer, hides, strict=True)
        if hiding is None and not entry.whiteout
    }
    assert seen == {(path, number) for path, (number, _) in found.visible().items()}


def test_the_nearest_layer_above_is_what_hides():
    assert hidden([file("a")], [whiteout("a")], [file("a")], [file("a")]) == {
        (0, "a"): Hiding(1, "a", State.DELETED),
        (2, "a"): Hiding(3, "a", State.OVERWRITTEN),
    }


def test_a_deleted_folder_hides_all_in_it_by_its_own_name():
    found = hidden([folder("d"), folder("d/e"), file("d/e/a")], [whiteout("d")])
    assert found[0, "d/e/a"] == Hiding(1, "d", State.DELETED)


def test_an_emptied_folder_hides_what_was_in_it_but_not_itself():
    found = hidden([folder("d"), file("d/a"), file("d/b")], [folder("d"), opaque("d"), file("d/b")])
    assert found[0, "d/a"] == Hiding(1, "d", State.DELETED)
    assert found[0, "d/b"] == Hiding(1, "d/b", State.OVERWRITTEN)


def test_a_file_in_the_place_of_a_folder_deletes_what_was_in_it():
    assert hidden([folder("d"), file("d/a")], [file("d")])[0, "d/a"] == Hiding(1, "d", State.DELETED)


def test_a_path_that_comes_twice_in_one_layer_is_overwritten_there():
    assert hidden([file("a", 1), file("a", 2)]) == {(0, "a"): Hiding(0, "a", State.OVERWRITTEN)}


def test_a_path_longer_than_any_system_opens_is_seen_as_it_is():
    long = "d/" * 100_000 + "a"
    assert (0, long) not in hidden([folder("d"), file(long)], [whiteout("d")])
