"""Packs of people who mean harm: each is refused in plain words, and leaves nothing behind."""

import os
import time

import pytest

from tutor import paths
from tutor.errors import ContentProblem
from tutor.packs.bounds import Bounds
from tutor.packs.copied import copy_pack

BOMB = "a: &a [x]\n" + "".join(
    f"{c}: &{c} [{', '.join([f'*{b}'] * 9)}]\n" for b, c in zip("abcdefg", "bcdefgh", strict=True)
)


def replaced(pack, name):
    path = pack.folder / name
    path.unlink(missing_ok=True)
    return path


def linked(name, to):
    return lambda pack: replaced(pack, name).symlink_to(to)


CASES = {
    "a link out": (linked("labs/two-stages/steps/why.md", "../../../../secret"), "leads out of the pack"),
    "an absolute link": (linked("labs/two-stages/steps/why.md", "/etc/passwd"), "leads out of the pack"),
    "a link to a device": (linked("notes", "/dev/zero"), "leads out of the pack"),
    "a link to itself": (linked("notes", "notes"), "in a circle"),
    "a link to nothing": (linked("notes", "nothing"), "leads nowhere"),
    "a manifest that is a link": (linked("pack.yaml", "/etc/passwd"), "leads out of the pack"),
    "a folder that leads out": (linked("sample_apps", "../.."), "leads out of the pack"),
    "a pipe": (lambda p: os.mkfifo(p.folder / "pipe"), "neither a file nor a folder"),
    "a manifest that is a pipe": (lambda p: os.mkfifo(replaced(p, "pack.yaml")), "neither a file"),
    "a file that is huge": (lambda p: os.truncate(_made(p), 60_000_000), "larger than 50,000,000 bytes"),
    "a YAML bomb": (lambda p: p.write("pack.yaml", BOMB), "aliases"),
    "a manifest in UTF-16": (lambda p: p.write("pack.yaml", "id: x".encode("utf-16")), "save it as UTF-8"),
    "a huge manifest": (lambda p: p.write("pack.yaml", b"#" * 200_001), "make it smaller"),
    "no manifest": (lambda p: replaced(p, "pack.yaml"), "There is no pack.yaml in"),
    "a manifest that is a folder": (lambda p: replaced(p, "pack.yaml").mkdir(), "make it, as a file"),
    "a lab that no image can be called like": (
        lambda p: (
            p.edit("labs/course.yaml", "two-stages", "two-stages-"),
            p.edit("labs/two-stages/lab.yaml", "id: two-stages\ntitle", "id: two-stages-\ntitle"),
            (p.folder / "labs/two-stages").rename(p.folder / "labs/two-stages-"),
        ),
        "cannot be a part of an image's name",
    ),
    "no course": (lambda p: replaced(p, "labs/course.yaml"), "course.yaml:1"),
    "an id that is a path": (lambda p: p.edit("pack.yaml", "my-pack", "../x"), "`id` is `../x`"),
    "an id of a shipped lab": (lambda p: p.edit("pack.yaml", "my-pack", "two-stages"), "as a shipped lab"),
    "a lab that is a path": (lambda p: p.edit("labs/course.yaml", "two-stages", "../../x"), "../../x"),
    "an app out of the pack": (
        lambda p: p.edit("labs/two-stages/lab.yaml", "app: nextjs-shop", "app: ../../../etc"),
        "must be a path inside",
    ),
    "an absolute page": (
        lambda p: p.edit("labs/two-stages/lab.yaml", "steps/why.md", "/etc/passwd"),
        "must be a path inside",
    ),
    "a newer format": (
        lambda p: p.edit("pack.yaml", "format_version: 1", "format_version: 9"),
        "Get a newer tutor",
    ),
    "a name that colours": (lambda p: p.write("\x1b[31mred", "x"), "cannot be shown"),
    "a name in no encoding": (lambda p: p.write(os.fsdecode(b"\xff"), "x"), "cannot be shown"),
    "too deep": (lambda p: p.write("d/" * 30 + "x", "x"), "folders deep"),
    "too much": (
        lambda p: [os.truncate(_made(p, f"f{n}"), 45_000_000) for n in range(5)],
        "200,000,000 bytes",
    ),
}


