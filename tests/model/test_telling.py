"""Which files are kept with their layer because they tell what others are."""

import pytest

from tutor.model.telling import is_telling, most_bytes


@pytest.mark.parametrize(
    "path",
    [
        "lib/apk/db/installed",
        "var/lib/dpkg/status",
        "var/lib/dpkg/status.d/base",
        "var/lib/dpkg/info/libc6:amd64.list",
        "package.json",
        "app/package.json",
        "app/node_modules/next/package.json",
        "app/node_modules/@types/node/package.json",
        "app/node_modules/a/node_modules/b/package.json",
        "app/node_modules/.package-lock.json",
        "app/package-lock.json",
        "usr/lib/python3/site-packages/pip-23.0.dist-info/METADATA",
        "usr/lib/python3/site-packages/pip-23.0.dist-info/RECORD",
        "var/lib/rpm/rpmdb.sqlite",
        "usr/lib/sysimage/rpm/rpmdb.sqlite",
        "etc/os-release",
        "usr/lib/os-release",
    ],
)
def test_files_that_tell(path):
    assert is_telling(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "x/var/lib/dpkg/status",
        "var/lib/dpkg/status-old",
        "var/lib/dpkg/status.d/base.md5sums",
        "var/lib/dpkg/status.d/a/b",
        "var/lib/dpkg/info/libc6.md5sums",
        "etc/apt/sources.list",
        "app/node_modules/next/dist/compiled/x/package.json",
        "app/node_modules/@types/package.json",
        "app/node_modules/package.json",
        "app/my-package.json",
        "app/METADATA",
        "lib/METADATA/RECORD",
    ],
)
def test_files_that_do_not(path):
    assert not is_telling(path)


def test_only_package_databases_may_be_large():
    assert (
        most_bytes("a.dist-info/METADATA")
        < most_bytes("package.json")
        < most_bytes("var/lib/rpm/rpmdb.sqlite")
    )
