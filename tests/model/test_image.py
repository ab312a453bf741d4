"""An image as its layers: what ships, what is seen, how large it is."""

import pytest

from tutor.model.image import Entry, Image, Layer, glob


def image(*layers):
    return Image(
        "sha256:0",
        tuple(Layer(f"sha256:{n}", tuple(entries)) for n, entries in enumerate(layers)),
        {},
    )


def file(path, size=1):
    return Entry(path, "file", size)


def test_deleted_files_still_ship_and_still_count():
    found = image([file("app/a.ts", 10)], [Entry("app/.wh.a.ts", "file")])
    assert found.size == 10
    assert [layer for layer, _ in found.find("app/*.ts")] == [0]
    assert "app/a.ts" not in found.visible()


def test_a_changed_file_counts_twice_and_is_seen_once():
    found = image([file("a", 10)], [file("a", 20)])
    assert found.size == 30
    assert found.visible()["a"] == (1, file("a", 20))


def test_an_opaque_folder_hides_only_what_was_below():
    found = image([file("d/old"), file("e/kept")], [Entry("d/.wh..wh..opq", "file"), file("d/new")])
    assert set(found.visible()) == {"e/kept", "d/new"}


def test_a_folder_replaced_by_a_file_hides_its_content():
    found = image([Entry("d", "dir"), file("d/x")], [file("d")])
    assert set(found.visible()) == {"d"}


def test_links_count_by_their_target_and_hard_links_not_at_all():
    found = image([file("a", 100), Entry("b", "symlink", link="a/long"), Entry("c", "hardlink", link="a")])
    assert found.size == 106


def test_a_link_counts_by_its_bytes_whatever_they_are():
    assert image([Entry("a", "symlink", link="\udcff\u00fc")]).size == 3


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("**/.next/BUILD_ID", "app/.next/BUILD_ID", True),
        ("**/.next/BUILD_ID", ".next/BUILD_ID", True),
        ("**/.next/BUILD_ID", "app/x.next/BUILD_ID", False),
        ("app/*", "app/a/b", False),
        ("app/**", "app/a/b", True),
        ("*.ts", "a.ts", True),
        ("app/[id]/page.tsx", "app/[id]/page.tsx", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a.c", "abc", False),
    ],
)
def test_globs(pattern, path, matches):
    assert bool(glob(pattern).fullmatch(path)) is matches


def test_many_whiteouts_are_one_pass():
    many = [file(f"d{i % 300}/f{i}") for i in range(60_000)]
    gone = [Entry(f"d{i % 300}/.wh.f{i}", "file") for i in range(60_000)]
    folders = [Entry(f".wh.d{i}", "file") for i in range(300)]
    assert image(many, gone).visible() == {}
    assert image(many, folders).visible() == {}


def test_an_opaque_root_hides_everything_below():
    assert set(image([file("a/b")], [Entry(".wh..wh..opq", "file"), file("c")]).visible()) == {"c"}


@pytest.mark.parametrize("pattern", ["{", "}", "a{b", "}{", "{a,b"])
def test_a_brace_without_its_other_half_is_a_character(pattern):
    assert glob(pattern).fullmatch(pattern)


def test_a_whiteout_never_hides_files_of_its_own_layer():
    new = [file("d/.wh..wh..opq"), file("d/x/new"), file(".wh.e"), Entry("e", "dir"), file("e/new")]
    below = [file("d/old"), file("d/x/old"), file("e/old"), file("e/x/old"), file("ee/kept")]
    for order in (new, new[::-1]):
        assert set(image(below, order).visible()) == {"d/x/new", "e", "e/new", "ee/kept"}


def test_a_file_in_the_place_of_a_folder_that_nobody_lists_hides_its_content():
    assert set(image([file("d/x/y")], [Entry("d", "symlink", link="e")]).visible()) == {"d"}


def test_a_whiteout_hides_a_folder_with_all_below_it():
    below = [Entry("d", "dir"), file("d/x"), file("d/y/z"), file("dd")]
    assert set(image(below, [file(".wh.d")]).visible()) == {"dd"}
    assert set(image(below, [file("d/.wh.y")]).visible()) == {"d", "d/x", "dd"}


def test_very_deep_folders_are_no_trouble():
    deep = "/".join(["d"] * 5000)
    assert set(image([file(f"{deep}/x"), file(f"{deep}/y")], [file(f"{deep}/.wh.x")]).visible()) == {
        f"{deep}/y"
    }
