"""Alpine's record of installed packages."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.xray.packages import Package, apk

INSTALLED = b"""C:Q1abc=
P:busybox
V:1.36.1-r29
A:x86_64
F:bin
R:busybox
a:0:0:755
Z:Q1xyz=
R:sh
F:etc/network
F:etc/network/if-up.d
R:dad

C:Q1def=
P:ssl_client
V:1.36.1-r29
F:usr/bin
R:ssl_client
F:
R:.root-file

"""
PATH = "lib/apk/db/installed"
BUSYBOX = Package("apk", "busybox", "1.36.1-r29")


def test_each_file_belongs_to_the_package_that_lists_it():
    assert apk.owners({PATH: INSTALLED}) == {
        "bin/busybox": BUSYBOX,
        "bin/sh": BUSYBOX,
        "etc/network/if-up.d/dad": BUSYBOX,
        "usr/bin/ssl_client": Package("apk", "ssl_client", "1.36.1-r29"),
        ".root-file": Package("apk", "ssl_client", "1.36.1-r29"),
    }


def test_files_before_any_package_belong_to_none():
    assert apk.owners({PATH: b"F:bin\nR:sh\n\nP:a\nV:1\n"}) == {}


@given(st.binary(max_size=300))
def test_broken_records_are_no_error(text):
    apk.owners({PATH: text})


def test_only_the_list_of_what_is_installed_is_a_record():
    assert apk.is_record(PATH)
    assert not apk.is_record("lib/apk/db/triggers")


def test_a_record_that_repeats_a_long_folder_very_often_is_not_believed():
    many = b"P:a\nV:1\nF:" + b"d" * 100_000 + b"\n" + b"".join(b"R:%d\n" % n for n in range(10_000))
    assert apk.owners({PATH: INSTALLED + many}).keys() == apk.owners({PATH: INSTALLED}).keys()
