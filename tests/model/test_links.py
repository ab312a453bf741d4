"""Paths through symbolic links lead where a container finds them, and never out of the image."""

import pytest

from tutor.model.entry import Entry
from tutor.model.links import resolved

LINKS = {
    "bin": "usr/bin",
    "usr/bin/sh": "/usr/bin/busybox",
    "usr/bin/up": "../../etc/x",
    "out": "../../../../etc/passwd",
    "a": "b",
    "b": "a",
    "self": "self/self",
}
VISIBLE = {path: (0, Entry(path, "symlink", link=target)) for path, target in LINKS.items()}


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("bin/sh", "usr/bin/busybox"),
        ("/bin/up", "etc/x"),
        ("out", "etc/passwd"),
        ("./usr//bin/", "usr/bin"),
        ("a", "a"),
        ("self/x", "self/x"),
        ("", ""),
        ("../x", "x"),
    ],
)
def test_where_a_path_leads(path, leads_to):
    assert resolved(path, VISIBLE) == leads_to
