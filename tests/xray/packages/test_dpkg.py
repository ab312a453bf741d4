"""Debian's records of installed packages, and those of distroless images."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.xray.packages import Package, dpkg

STATUS = b"""Package: bash
Status: install ok installed
Architecture: amd64
Version: 5.2.15-2+b7
Description: GNU Bourne Again SHell
 Version: of the text

Package: libc6
Architecture: amd64
Version: 2.36-9+deb12u9
"""
INFO = "var/lib/dpkg/info"


def test_each_path_of_a_list_belongs_to_its_package():
    texts = {
        "var/lib/dpkg/status": STATUS,
        f"{INFO}/bash.list": b"/.\n/bin\n/bin/bash\n/usr/share/doc/bash/a b\n",
        f"{INFO}/libc6:amd64.list": b"/lib/x86_64-linux-gnu/libc.so.6",
    }
    found = dpkg.owners(texts)
    assert found["bin/bash"] == found["usr/share/doc/bash/a b"] == Package("dpkg", "bash", "5.2.15-2+b7")
    assert found["lib/x86_64-linux-gnu/libc.so.6"] == Package("dpkg", "libc6", "2.36-9+deb12u9")


def test_a_list_without_a_status_gives_a_package_without_a_version():
    assert dpkg.owners({f"{INFO}/odd.list": b"/usr/bin/odd\n"})["usr/bin/odd"] == Package("dpkg", "odd")


def test_the_root_is_no_file_of_a_package():
    assert set(dpkg.owners({f"{INFO}/odd.list": b"/\n/usr/bin/odd\n"})) == {"usr/bin/odd"}


def test_a_package_of_distroless_owns_its_documents_and_what_its_sums_name():
    record = "var/lib/dpkg/status.d/tzdata"
    alone = dpkg.owners({record: b"Package: tzdata\nVersion: 2025a\n"})
    assert set(alone) == {record, "usr/share/doc/tzdata/copyright"}
    sums = b"0a0b0c  usr/share/zoneinfo/UTC\n0d0e0f  ./usr/share/zoneinfo/Zulu\n"
    found = dpkg.owners({record: b"Package: tzdata\nVersion: 2025a\n", f"{record}.md5sums": sums})
    assert (
        found["usr/share/zoneinfo/UTC"]
        == found["usr/share/zoneinfo/Zulu"]
        == Package("dpkg", "tzdata", "2025a")
    )


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_broken_records_are_no_error(status, paths):
    dpkg.owners({"var/lib/dpkg/status": status, f"{INFO}/a.list": paths, "var/lib/dpkg/status.d/a": status})
