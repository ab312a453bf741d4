"""The digest of a build context: the same for the same files, another one for any change that a build would see."""

import pytest

from tutor.engine.context_digest import context_digest
from tutor.engine.context_files import UnreadableContext


def write(folder, name="server.js", text="serve()"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_copy_with_other_times_and_a_wider_umask_is_the_same(tmp_path):
    write(tmp_path / "one")
    write(tmp_path / "two").chmod(0o600)
    assert context_digest(tmp_path / "one") == context_digest(tmp_path / "two")


CHANGES = {
    "content": lambda folder: write(folder, text="serve(2)"),
    "name": lambda folder: (folder / "server.js").rename(folder / "main.js"),
    "permission to run": lambda folder: (folder / "server.js").chmod(0o755),
    "another file": lambda folder: write(folder, "lib/more.js"),
    "a link": lambda folder: (folder / "more.js").symlink_to("server.js"),
    "an empty folder": lambda folder: (folder / "data").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_that_a_build_would_see_makes_another(tmp_path, change):
    write(tmp_path)
    before = context_digest(tmp_path)
    change(tmp_path)
    assert context_digest(tmp_path) != before


def test_names_and_contents_do_not_run_into_each_other(tmp_path):
    write(tmp_path / "one", "ab", "c")
    write(tmp_path / "two", "a", "bc")
    assert context_digest(tmp_path / "one") != context_digest(tmp_path / "two")


def test_what_is_ignored_does_not_count(tmp_path):
    write(tmp_path)
    write(tmp_path, ".dockerignore", "notes\n")
    before = context_digest(tmp_path)
    write(tmp_path, "notes", "later")
    assert context_digest(tmp_path) == before


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableContext):
        context_digest(tmp_path / "gone")
