"""An image as items: all that ships is in one of them."""

from hypothesis import given

from tests.xray.images import Entry, file, folder, hard_link, image, images, items, symlink, whiteout, xray
from tutor.model.xray import Category, State


@given(images)
def test_the_items_add_up_to_the_image_size(found):
    assert xray(found).size == found.size


@given(images)
def test_each_file_and_link_of_each_layer_is_one_item_that_says_why(found):
    seen = xray(found, base=1)
    assert [(i.layer, i.path, i.kind) for i in seen.items] == [
        (number, e.path, e.kind)
        for number, layer in enumerate(found.layers)
        for e in layer.entries
        if e.kind in ("file", "symlink", "hardlink") and not e.whiteout
    ]
    assert all(i.why for i in seen.items)


@given(images)
def test_the_visible_items_are_what_a_container_sees(found):
    visible = {p: n for p, (n, e) in found.visible().items() if e.kind in ("file", "symlink", "hardlink")}
    assert {i.path: i.layer for i in xray(found).items if i.state is State.VISIBLE} == visible


def test_folders_devices_and_markers_are_no_items():
    seen = xray(image([folder("d"), Entry("dev/null", "other"), file("a")], [whiteout("a")]))
    assert [i.path for i in seen.items] == ["a"]


def test_an_item_carries_what_the_layer_says_of_the_file():
    found = items(xray(image([file("a", 3, "x", 0o755), hard_link("b", "a"), symlink("c", "a/b")])))
    assert (found["a"].size, found["a"].mode, found["a"].digest, found["a"].kind) == (3, 0o755, "x", "file")
    assert (found["b"].size, found["b"].digest, found["b"].kind) == (0, "x", "hardlink")
    assert (found["c"].size, found["c"].kind) == (3, "symlink")


def test_symlinks_to_different_targets_of_one_length_differ():
    one, two = (items(xray(image([symlink("l", target)])))["l"] for target in ("aa", "bb"))
    assert one.digest != two.digest


def test_names_that_are_no_text_are_taken_as_they_are():
    seen = xray(image([file("a\udcff", 2), symlink("b", "c\udcff")]))
    assert seen.size == 4


def test_files_of_base_layers_are_base_even_in_caches():
    seen = xray(image([file("root/.npm/x"), file("usr/bin/gcc")], [file("root/.npm/y")]), base=1)
    assert {p: i.category for p, i in items(seen).items()} == {
        "root/.npm/x": Category.BASE,
        "usr/bin/gcc": Category.BASE,
        "root/.npm/y": Category.CACHE,
    }


def test_a_long_path_is_contained():
    long = "node_modules/" * 50_000 + "a"
    assert xray(image([file(long, 2)])).size == 2
