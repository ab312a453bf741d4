"""The effective file system is what unpacking layer after layer leaves, in any order of entries."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.model import file_tree
from tutor.model.entries import EntryTable
from tutor.model.entry import Entry
from tutor.model.file_tree import FileTree
from tutor.model.image import Image, Layer

NAMES = ("a", "b", ".wh.a", ".wh.b", ".wh..wh..opq")
PATHS = st.lists(st.sampled_from(NAMES[:2]), max_size=3).flatmap(
    lambda folders: st.sampled_from(NAMES).map(lambda name: "/".join([*folders, name]))
)
ENTRIES = st.builds(Entry, PATHS, st.sampled_from(["file", "dir", "symlink", "hardlink", "other"]))
LAYERS = st.lists(st.lists(ENTRIES, max_size=7), max_size=4)


class Folder(dict):
    """A folder of the plain model: names to folders, or to the numbers of the layers that what is no folder came with."""

    number = None


def plain_model(layers):
    """Return path to layer number as nested dictionaries have it, one entry after the other."""
    root = Folder()
    for number, entries in enumerate(layers):
        for path in [e.path for e in entries if e.whiteout]:
            hide(root, path)
        for entry in entries:
            if not entry.whiteout:
                put(root, number, entry)
    return dict(listed(root, ""))


def hide(root, mark):
    *folders, name = mark.split("/")
    for part in folders:
        root = root.get(part) if isinstance(root, Folder) else None
    if not isinstance(root, Folder):
        return
    if name == ".wh..wh..opq":
        root.clear()
    else:
        root.pop(name[4:], None)


def put(root, number, entry):
    *folders, name = entry.path.split("/")
    for part in folders:
        if not isinstance(root.get(part), Folder):
            root[part] = Folder()
        root = root[part]
    if entry.kind != "dir":
        root[name] = number
    else:
        if not isinstance(root.get(name), Folder):
            root[name] = Folder()
        root[name].number = number


def listed(folder, above):
    for name, item in folder.items():
        path = f"{above}/{name}" if above else name
        if not isinstance(item, Folder):
            yield path, item
            continue
        if item.number is not None:
            yield path, item.number
        yield from listed(item, path)


def seen(*layers):
    tree = FileTree()
    for number, entries in enumerate(layers):
        tree.put(number, EntryTable.of(entries))
    return {path: number for path, (number, _) in tree.found.items()}


@settings(max_examples=500)
@given(LAYERS)
def test_a_tree_is_what_nested_dictionaries_make_of_the_layers(layers):
    assert seen(*layers) == plain_model(layers)


def file(path):
    return Entry(path, "file", 1)


def test_a_file_or_link_that_something_is_put_below_has_become_a_folder():
    for kind in ("file", "symlink"):
        assert seen([Entry("app", kind)], [file("app/main.js")]) == {"app/main.js": 1}
        assert seen([Entry("app", kind), file("app/main.js")]) == {"app/main.js": 0}


def test_a_file_in_the_place_of_a_folder_of_the_same_layer_takes_all_below_it():
    assert seen([Entry("d", "dir"), file("d/x"), file("d")]) == {"d": 0}
    assert seen([file("d/old")], [file("d/x"), file("d"), file("d/y")]) == {"d/y": 1}


def test_a_folder_that_was_a_file_in_between_has_lost_what_lower_layers_put_below_it():
    assert seen([file("d/old")], [file("d"), Entry("d", "dir")]) == {"d": 1}


def test_marks_of_nothing_hide_nothing():
    for mark in (".wh.", "a/.wh."):
        assert seen([file("a/x"), file("b")], [file(mark)]) == {"a/x": 0, "b": 0}


def test_names_of_folders_that_nobody_lists_are_remembered_only_so_far(monkeypatch):
    monkeypatch.setattr(file_tree, "_MOST_FOLDER_TEXT", 1000)
    tree = FileTree()
    for number in range(50):
        tree.put(number, [file(f"{number}-{n}/deep/x") for n in range(20)])
        assert sum(map(len, tree._folders)) <= 1000
    assert len(tree.found) == 1000


def test_a_layer_is_put_on_by_any_number():
    image = Image("", (Layer("", (file("a"),)), Layer("", (file("a/b"),))), {})
    assert image.visible() == {"a/b": (1, file("a/b"))}


def test_what_stands_in_its_own_way_many_times_takes_no_time():
    layer = [entry for n in range(20_000) for entry in (file(f"d{n % 50}/{n}"), file(f"d{n % 70}"))]
    assert seen(layer, layer) == plain_model([layer, layer])
