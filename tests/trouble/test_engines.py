"""Engines that die or run full in the middle of a build."""

import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import docker
import pytest

from tests.attempts import judged, statuses, told
from tests.trouble.test_builds import started
from tutor.bases.ensure import ensure
from tutor.engine.local import PrivateEngine
from tutor.engine.port import Cancel, RunRequest

pytestmark = [pytest.mark.engine, pytest.mark.private_engine, pytest.mark.usefixtures("node_base")]


@pytest.fixture
def other_engine(tmp_path, downloads):
    """Start engines beside the shared one, each in a folder of its own, with the base image in it."""
    started_engines = []

    def start(folder):
        private = PrivateEngine(folder)
        started_engines.append(private)
        engine = private.up(print)
        for _ in ensure(engine, "node:18-alpine", Cancel(), downloads=downloads, allow_pull=False):
            pass
        return private, engine

    yield start
    for private in started_engines:
        private.down(print)
        shutil.rmtree(private.folder / "data", ignore_errors=True)


def test_engines_that_start_at_once_share_no_addresses(tmp_path):
    """Containers of an engine that has the addresses of another one reach no network."""
    engines = [PrivateEngine(tmp_path / name) for name in ("one", "other")]
    try:
        with ThreadPoolExecutor() as workers:
            addresses = [e.info().address for e in workers.map(lambda engine: engine.up(print), engines)]
        subnets = []
        for address in addresses:
            with closing(docker.APIClient(base_url=address, version="auto")) as api:
                subnets += [each["Subnet"] for each in api.inspect_network("bridge")["IPAM"]["Config"]]
    finally:
        for engine in engines:
            engine.down(print)
            shutil.rmtree(engine.folder / "data", ignore_errors=True)
    assert len(set(subnets)) == 2


def test_an_engine_that_stops_in_mid_build_is_our_trouble_and_the_next_one_goes_on(
    lab, tmp_path, downloads, other_engine
):
    private, engine = other_engine(tmp_path / "dying")

    def kill(event):
        if started(event, "sleep 60"):
            threading.Thread(target=private.down, args=(print,)).start()

    _, verdict = judged(lab, "FROM node:18-alpine\nRUN sleep 60\n", engine, downloads, on_event=kill)
    assert verdict.status == "could_not_run", told(verdict)
    assert statuses(verdict)["builds"] == "could_not_run"
    (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
    assert "engine" in builds.because
    again = private.up(print)
    assert judged(lab, lab.start, again, downloads)[1].status == "passed"


def test_two_private_engines_run_side_by_side_and_leave_no_network(
    lab, tmp_path, engine, downloads, other_engine
):
    private, other = other_engine(tmp_path / "beside")
    bridge = Path("/sys/class/net") / private.bridge
    assert bridge.exists()
    request = RunRequest("node:18-alpine", 3000, "attempt", 256, 64)
    containers = [(e, e.start(request)) for e in (engine, other)]
    try:
        assert judged(lab, lab.start, other, downloads)[1].status == "passed"
        assert judged(lab, lab.start, engine, downloads)[1].status == "passed"
    finally:
        for owner, container in containers:
            owner.remove(container)
    private.down(print)
    assert not bridge.exists()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 350 MB in memory."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=350m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_our_trouble_and_says_so(lab, downloads, small_disk, other_engine):
    private, engine = other_engine(small_disk / "engine")
    _, verdict = judged(
        lab, "FROM node:18-alpine\nRUN dd if=/dev/zero of=/big bs=1M count=400\n", engine, downloads
    )
    assert verdict.status == "could_not_run", told(verdict)
    (builds,) = [o for o in verdict.outcomes if o.check_id == "builds"]
    assert "space" in builds.because
    assert private.down(print)
