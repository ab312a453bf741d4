"""A lab that changed of late is proven with all its mistakes; others with their start and solutions."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.labs_on_engine.changed import DAYS, changed_of_late


@dataclass
class ALab:
    manifest_folder: Path
    app: Path


@pytest.fixture
def repository(tmp_path):
    """A repository with two labs, of which the second was touched last, long after the first."""
    run(tmp_path, 0, "init", "--quiet")
    labs = [ALab(tmp_path / "labs" / name, tmp_path / "sample_apps" / name) for name in ("old", "new")]
    for day, lab in zip((0, DAYS + 1), labs, strict=True):
        for folder in (lab.manifest_folder, lab.app):
            folder.mkdir(parents=True)
            (folder / "file").write_text("x")
        commit(tmp_path, day)
    return tmp_path, *labs


def run(folder, day, *arguments):
    when = f"{1_700_000_000 + day * 86_400} +0000"
    identity = {
        f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(["git", "-C", folder, *arguments], env=os.environ | identity | dates, check=True)


def commit(folder, day):
    run(folder, day, "add", "--all")
    run(folder, day, "commit", "--quiet", "--message", "Change")


def test_only_what_was_touched_of_late_has_changed(repository):
    root, old, new = repository
    assert [changed_of_late(lab, root) for lab in (old, new)] == [False, True]


@pytest.mark.parametrize("part", ["manifest_folder", "app"])
def test_a_change_that_is_not_committed_counts(repository, part):
    root, old, _ = repository
    (getattr(old, part) / "more").write_text("x")
    assert changed_of_late(old, root)


def test_the_application_belongs_to_the_lab(repository):
    root, old, new = repository
    (old.app / "more").write_text("x")
    commit(root, 2 * DAYS + 2)
    assert [changed_of_late(lab, root) for lab in (old, new)] == [True, False]


def test_without_a_history_every_lab_has_changed(tmp_path):
    lab = ALab(tmp_path / "labs/one", tmp_path / "sample_apps/one")
    assert changed_of_late(lab, tmp_path)
