"""Folders to walk through."""

from hypothesis import given

from tests.xray.images import file, image, images, xray
from tutor.xray import tree


def test_folders_and_files_come_the_largest_first():
    root = tree(xray(image([file("a/x", 1), file("b/c/y", 5), file("b/z", 2), file("top", 3)])).items)
    assert [(f.name, f.size, f.count) for f in root.folders] == [("b", 7, 2), ("a", 1, 1)]
    assert [i.path for i in root.items] == ["top"]
    assert [i.path for i in root.find("b/c").items] == ["b/c/y"]
    assert root.find("") is root
    assert root.find("b/missing/c") is None


@given(images)
def test_each_folder_has_the_bytes_of_all_below_it(found):
    seen = xray(found)
    waiting = [(tree(seen.items), "")]
    assert (waiting[0][0].size, waiting[0][0].count) == (found.size, len(seen.items))
    while waiting:
        folder, path = waiting.pop()
        below = [i for i in seen.items if i.path.startswith(path)]
        assert (folder.size, folder.count) == (sum(i.size for i in below), len(below))
        waiting += [(f, f"{path}{f.name}/") for f in folder.folders]


def test_a_path_of_very_many_folders_is_walked_like_any_other():
    assert tree(xray(image([file("d/" * 50_000 + "a", 2)])).items).size == 2
