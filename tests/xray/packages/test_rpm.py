"""Red Hat's record of installed packages: a database out of an image that nobody vouches for."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.xray.images import file, image, items, xray
from tests.xray.packages.rpm_databases import database, header
from tutor.model.xray import Category
from tutor.xray.packages import Package, rpm
from tutor.xray.packages.rpm_header import BadHeader, read_header

PATH = "var/lib/rpm/rpmdb.sqlite"
BASH = header("bash", "5.1.8", "9.el9", ["/usr/bin/", "/etc/skel/"], [(0, "bash"), (0, "sh"), (1, ".bashrc")])
GLIBC = header("glibc", "2.34", "100.el9", ["/usr/lib64/"], [(0, "libc.so.6")])


def test_each_file_belongs_to_the_package_that_lists_it():
    found = rpm.owners({PATH: database(BASH, GLIBC)})
    assert {path: package.label for path, package in found.items()} == {
        "usr/bin/bash": "rpm:bash@5.1.8-9.el9",
        "usr/bin/sh": "rpm:bash@5.1.8-9.el9",
        "etc/skel/.bashrc": "rpm:bash@5.1.8-9.el9",
        "usr/lib64/libc.so.6": "rpm:glibc@2.34-100.el9",
    }


def test_the_root_is_no_file_of_a_package():
    text = database(header("filesystem", folders=["/"], files=[(0, ""), (0, "afs")]))
    assert set(rpm.owners({PATH: text})) == {"afs"}
    paths = (
        "app/src/main.ts",
        "app/.git/x",
        "app/node_modules/typescript/lib/tsc.js",
        "usr/share/odd",
        "afs",
    )
    seen = items(xray(image([file(path) for path in paths], texts={0: {PATH: text}})))
    assert [seen[path].package for path in paths] == [
        "",
        "",
        "npm:typescript",
        "",
        "rpm:filesystem@1.0-1.el9",
    ]
    assert [seen[path].category for path in paths[:3]] == [Category.SOURCE, Category.SOURCE, Category.TOOL]


def test_a_package_without_files_owns_none():
    assert read_header(header("empty")).files == ()


def test_a_broken_header_does_not_hide_the_others():
    assert set(rpm.owners({PATH: database(BASH[:100], GLIBC)})) == {"usr/lib64/libc.so.6"}


def test_a_file_in_a_folder_that_is_not_there_breaks_its_header():
    with pytest.raises(BadHeader):
        read_header(header("odd", folders=["/a/"], files=[(7, "b")]))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"not a database",
        database(BASH)[:700],
        database(BASH)[:4096],
        b"SQLite format 3\0" + b"\xff" * 5000,
    ],
)
def test_a_broken_database_explains_nothing(text):
    assert rpm.owners({PATH: text}) == {}


def test_a_view_in_the_place_of_the_table_is_not_asked():
    endless = "WITH RECURSIVE n(blob) AS (SELECT x'00' UNION ALL SELECT blob FROM n) SELECT blob FROM n"
    assert rpm.owners({PATH: database(schema=f"CREATE VIEW Packages AS {endless}")}) == {}


def test_a_column_that_computes_large_values_is_not_believed():
    schema = "CREATE TABLE Packages (x INTEGER PRIMARY KEY, {0} GENERATED ALWAYS AS (zeroblob(900000000)))"
    text = database(schema=schema.format("other"))
    assert rpm.owners({PATH: text.replace(b"other GEN", b"blob  GEN")}) == {}


@given(place=st.integers(0, 12_000), noise=st.binary(min_size=1, max_size=40))
@example(place=4030, noise=b"\x80")  # in the text of the schema, which need not be UTF-8
def test_a_database_with_bytes_changed_is_no_error(place, noise):
    text = bytearray(database(BASH, GLIBC))
    text[place : place + len(noise)] = noise
    rpm.owners({PATH: bytes(text)})


@given(st.binary(max_size=200))
def test_any_bytes_are_a_header_or_a_bad_one(blob):
    with suppress(BadHeader):
        assert read_header(blob).package.name


def test_package_names_its_system():
    assert Package("rpm", "bash").words == "rpm package bash"
