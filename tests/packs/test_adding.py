"""Packs as learners get, use, update and remove them. No engine answers here."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packs.packs import COURSE
from tutor import paths
from tutor.cli import parts
from tutor.packs.address import without_secrets
from tutor.packs.shelf import Shelf
from tutor.packs.source import source_of


def shipped_labs():
    """Return the shipped labs as `listed` does."""
    return [(lab.id, None) for lab in parts.shipped_course().labs]


def listed(tutor):
    result = tutor("list", "--json")
    assert result.exit_code == 0, result.output
    return [(row["id"], row["pack"]) for row in json.loads(result.stdout)], result.stderr


def leftovers():
    return sorted(p.name for p in paths.packs().glob(".*") if p.name != ".lock")


def test_a_folder_is_added_and_says_what_it_will_build(tutor, pack):
    result = tutor("pack", "add", pack.folder)
    assert result.exit_code == 0, result.output
    assert "Installed My pack (my-pack 1.0). Nothing has been built." in result.stdout
    assert "my-pack/two-stages  15 min" in result.stdout
    assert "node:18-alpine" in result.stdout
    assert "nextjs-shop" in result.stdout
    assert "cannot be known before" in result.stdout
    assert leftovers() == []


def test_its_labs_stand_beside_shipped_ones_of_the_same_name(tutor, pack):
    tutor("pack", "add", pack.folder)
    assert listed(tutor) == ([*shipped_labs(), ("my-pack/two-stages", "my-pack")], "")
    text = tutor("list").stdout
    assert "\nMy pack (my-pack 1.0)\nmy-pack/two-stages" in text
    own, shipped = (tutor("path", lab).stdout.strip() for lab in ("my-pack/two-stages", "two-stages"))
    assert own == str(paths.workspaces() / "my-pack" / "two-stages" / "Dockerfile")
    assert shipped == str(paths.workspaces() / "two-stages" / "Dockerfile")


def test_a_lab_of_a_pack_is_checked_and_skipped_like_any_other(tutor, pack):
    tutor("pack", "add", pack.folder)
    result = tutor("check", "my-pack/two-stages", "--json")
    assert (result.exit_code, json.loads(result.stdout)["lab"]) == (3, "my-pack/two-stages")
    assert tutor("skip", "my-pack/two-stages").exit_code == 0
    states = {row["id"]: row["state"] for row in json.loads(tutor("list", "--json").stdout)}
    assert states == {**{lab: "new" for lab, _ in shipped_labs()}, "my-pack/two-stages": "skipped"}


def test_builds_on_stays_within_the_pack(tutor, pack):
    shutil.copytree(pack.folder / "labs/two-stages", pack.folder / "labs/more")
    pack.edit(
        "labs/more/lab.yaml",
        "id: two-stages\ntitle",
        "id: more\nbuilds_on: two-stages\nafter: [two-stages]\ntitle",
    )
    pack.write("labs/course.yaml", COURSE + "  - more\n")
    assert tutor("pack", "add", pack.folder).exit_code == 0
    course = parts.course()
    more = parts.find(course, "my-pack/more")
    assert course.find(more.builds_on).id == "my-pack/two-stages"
    assert more.after == ("my-pack/two-stages",)


def test_what_acts_on_all_labs_unasked_leaves_packs_alone(tutor, pack):
    pack.edit("labs/two-stages/lab.yaml", 'base_images: ["node', 'base_images: ["example.org/other:1", "node')
    assert tutor("pack", "add", pack.folder).exit_code == 0
    for command in (("bases", "--json"), ("doctor", "--json")):
        assert "example.org" not in tutor(*command).output
    assert "example.org/other:1" in parts.base_images(parts.course())


def test_a_wrong_name_is_told_with_the_nearest(tutor, pack):
    tutor("pack", "add", pack.folder)
    result = tutor("check", "my-pack/two-stage")
    assert result.exit_code == 2
    assert "Did you mean `my-pack/two-stages`?" in result.stderr


def test_authors_name_labs_of_packs_too(tutor, pack):
    tutor("pack", "add", pack.folder)
    result = tutor("lab", "lint", "my-pack/two-stages")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("labs/two-stages/") or "1 lab" in result.stdout
    assert "Did you mean `two-stages`?" in tutor("lab", "lint", "my-pack/two-stage").stderr


def test_a_git_repository_is_added_and_updated(tutor, pack, own_home):
    address = pack.commit()
    assert tutor("pack", "add", address).exit_code == 0
    work = paths.workspaces() / "my-pack/two-stages/Dockerfile"
    assert tutor("path", "my-pack/two-stages").exit_code == 0
    work.write_text("FROM mine\n")
    tutor("skip", "my-pack/two-stages")
    pack.edit("pack.yaml", '"1.0"', '"1.1"')
    pack.commit()
    result = tutor("pack", "update")
    assert result.exit_code == 0, result.output
    assert "my-pack: 1.0 -> 1.1. Your files and your progress are as before" in result.stdout
    assert work.read_text() == "FROM mine\n"
    assert json.loads(tutor("list", "--json").stdout)[-1]["state"] == "skipped"
    assert "1.1 is the newest there is" in tutor("pack", "update", "my-pack").stdout
    record = Shelf(paths.packs()).record("my-pack")
    assert record.commit == pack.git("rev-parse", "HEAD").strip()
    assert leftovers() == []


def test_nothing_of_a_git_repository_runs(tutor, pack, tmp_path, monkeypatch):
    """Hooks of a template, filters that attributes ask for: all would leave a file."""
    hooks, ran = tmp_path / "template" / "hooks", tmp_path / "ran"
    hooks.mkdir(parents=True)
    hook = hooks / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    config = tmp_path / "config"
    config.write_text(f'[init]\n\ttemplateDir = {hooks.parent}\n[filter "evil"]\n\tsmudge = touch {ran}\n')
    address = pack.commit()
    pack.write(".gitattributes", "* filter=evil\n")
    pack.commit()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    assert tutor("pack", "add", address).exit_code == 0
    assert not ran.exists()


@pytest.fixture
def distribution(tmp_path, monkeypatch, pack):
    """An installed distribution whose package ends the program if it is imported."""
    site = tmp_path / "site"
    shutil.copytree(pack.folder, site / "my_pack_labs")
    (site / "my_pack_labs/__init__.py").write_text("raise SystemExit('imported')\n")
    info = site / "my_pack_labs-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-pack-labs\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text("[multistage_tutor.packs]\nmy-pack = my_pack_labs\n")
    monkeypatch.syspath_prepend(str(site))
    return info


def test_an_installed_distribution_is_added_without_importing_it(tutor, distribution):
    result = tutor("pack", "add", "my-pack-labs")
    assert result.exit_code == 0, result.output
    assert "my_pack_labs" not in sys.modules
    assert Shelf(paths.packs()).record("my-pack").commit == "2.0"
    assert tutor("pack", "update", "my-pack").exit_code == 0


def test_an_editable_distribution_is_found_where_the_finders_say(tutor, distribution, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (distribution.parent / "my_pack_labs").rename(elsewhere / "my_pack_labs")
    monkeypatch.syspath_prepend(str(elsewhere))
    assert tutor("pack", "add", "my-pack-labs").exit_code == 0
    assert "my_pack_labs" not in sys.modules


def test_all_images_are_told_that_a_build_may_pull(tutor, pack):
    text = (pack.folder / "labs/two-stages/solutions/two-stages/Dockerfile").read_text()
    more = text.replace("COPY --from=build", "COPY --from=example.org/tools:1 /x /x\nCOPY --from=build")
    pack.write("labs/two-stages/solutions/two-stages/Dockerfile", "# syntax=example.org/front:2\n" + more)
    tutor("pack", "add", pack.folder)
    images = json.loads(tutor("pack", "show", "my-pack", "--json").stdout)["images"]
    assert images == ["node:18-alpine", "example.org/front:2", "example.org/tools:1"]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("", "no entry point"),
        ("[multistage_tutor.packs]\na = my_pack_labs\nb = my_pack_labs\n", "2 entry points"),
        ("[multistage_tutor.packs]\na = nowhere_at_all\n", "is not there"),
        ("[multistage_tutor.packs]\na = ../../etc\n", "is not there"),
    ],
)
def test_a_distribution_that_brings_no_pack(tutor, distribution, points, words):
    (distribution / "entry_points.txt").write_text(points)
    result = tutor("pack", "add", "my-pack-labs")
    assert (result.exit_code, words in result.stderr) == (2, True), result.output


@pytest.mark.parametrize("source", ["./nowhere", "no-such-distribution", "", "a b", "\x1b[31mred"])
def test_a_source_that_is_none(tutor, source):
    result = tutor("pack", "add", source)
    assert result.exit_code == 2
    assert "\x1b" not in result.output


@pytest.mark.parametrize("address", ["ext::sh -c 'touch ran'.git", "git://localhost/x.git", "-u.git"])
def test_an_address_that_git_must_not_follow(tutor, address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = tutor("pack", "add", "--", address)
    assert result.exit_code == 3, result.output
    assert not (tmp_path / "ran").exists()
    assert leftovers() == []


def test_show_and_list(tutor, pack):
    assert "No pack is installed" in tutor("pack", "list").stdout
    assert json.loads(tutor("pack", "list", "--json").stdout)["packs"] == []
    tutor("pack", "add", pack.folder)
    assert "my-pack" in tutor("pack", "list").stdout
    (row,) = json.loads(tutor("pack", "list", "--json").stdout)["packs"]
    assert (row["version"], row["labs"], row["trouble"]) == ("1.0", 1, "")
    assert row["source"] == {"kind": "folder", "place": str(pack.folder), "commit": ""}
    assert "Labs of mine." in tutor("pack", "show", "my-pack").stdout
    form = json.loads(tutor("pack", "show", "my-pack", "--json").stdout)
    assert form["images"][0] == "node:18-alpine"
    assert form["labs"][0]["id"] == "my-pack/two-stages"
    assert tutor("pack", "show", "nothing").exit_code == 2


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@git.example.org/x.git",
        "https://me:se@cret@git.example.org/x.git",
        "https://secret@git.example.org/x.git",
        "https://git.example.org/x.git?token=secret",
    ],
)
def test_a_password_in_an_address_is_not_shown(address):
    assert source_of(address).shown == "https://git.example.org/x.git"
    told = without_secrets(f"fatal: unable to access '{address}': no such host. Why? Nobody knows")
    assert told == "fatal: unable to access 'https://git.example.org/x.git': no such host. Why? Nobody knows"


def test_remove_keeps_the_work_and_says_where(tutor, pack):
    tutor("pack", "add", pack.folder)
    tutor("path", "my-pack/two-stages")
    refused = tutor("pack", "remove", "my-pack")
    assert (refused.exit_code, "--yes" in refused.stderr) == (2, True)
    result = tutor("pack", "remove", "my-pack", "--yes")
    assert str(paths.workspaces() / "my-pack") in result.stdout
    assert (paths.workspaces() / "my-pack/two-stages/Dockerfile").exists()
    assert listed(tutor)[0] == shipped_labs()
    assert tutor("pack", "remove", "my-pack", "--yes").exit_code == 2
    assert leftovers() == []


def test_a_failed_update_leaves_the_old_pack(tutor, pack):
    tutor("pack", "add", pack.folder)
    pack.edit("labs/two-stages/lab.yaml", "minutes: 15", "minutes: many")
    result = tutor("pack", "update", "--json")
    assert result.exit_code == 2
    (row,) = json.loads(result.stdout)["packs"]
    assert "minutes" in row["trouble"]
    assert listed(tutor) == ([*shipped_labs(), ("my-pack/two-stages", "my-pack")], "")
    shutil.rmtree(pack.folder)
    assert "stays as it is" in tutor("pack", "update").stderr
    assert len(listed(tutor)[0]) == len(shipped_labs()) + 1
    assert leftovers() == []


def test_an_update_may_not_become_another_pack(tutor, pack):
    tutor("pack", "add", pack.folder)
    pack.edit("pack.yaml", "id: my-pack", "id: two-packs")
    result = tutor("pack", "update", "my-pack")
    assert (result.exit_code, "calls itself `two-packs`" in result.stderr) == (2, True)
    assert Shelf(paths.packs()).ids() == ("my-pack",)


def test_a_broken_installed_pack_is_told_and_stops_nothing(tutor, pack):
    tutor("pack", "add", pack.folder)
    manifest = paths.packs() / "my-pack/pack/pack.yaml"
    manifest.write_text(manifest.read_text().replace(">=0.1,<1", ">=99"))
    labs, told = listed(tutor)
    assert labs == shipped_labs()
    assert len(told.strip().split("\n")) == 1
    assert "my-pack is left out" in told
    assert "Update the tutor." in told
    result = tutor("check", "my-pack/two-stages")
    assert (result.exit_code, "Update the tutor." in result.stderr) == (2, True)
    assert tutor("path", "two-stages").exit_code == 0
    assert json.loads(tutor("pack", "list", "--json").stdout)["packs"][0]["trouble"]
    assert tutor("pack", "update").exit_code == 0
    assert len(listed(tutor)[0]) == len(shipped_labs()) + 1


def test_an_interrupted_swap_is_put_right(tutor, pack):
    tutor("pack", "add", pack.folder)
    (paths.packs() / "my-pack").rename(paths.packs() / ".old-my-pack")
    (paths.packs() / ".new-killed").mkdir()
    with Shelf(paths.packs()).changing():
        assert Shelf(paths.packs()).ids() == ("my-pack",)
    assert leftovers() == []


@pytest.mark.parametrize("command", [("update",), ("update", "my-pack"), ("remove", "my-pack", "--yes")])
def test_a_pack_that_an_interruption_hid_is_there_again(tutor, pack, command):
    tutor("pack", "add", pack.folder)
    (paths.packs() / "my-pack").rename(paths.packs() / ".old-my-pack")
    result = tutor("pack", *command)
    assert (result.exit_code, "my-pack" in result.output) == (0, True), result.output


def test_ctrl_c_between_the_two_renames_leaves_the_old_pack(tutor, pack, monkeypatch):
    tutor("pack", "add", pack.folder)
    pack.edit("pack.yaml", 'version: "1.0"', 'version: "2.0"')
    rename = Path.rename

    def stopped(self, target):
        if Path(target) == paths.packs() / "my-pack" and not self.name.startswith(".old"):
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stopped)
        assert tutor("pack", "update").exit_code == 130
    assert Shelf(paths.packs()).pack("my-pack").version == "1.0"


def test_a_program_that_is_one_no_more_is_a_change(tutor, pack):
    program = pack.folder / "labs/two-stages/run.sh"
    program.write_text("x")
    program.chmod(0o755)
    tutor("pack", "add", pack.folder)
    program.chmod(0o644)
    assert "1.0 -> 1.0" in tutor("pack", "update").output


def test_a_pack_that_is_not_there_cannot_be_updated(tutor, pack):
    tutor("pack", "add", pack.folder)
    result = tutor("pack", "update", "other")
    assert (result.exit_code, "There is no pack called `other`" in result.stderr) == (2, True)


def test_git_with_the_hardened_setting_still_gives_a_pack(tutor, pack, tmp_path, monkeypatch):
    settings = tmp_path / "gitconfig"
    settings.write_text("[safe]\n\tbareRepository = explicit\n")
    address = pack.commit()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    result = tutor("pack", "add", address)
    assert result.exit_code == 0, result.output


def test_a_git_that_ends_early_is_told(tutor, pack, tmp_path, monkeypatch):
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin/git"
    broken.write_text(f'#!/bin/sh\ncase "$*" in *cat-file*|*ls-tree*) exit 1;; esac\nexec {real} "$@"\n')
    broken.chmod(0o755)
    address = pack.commit()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    for kept in ("*cat-file*|*ls-tree*", "*cat-file*"):
        broken.write_text(broken.read_text().replace("*cat-file*|*ls-tree*", kept))
        result = tutor("pack", "add", address)
        assert (result.exit_code, "Git ended before" in result.stderr) == (3, True), result.output


def test_without_a_standard_input_nobody_is_asked(pack, own_home):
    environment = {**os.environ, "TUTOR_HOME": str(own_home)}
    command = f"{shlex.quote(sys.executable)} -m tutor pack"
    for arguments, code in ((f"add {shlex.quote(str(pack.folder))}", 0), ("remove my-pack", 2)):
        ran = subprocess.run(
            f"{command} {arguments} <&-",
            shell=True,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert ran.returncode == code, ran.stderr
        assert "Traceback" not in ran.stderr
    assert "--yes" in ran.stderr


def test_two_tutors_do_not_change_packs_at_once(tutor, pack):
    with Shelf(paths.packs()).changing():
        result = tutor("pack", "add", pack.folder)
    assert (result.exit_code, "Another tutor" in result.stderr) == (3, True)
