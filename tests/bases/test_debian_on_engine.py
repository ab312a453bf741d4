"""The stand-ins on Debian, used in real builds without any network."""

import pytest

pytestmark = pytest.mark.engine

SLIM = """dpkg --audit
dpkg --verify
useradd -m someone && su someone -c 'id -un'
awk 'BEGIN { print "awk" }'
which apt-get
perl -e 'print "perl\\n"'
ldconfig && date +%Z
"""


def test_slim_debian_is_whole(made, run):
    lines, failed = run(made("debian:bookworm-slim"), SLIM)
    assert (lines, failed) == (["someone", "awk", "/usr/bin/apt-get", "perl", "UTC"], False)
