"""What all tests share: a home of their own, one engine for a run, and no skips."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections import Counter
from pathlib import Path

import docker
import pytest
from hypothesis import settings

from tutor import paths
from tutor.engine.connect import find_engine, open_engine
from tutor.engine.local import PrivateEngine, find_dockerd

settings.register_profile("tutor", deadline=None)  # machines are slow at times, and that is no failure
settings.load_profile("tutor")

SHARED_ENGINE = "TUTOR_TEST_ENGINE"
"""Address of an engine to use instead of a new one, for quick repeats while developing."""
SPACE = 20_000_000_000
"""Bytes that shall be free when the tests of another lab begin: three engines work at once, and a lab takes some 3 GB."""
OWN_ENGINE = pytest.StashKey[str]()
"""Address of the engine that this process has started."""


def pytest_configure():
    """Take Ctrl-C back if this run was started in the background, where it is ignored: what tests start and interrupt inherits that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items):
    """Order the tests, and say which of them share an engine when they run in several processes.

    The quick ones come first: they tell sooner what is wrong. Then the labs, each with all its parts on one engine, because what it
    has built for one test is there for the next; the most work comes first, so that all processes end at about the same time. Other
    tests that build whole labs follow.
    """
    groups = {item: _group(item) for item in items if item.get_closest_marker("engine")}
    for item, group in groups.items():
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(group))
    work = Counter()
    for item, group in groups.items():
        work[group] += _work(_lab(item))

    def place(item):
        group = groups.get(item)
        is_of_labs = item.path.parent.name == "labs_on_engine"
        return (group is not None, -work[group], not is_of_labs, group if work[group] else "")

    items.sort(key=place)


def _lab(item):
    """Return the lab that a test is about, if it is run once for each lab."""
    return item.callspec.params.get("lab") if hasattr(item, "callspec") else None


def _group(item):
    """Return what the tests that share the work of an engine have in common: what they are marked with, their lab, or their file."""
    marker, lab = item.get_closest_marker("xdist_group"), _lab(item)
    if marker is not None:
        return marker.args[0]
    return lab.id.partition("/")[0] if lab else item.path.stem.removeprefix("test_").replace("_", "-")


def _work(lab):
    """Return what the proof of a lab may cost, to compare it with others: its cases, times how long a build of it may take."""
    return (len(lab.solutions) + len(lab.mistakes)) * lab.limits.build_seconds if lab else 0


@pytest.hookimpl(trylast=True)  # the tests' own fixtures clean up before
def pytest_runtest_teardown(item, nextitem):
    """Forget what was built, where the disk is short and the next test shares nothing of it; else others may find some of it there."""
    address = item.config.stash.get(OWN_ENGINE, None)
    if address is None or nextitem is None or _group(nextitem) == _group(item):
        return
    if shutil.disk_usage(tempfile.gettempdir()).free < SPACE:
        with contextlib.closing(docker.APIClient(base_url=address, version="auto", timeout=300)) as api:
            api.prune_images({"dangling": True})
            api.prune_builds(all=True)


def pytest_sessionfinish(session, exitstatus):
    """A skipped test has proven nothing, so a run with one is no success."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped: that counts as a failure here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Keep every test away from the user's progress, workspaces and engine settings."""
    home = tmp_path / "tutor-home"
    monkeypatch.setenv("TUTOR_HOME", str(home))
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "TUTOR_LABS", "TUTOR_APPS"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """A folder that lives as long as the run."""
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def downloads(run_folder):
    """Packages of base images, fetched once a run; an outer cache may be named for quick repeats."""
    return Path(os.environ.get("TUTOR_TEST_DOWNLOADS") or run_folder / "cache" / "downloads")


@pytest.fixture(scope="session")
def engine(run_folder, pytestconfig):
    """The engine that all engine tests share: a new private one where that can be, else the user's own."""
    if os.environ.get(SHARED_ENGINE):
        yield open_engine(os.environ[SHARED_ENGINE])
        return
    if os.geteuid() != 0 or find_dockerd() is None:
        yield find_engine()
        return
    private = PrivateEngine(run_folder / "engine")
    try:
        started = private.up(print)
        pytestconfig.stash[OWN_ENGINE] = started.info().address
        yield started
    finally:
        private.down(print)
        shutil.rmtree(private.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def course():
    """The shipped course."""
    from tutor.checks import known_checks
    from tutor.content import load_course

    return load_course(paths.labs_dir(), paths.apps_dir(), known_checks())


@pytest.fixture(scope="session")
def node_base(engine, downloads):
    """The base image of lab 1, made present in the shared engine."""
    from tutor.bases.ensure import ensure
    from tutor.engine.port import Cancel

    for _ in ensure(engine, "node:18-alpine", Cancel(), downloads=downloads):
        pass
    return "node:18-alpine"
