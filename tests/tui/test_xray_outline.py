"""The tree of the X-ray: groups, walking, search, and keeping the place."""

import time

from tests.tui import xray_stories
from tests.tui.xray_stories import item, traditional, yours
from tutor.model.xray import Category, Origin, Waste, XRay
from tutor.tui.xray_groups import Branch
from tutor.tui.xray_leaves import all_leaves, leaves_of
from tutor.tui.xray_lists import XRayLists
from tutor.tui.xray_outline import Outline
from tutor.tui.xray_view import XRayView
from tutor.xray import compare

ORIGINS = (Origin(0, "ADD rootfs /", base=True), Origin(1, "COPY . .", 4))
FILES = (
    ("app/src/a.ts", 10, 1, Category.SOURCE, ""),
    ("app/src/deep/er/b.ts", 20, 1, Category.SOURCE, ""),
    ("app/node_modules/x/index.js", 300, 1, Category.DEV, "npm:x@1"),
    ("app/node_modules/x/lib/x.js", 100, 1, Category.DEV, "npm:x@1"),
    ("bin/sh", 50, 0, Category.BASE, ""),
    ("init", 5, 0, Category.BASE, ""),
)


def image(files=FILES):
    items = tuple(item(path, size, layer, kind, "", package) for path, size, layer, kind, package in files)
    return XRay("yours", "sha256:1", ORIGINS, items, Waste(0, 0, 0))


def outline(grouping="folder", files=FILES):
    made = Outline(leaves_of(XRayView(after=image(files)), "left", "yours"))
    while made.grouping != grouping:
        made.turn()
    return made


def seen(found):
    """Return the rows as they read: depth, name, size."""
    return [
        (r.depth, r.node.label if isinstance(r.node, Branch) else r.node.path.rpartition("/")[2], r.node.size)
        for r in found.rows
    ]


def name(found):
    row = found.current
    return row.node.label if isinstance(row.node, Branch) else row.node.path


def test_folders_are_sorted_by_size_and_open_level_by_level():
    found = outline()
    assert seen(found) == [(0, "app/", 430), (0, "bin/", 50), (0, "init", 5)]
    assert found.open()
    assert seen(found)[1:3] == [(1, "node_modules/x/", 400), (1, "src/", 30)]
    found.enter()
    assert name(found) == "node_modules/x/"
    found.open()
    assert seen(found)[2:4] == [(2, "index.js", 300), (2, "lib/", 100)]


def test_folders_with_one_folder_in_them_take_one_row():
    found = outline(files=FILES[1:2])
    assert seen(found) == [(0, "app/src/deep/er/", 20)]


def test_closing_goes_up_and_then_says_that_there_is_no_more():
    found = outline()
    found.open()
    found.enter()
    assert found.close()
    assert name(found) == "app/"
    assert found.close()
    assert seen(found)[0] == (0, "app/", 430)
    assert len(found.rows) == 3
    assert not found.close()


def test_leaving_closes_the_folder_that_one_stands_in():
    found = outline()
    found.open()
    found.enter()
    assert found.leave()
    assert (name(found), len(found.rows)) == ("app/", 3)
    assert not found.leave()


def test_packages_stand_beside_the_folders_of_what_belongs_to_none():
    found = outline("package")
    assert seen(found) == [(0, "npm:x@1", 400), (0, "bin/", 50), (0, "app/src/", 30), (0, "/", 5)]
    found.open()
    assert seen(found)[1:3] == [(1, "index.js", 300), (1, "lib/", 100)]


def test_categories_hold_packages_and_folders():
    found = outline("category")
    assert seen(found)[0] == (0, "dev dependencies", 400)
    found.open()
    assert seen(found)[1] == (1, "npm:x@1", 400)


def test_a_group_names_what_most_of_its_bytes_are_and_where_from():
    found = outline()
    assert found.current.node.tag == "dev+"
    assert found.current.node.origin == (ORIGINS[1], 0)


def test_single_files_are_listed_by_size():
    assert [size for _, _, size in seen(outline("file"))] == [300, 100, 50, 20, 10, 5]


def test_a_search_lists_the_files_and_its_end_brings_the_groups_back():
    found = outline()
    found.search("SRC/")
    assert [row[1] for row in seen(found)] == ["b.ts", "a.ts"]
    found.search("npm:x")
    assert len(found.rows) == 2
    found.search("nowhere")
    assert found.rows == []
    assert found.current is None
    assert not found.close()
    assert not found.open()
    found.next_file(1)
    found.search("")
    assert found.grouping == "folder"
    assert len(found.rows) == 3


def test_the_next_file_opens_what_it_lies_in_and_goes_around():
    found = outline()
    paths = []
    for _ in range(7):
        found.next_file(1)
        paths.append(found.file.path)
    assert sorted(paths[:6]) == sorted(path for path, *_ in FILES)
    assert paths[6] == paths[0]
    back = []
    for _ in range(6):
        found.next_file(-1)
        back.append(found.file.path)
    assert back == paths[5::-1]


def test_going_back_opens_folders_from_their_end():
    found = outline()
    found.next_file(-1)
    found.next_file(-1)
    found.next_file(-1)
    assert found.file.path == "app/src/a.ts"


def test_other_files_keep_the_selected_row_and_the_open_folders():
    found = outline()
    found.open()
    found.select(2)
    assert name(found) == "src/"
    more = (*FILES, ("var/huge", 9000, 1, Category.OTHER, ""))
    found.replace(leaves_of(XRayView(after=image(more)), "left", "yours"))
    assert seen(found)[0] == (0, "var/", 9000)
    assert name(found) == "src/"
    found.replace(())
    assert found.current is None


def test_each_view_adds_up_to_what_the_difference_says():
    difference = compare(traditional(), yours())
    view = XRayView(difference.before, difference.after, difference)
    size = {tab: sum(leaf.size for leaf in leaves_of(view, tab, "yours")) for tab, _ in view.tabs}
    assert size["added"] + size["changed"] - size["dropped"] == view.after.size - view.before.size
    assert size["left"] == view.after.size
    assert sum(leaf.size for leaf in leaves_of(view, "left", "traditional")) == view.before.size


def test_dropped_files_are_told_with_the_line_of_the_older_image():
    difference = compare(traditional(), yours())
    leaves = leaves_of(XRayView(difference.before, difference.after, difference), "dropped", "yours")
    (leaf,) = [leaf for leaf in leaves if leaf.path == "app/next.config.mjs"]
    assert leaf.origin.text == "line 12: COPY . ./"


def test_views_come_with_what_is_known_and_the_choice_of_the_learner_stays():
    before, after = traditional(), yours()
    both = XRayView(before, after, compare(before, after))
    lists = XRayLists(XRayView())
    assert [name for name, _ in lists.view.tabs] == ["left", "attempts"]
    lists.replace(XRayView(after=after), all_leaves(XRayView(after=after)))
    assert lists.tab == "left"
    lists.replace(both, all_leaves(both))
    assert lists.tab == "dropped"
    lists.choose("waste")
    lists.turn_image()
    lists.replace(both, all_leaves(both))
    assert lists.tab == "waste"
    assert lists.summaries[0] == "traditional: 312 B in 1 file"


def test_thirty_five_thousand_files_are_gathered_quickly():
    began = time.process_time()
    found = Outline(leaves_of(XRayView(after=xray_stories.many()), "left", "yours"))
    for _ in found.groupings:
        found.turn()
        found.open()
    for text in ("m", "mo", "module-3", ""):
        found.search(text)
    assert time.process_time() - began < 5