def _made(pack, name="big"):
    pack.write(name, "")
    return pack.folder / name


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused(tutor, pack, tmp_path, name):
    (tmp_path / "secret").write_text("secret")
    make, words = CASES[name]
    make(pack)
    began = time.process_time()
    result = tutor("pack", "add", pack.folder)
    assert time.process_time() - began < 10
    assert (result.exit_code, words in result.stderr) == (2, True), result.output
    assert result.output.replace("\n", "").isprintable()
    assert [p.name for p in paths.packs().iterdir()] == [".lock"]


def test_too_many_files(pack, tmp_path):
    for number in range(40):
        pack.write(f"many/{number}", "")
    with pytest.raises(ContentProblem, match="more than 30 files"):
        copy_pack(pack.folder, tmp_path / "copy", Bounds(files=30))


def test_an_id_that_is_taken(tutor, pack):
    tutor("pack", "add", pack.folder)
    result = tutor("pack", "add", pack.folder)
    assert (result.exit_code, "is installed already" in result.stderr) == (2, True)


def test_inner_links_and_modes_are_kept_without_special_bits(pack, tmp_path):
    pack.write("sample_apps/shop/run", "x")
    (pack.folder / "sample_apps/shop/run").chmod(0o4755)
    (pack.folder / "sample_apps/shop/link").symlink_to("run")
    copy_pack(pack.folder, tmp_path / "copy", Bounds())
    assert (tmp_path / "copy/sample_apps/shop/link").readlink().name == "run"
    assert (tmp_path / "copy/sample_apps/shop/run").stat().st_mode & 0o7777 == 0o755


GIT_CASES = {
    "a manifest that is a link": (linked("pack.yaml", "/etc/passwd"), "leads out of the pack"),
    "a link out": (linked("notes", "../../../x"), "leads out of the pack"),
}


@pytest.mark.parametrize("name", GIT_CASES)
def test_a_git_repository_is_refused_alike(tutor, pack, name):
    make, words = GIT_CASES[name]
    make(pack)
    result = tutor("pack", "add", pack.commit())
    assert (result.exit_code, words in result.stderr) == (2, True), result.output
    assert [p.name for p in paths.packs().iterdir()] == [".lock"]


def a_tree(pack, entries):
    """Commit a tree that no checkout would make: (mode, kind, object, name) as they are."""
    import subprocess

    text = "".join(f"{mode} {kind} {digest}\t{name}\0" for mode, kind, digest, name in entries)
    command = ["git", "mktree", "-z", "--missing"]
    made = subprocess.run(command, cwd=pack.folder, input=text, check=True, capture_output=True, text=True)
    pack.git("reset", "-q", "--soft", pack.git("commit-tree", "-m", "x", made.stdout.strip()).strip())


def test_a_submodule_and_a_tree_that_multiplies(tutor, pack, tmp_path):
    address = pack.commit()
    a_tree(pack, [("160000", "commit", "1" * 40, "sub")])
    result = tutor("pack", "add", address)
    assert (result.exit_code, "submodule" in result.stderr) == (2, True), result.output
    # Each level names the one below ten times: 10,000,000 files in seven small objects.
    (pack.folder / "leaf").write_text("x")
    kind, digest = ("100644", "blob"), pack.git("hash-object", "-w", "leaf").strip()
    for _ in range(7):
        a_tree(pack, [(*kind, digest, f"n{number}") for number in range(10)])
        kind, digest = ("040000", "tree"), pack.git("rev-parse", "HEAD^{tree}").strip()
    began = time.process_time()
    result = tutor("pack", "add", address)
    assert (result.exit_code, "more than 20,000 files" in result.stderr) == (2, True), result.output
    assert time.process_time() - began < 10
