"""The learner's file: whatever happens, nothing written there is lost."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labs import a_lab
from tutor.errors import TutorError
from tutor.workspace import Workspace, merge, own_ignore


@pytest.fixture
def lab():
    return a_lab(start="FROM scratch\n")


@pytest.fixture
def workspace(tmp_path, lab):
    return Workspace.open(tmp_path / "work", lab)


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_new_workspace_holds_the_start_file(workspace):
    assert workspace.dockerfile.read_text() == "FROM scratch\n"
    assert names(workspace.folder) == ["Dockerfile"]


def test_opening_again_keeps_what_is_there(tmp_path, workspace, lab):
    workspace.save("FROM mine\n")
    assert Workspace.open(tmp_path / "work", lab).read() == b"FROM mine\n"


def test_a_removed_file_comes_back_as_the_start_file(tmp_path, workspace, lab):
    workspace.dockerfile.unlink()
    assert workspace.read() == b""
    assert Workspace.open(tmp_path / "work", lab).read() == b"FROM scratch\n"


def test_saving_leaves_no_other_file_and_keeps_the_mode(workspace):
    workspace.dockerfile.chmod(0o600)
    workspace.save("FROM mine\n")
    assert names(workspace.folder) == ["Dockerfile"]
    assert workspace.dockerfile.stat().st_mode & 0o777 == 0o600


def test_saving_through_a_link_keeps_the_link(workspace, tmp_path):
    real = tmp_path / "elsewhere"
    real.write_text("FROM there\n")
    workspace.dockerfile.unlink()
    workspace.dockerfile.symlink_to(real)
    workspace.save("FROM mine\n")
    assert workspace.dockerfile.is_symlink()
    assert real.read_text() == "FROM mine\n"


def test_a_save_that_fails_says_so_and_leaves_the_old_text(workspace, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TutorError, match="No space left"):
        workspace.save("FROM mine\n")
    assert workspace.read() == b"FROM scratch\n"
    assert names(workspace.folder) == ["Dockerfile"]


def test_a_change_from_outside_is_seen(workspace):
    stamp = workspace.stamp()
    assert not workspace.changed_since(stamp)
    other = workspace.folder / "swap"
    other.write_text("FROM scratch\n")
    other.replace(workspace.dockerfile)  # as editors save
    assert workspace.changed_since(stamp)


def test_a_removed_file_is_a_change(workspace):
    stamp = workspace.stamp()
    workspace.dockerfile.unlink()
    assert workspace.changed_since(stamp)
    assert workspace.stamp() is None


def test_reset_keeps_the_own_file_beside(workspace, lab):
    workspace.save("FROM first\n")
    (first,) = workspace.reset(lab)
    workspace.save("FROM second\n")
    (second,) = workspace.reset(lab)
    assert workspace.read() == b"FROM scratch\n"
    assert (first.read_text(), second.read_text()) == ("FROM first\n", "FROM second\n")


def test_reset_keeps_a_large_file_whole_and_a_draft(workspace, lab):
    workspace.dockerfile.write_bytes(b"x" * 3_200_000)
    workspace.save_draft("FROM unsaved\n")
    (kept,) = workspace.reset(lab)
    assert kept.stat().st_size == 3_200_000
    assert [p.read_text() for p in workspace.folder.glob("Dockerfile.draft-*")] == ["FROM unsaved\n"]
    assert workspace.draft() is None


def test_kept_bytes_are_kept_as_they_are(workspace):
    assert workspace.keep(b"\xff\x00", "binary").read_bytes() == b"\xff\x00"


def test_a_draft_outlives_the_program(tmp_path, workspace, lab):
    assert workspace.draft() is None
    workspace.save_draft("FROM unsaved\n")
    again = Workspace.open(tmp_path / "work", lab)
    assert again.draft() == "FROM unsaved\n"
    again.drop_draft()
    assert again.draft() is None


def test_two_copies_that_start_at_once_make_one_file(tmp_path, lab):
    barrier = threading.Barrier(8)
    seen = []

    def start():
        barrier.wait()
        seen.append(Workspace.open(tmp_path / "many", lab).read())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [b"FROM scratch\n"] * 8
    assert names(tmp_path / "many" / lab.id) == ["Dockerfile"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path, lab):
    (tmp_path / "work").write_text("a file")
    with pytest.raises(TutorError):
        Workspace.open(tmp_path / "work", lab)


def test_merge_takes_both_changes():
    base = "FROM a\nRUN one\nRUN two\nRUN three\n"
    theirs, mine = base.replace("FROM a", "FROM b"), base.replace("three", "four")
    found = merge(base, mine, theirs)
    assert (found.text, found.conflicts) == ("FROM b\nRUN one\nRUN two\nRUN four\n", 0)


def test_merge_keeps_both_versions_of_one_line():
    found = merge("FROM a\n", "FROM mine\n", "FROM theirs")
    assert (found.text, found.conflicts) == ("FROM theirs\nFROM mine\n", 1)


TEXTS = st.lists(st.sampled_from(["FROM a\n", "RUN b\n", "COPY c\n", "\n"]), max_size=8).map("".join)


@given(TEXTS, TEXTS, TEXTS)
def test_merge_loses_no_new_line_of_either(base, mine, theirs):
    assert merge(base, mine, base).text == mine
    assert merge(base, base, theirs).text == theirs
    assert merge(base, mine, mine).text == mine
    merged = merge(base, mine, theirs).text.splitlines()
    new = (set(mine.splitlines()) | set(theirs.splitlines())) - set(base.splitlines())
    assert new <= set(merged)


def test_paths_of_the_workspace_stay_in_its_folder(workspace):
    assert workspace.keep("x", "kept").parent == workspace.folder == Path(workspace.dockerfile).parent


def test_the_ignore_file_of_a_dockerfile_has_its_name(tmp_path):
    dockerfile = tmp_path / "Dockerfile"
    assert own_ignore(dockerfile) is None
    beside = tmp_path / "Dockerfile.dockerignore"
    beside.write_bytes(b"caf\xe9\n")
    assert own_ignore(dockerfile) == "caf\udce9\n"
    assert own_ignore(tmp_path / "Other") is None
    beside.unlink()
    beside.mkdir()
    assert own_ignore(dockerfile) is None


@pytest.fixture
def both(tmp_path):
    lab = a_lab(start="FROM scratch\n", ignore="start\n")
    return Workspace.open(tmp_path / "both", lab), lab


def test_only_a_lab_with_an_ignore_file_has_one(workspace, both):
    assert names(workspace.folder) == ["Dockerfile"]
    assert sorted(names(both[0].folder)) == ["Dockerfile", "Dockerfile.dockerignore"]
    assert own_ignore(both[0].dockerfile) == "start\n"


def test_the_learners_ignore_file_outlives_opening_again(both, tmp_path):
    workspace, lab = both
    workspace.ignore_file.save("mine\n")
    assert Workspace.open(tmp_path / "both", lab).ignore_file.read() == b"mine\n"
    workspace.ignore_file.path.unlink()
    assert Workspace.open(tmp_path / "both", lab).ignore_file.read() == b"start\n"


def test_reset_keeps_both_own_files_and_none_that_is_as_it_was(both):
    workspace, lab = both
    assert len(workspace.reset(lab)) == 1
    workspace.save("FROM mine\n")
    workspace.ignore_file.save("mine\n")
    workspace.ignore_file.save_draft("unsaved\n")
    dockerfile, ignore = workspace.reset(lab)
    assert (dockerfile.read_text(), ignore.read_text()) == ("FROM mine\n", "mine\n")
    assert ignore.name.startswith("Dockerfile.dockerignore.kept-")
    assert (workspace.read(), workspace.ignore_file.read()) == (b"FROM scratch\n", b"start\n")
    assert [p.read_text() for p in workspace.folder.glob("*.draft-*")] == ["unsaved\n"]


def test_drafts_of_the_two_files_do_not_mix(both):
    workspace, _ = both
    workspace.save_draft("FROM unsaved\n")
    assert workspace.ignore_file.draft() is None
    workspace.ignore_file.save_draft("unsaved\n")
    assert (workspace.draft(), workspace.ignore_file.draft()) == ("FROM unsaved\n", "unsaved\n")
