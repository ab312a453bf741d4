"""A change below a folder is told once it has settled, by events and by polling; what is no change is not."""

import queue
import shutil

import pytest

from tutor.watch import FolderWatch

SECONDS = 15.0


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "lab"
    (made / "steps").mkdir(parents=True)
    (made / "lab.yaml").write_text("id: lab\n")
    (made / "steps/one.md").write_text("one")
    return made


@pytest.fixture(params=[True, False], ids=["events", "polling"])
def told(request, folder):
    seen = queue.Queue()
    with FolderWatch(folder, lambda: seen.put(1), with_events=request.param):
        yield seen


def replace(path, text):
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


CHANGES = {
    "written": lambda f: (f / "lab.yaml").write_text("id: other\n"),
    "replaced": lambda f: replace(f / "steps/one.md", "two"),
    "made": lambda f: (f / "steps/two.md").write_text("two"),
    "made in a new folder": lambda f: ((f / "a/b").mkdir(parents=True), (f / "a/b/c").write_text("c")),
    "removed": lambda f: (f / "steps/one.md").unlink(),
    "folder removed": lambda f: shutil.rmtree(f / "steps"),
    "all removed": shutil.rmtree,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told(told, folder, change):
    CHANGES[change](folder)
    assert told.get(timeout=SECONDS)


def test_a_folder_that_comes_back_is_followed(told, folder):
    shutil.rmtree(folder)
    assert told.get(timeout=SECONDS)
    folder.mkdir()
    (folder / "lab.yaml").write_text("id: lab\n")
    assert told.get(timeout=SECONDS)


def test_nothing_is_told_without_a_change(told, folder):
    (folder / "node_modules").mkdir()
    (folder / "node_modules/x.js").write_text("x")
    (folder / "lab.yaml").read_text()
    with pytest.raises(queue.Empty):
        told.get(timeout=1.5)
