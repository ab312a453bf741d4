"""Waste in rows that people can act on: what one line brought and another one hid is one row, however many files."""

import json

from tests.xray.images import file, folder, image, whiteout, xray
from tutor.html.sections import waste_section
from tutor.model.xray import Category
from tutor.plain.rule_lines import rule_lines
from tutor.plain.xray_json import xray_form
from tutor.plain.xray_lines import xray_lines
from tutor.report.amount import parse_amount
from tutor.report.rules import Rules, judge
from tutor.report.waste_shares import waste_shares

MANY = [
    file(f"app/node_modules/p{n % 900}/lib/f{n}.js", 1000 + n % 50, f"content {n}") for n in range(30_000)
]
ALL = sum(entry.size for entry in MANY)
CHMOD = xray(image(MANY, [file(e.path, e.size, e.digest, 0o755) for e in MANY]))
TWICE = xray(image(MANY, [file(e.path.replace("app/", "srv/"), e.size, e.digest) for e in MANY]))


def told(seen):
    return [(r.label, r.size, r.files, r.reason, r.first) for r in waste_shares(seen)]


def test_what_one_line_does_to_many_files_is_one_row():
    assert told(CHMOD) == [("app/node_modules/", ALL, 30_000, "overwritten", "")]
    assert told(TWICE) == [("srv/node_modules/", ALL, 30_000, "duplicate", "app/node_modules/")]


def test_each_form_tells_the_row_and_not_its_files():
    lines = list(xray_lines(CHMOD, 100))
    (row,) = [line for line in lines if "overwritten  " in line]
    assert row == "  30.7 MB  overwritten  app/node_modules/ (30,000 files)"
    form = xray_form(CHMOD)["waste"]["rows"]
    assert [(row["what"], row["size"], row["files"]) for row in form] == [("app/node_modules/", ALL, 30_000)]
    assert len(json.dumps(xray_form(CHMOD))) < 1_000_000
    page = waste_section(TWICE, 20)
    assert "same as app/node_modules/" in page
    assert "30,000 files" in page


def test_the_rule_names_the_row_with_its_files():
    (found,) = judge(Rules(waste=parse_amount("1MB")), CHMOD)
    (row,) = found.brought_by
    assert (row.label, row.files, row.category) == ("app/node_modules/", 30_000, Category.RUNTIME)
    (line,) = rule_lines([found])
    assert line.endswith("found 30.7 MB, brought by app/node_modules/ 30.7 MB (layer 0)")


def test_a_large_package_and_a_single_file_have_rows_of_their_own():
    large = [file(f"app/node_modules/big/{n}.js", 500_000) for n in range(4)]
    single = [file("app/data/all.bin", 900_000)]
    below, above = [*MANY, *large, *single], [*MANY, *large, *single]
    seen = xray(image(below, [file(e.path, e.size, e.digest, 0o755) for e in above]))
    assert [(label, files) for label, _, files, _, _ in told(seen)] == [
        ("app/node_modules/", 30_000),
        ("npm:big", 4),
        ("app/data/all.bin", 1),
    ]


def test_lines_and_reasons_are_kept_apart():
    below = [file("app/a/1", 50), file("app/a/2", 40), file("app/a/3", 30)]
    seen = xray(
        image(
            below, [file("app/a/1", 50, mode=0o755)], [file("app/a/2", 40, mode=0o755)], [whiteout("app/a/3")]
        )
    )
    assert [(r.label, r.by.layer, r.reason) for r in waste_shares(seen)] == [
        ("app/a/1", 1, "overwritten"),
        ("app/a/2", 2, "overwritten"),
        ("app/a/3", 3, "deleted"),
    ]


def test_a_folder_deleted_as_a_whole_counts_its_files():
    seen = xray(image([folder("data"), *[file(f"data/{n}", 10) for n in range(7)]], [whiteout("data")]))
    assert told(seen) == [("data/", 70, 7, "deleted", "")]


def test_many_deleted_folders_are_one_row():
    below = [file(f"app/node_modules/p{n}/test/a.js", 10) for n in range(200)]
    seen = xray(image(below, [whiteout(f"app/node_modules/p{n}/test") for n in range(200)]))
    assert told(seen) == [("app/node_modules/", 2000, 200, "deleted", "")]


def test_the_page_says_what_it_leaves_out():
    below = [file(f"d{n}/x/file", 100 + n) for n in range(25)]
    seen = xray(image(below, [file(e.path, e.size, e.digest, 0o755) for e in below]))
    assert "Not listed: 5 further rows, 510 B together." in waste_section(seen, 20)
    assert "Not listed" not in waste_section(seen, 25)
