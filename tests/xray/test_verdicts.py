"""What each file is, and by which evidence."""

import json

import pytest

from tests.xray.images import file, folder, image, items, symlink, whiteout, xray
from tests.xray.packages.rpm_databases import database, header
from tests.xray.packages.test_apk import INSTALLED
from tests.xray.packages.test_go import build_info
from tutor.model.xray import Category
from tutor.xray import LabRules

APK = "lib/apk/db/installed"


def verdict(entry, texts=None, rules=None):
    found = items(xray(image([entry], texts={0: texts or {}}), rules=rules))[entry.path]
    return found.category, found.why, found.package


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("root/.npm/_cacache/content-v2/x", Category.CACHE),
        ("home/node/.npm/_cacache/x", Category.CACHE),
        ("root/.cache/pip/x", Category.CACHE),
        ("var/cache/apt/archives/gcc.deb", Category.CACHE),
        ("var/lib/apt/lists/deb_Packages", Category.CACHE),
        ("app/.next/cache/webpack/0.pack", Category.CACHE),
        ("app/node_modules/.cache/babel/x.json", Category.CACHE),
        ("root/go/pkg/mod/a/b.go", Category.CACHE),
        ("root/.m2/repository/a.jar", Category.CACHE),
        ("app/node_modules/next/index.js", Category.RUNTIME),
        ("app/node_modules/typescript/lib/tsc.js", Category.TOOL),
        ("usr/local/lib/node_modules/corepack/dist/yarn.js", Category.TOOL),
        ("usr/local/lib/node_modules/npm/node_modules/semver/x.js", Category.TOOL),
        ("usr/local/lib/node_modules/serve/index.js", Category.RUNTIME),
        ("usr/local/go/src/fmt/print.go", Category.TOOL),
        ("usr/local/cargo/bin/cargo", Category.TOOL),
        ("usr/local/cargo/registry/x.crate", Category.CACHE),
        ("usr/local/include/node/v8.h", Category.TOOL),
        ("usr/bin/gcc", Category.TOOL),
        ("usr/bin/make", Category.TOOL),
        ("usr/local/bin/npm", Category.TOOL),
        ("app/bin/make", Category.OTHER),
        ("opt/java/bin/javac", Category.TOOL),
        ("opt/java/jmods/java.base.jmod", Category.TOOL),
        ("usr/lib/x86_64-linux-gnu/libz.a", Category.TOOL),
        ("app/.git/objects/pack/x.pack", Category.SOURCE),
        ("app/app/page.tsx", Category.SOURCE),
        ("src/main.go", Category.SOURCE),
        ("app/Dockerfile", Category.SOURCE),
        ("app/build/Main.java", Category.SOURCE),
        ("app/dist/index.d.ts", Category.OUTPUT),
        ("app/.next/BUILD_ID", Category.OUTPUT),
        ("app/build/static/main.js", Category.OUTPUT),
        ("app/target/shop.jar", Category.OUTPUT),
        ("shop.jar", Category.OUTPUT),
        ("usr/share/nginx/html/dist/main.js", Category.OUTPUT),
        ("usr/lib/python3/dist/a.so", Category.OTHER),
        ("app/server.js", Category.OTHER),
        ("etc/hosts", Category.OTHER),
        ("tsx", Category.OTHER),
    ],
)
def test_paths_tell_what_a_file_is(path, category):
    assert verdict(file(path))[0] is category


def test_a_file_of_an_apk_package_is_a_runtime_dependency():
    found = verdict(file("bin/busybox"), {APK: INSTALLED})
    assert found == (Category.RUNTIME, "apk package busybox", "apk:busybox@1.36.1-r29")


def test_a_file_of_a_compilers_package_is_a_build_tool():
    texts = {APK: b"P:gcc\nV:13\nF:usr/share/gcc\nR:data\n"}
    assert verdict(file("usr/share/gcc/data"), texts)[0] is Category.TOOL


@pytest.mark.parametrize("name", ["libssl-dev", "zlib-devel", "linux-headers", "cpp-12", "binutils-common"])
def test_packages_for_development_are_build_tools(name):
    texts = {"var/lib/dpkg/info/" + name + ".list": b"/.\n/usr/share/x\n"}
    assert verdict(file("usr/share/x"), texts)[0] is Category.TOOL


def test_what_all_programs_of_a_distribution_need_of_gcc_is_no_build_tool():
    texts = {"var/lib/dpkg/info/gcc-12-base:amd64.list": b"/.\n/usr/share/x\n"}
    assert verdict(file("usr/share/x"), texts)[0] is Category.RUNTIME


@pytest.mark.parametrize("path", ["var/lib/dpkg/info/bash.md5sums", "app/node_modules/.package-lock.json"])
def test_records_of_package_managers_are_called_what_they_are(path):
    assert verdict(file(path))[:2] == (Category.OTHER, "record of a package manager")


def test_files_moved_into_usr_are_found_in_records_that_do_not_say_so():
    assert verdict(file("usr/bin/busybox"), {APK: INSTALLED})[2] == "apk:busybox@1.36.1-r29"


def test_a_file_of_an_rpm_package_is_found():
    texts = {
        "var/lib/rpm/rpmdb.sqlite": database(
            header("make", "4.3", "8", ["/usr/share/make/"], [(0, "make.info")])
        )
    }
    assert verdict(file("usr/share/make/make.info"), texts)[::2] == (Category.TOOL, "rpm:make@4.3-8")


def test_an_npm_package_that_the_lock_marks_is_a_dev_dependency_however_famous():
    lock = {"packages": {"node_modules/typescript": {"version": "5.9.3", "dev": True}}}
    texts = {"app/node_modules/.package-lock.json": json.dumps(lock).encode()}
    assert verdict(file("app/node_modules/typescript/lib/tsc.js"), texts) == (
        Category.DEV,
        "dev dependency in .package-lock.json",
        "npm:typescript@5.9.3",
    )
    link = symlink("app/node_modules/.bin/tsc", "../typescript/bin/tsc")
    assert verdict(link, texts)[2] == "npm:typescript@5.9.3"


def test_a_go_program_is_build_output_with_its_module():
    assert verdict(file("server"), {"server": build_info()}) == (
        Category.OUTPUT,
        "Go program, go package example.com/shop",
        "go:example.com/shop@v1.4.0",
    )
    assert verdict(file("old"), {"old": build_info(flags=0)}) == (Category.OUTPUT, "Go program", "")


def test_what_a_lab_says_of_its_application_decides_before_names():
    rules = LabRules(("app/**/*.js",), ("**/out/**",), frozenset(["known"]))
    assert verdict(file("app/server.js"), rules=rules)[0] is Category.SOURCE
    assert verdict(file("app/out/server.js"), rules=rules)[0] is Category.OUTPUT
    assert verdict(file("srv/renamed", 3, "known"), rules=rules)[0] is Category.SOURCE
    assert verdict(file("srv/empty", 0, "known"), rules=rules)[0] is Category.OTHER
    assert verdict(file("app/node_modules/a/b.js"), rules=rules)[0] is Category.RUNTIME


def test_rules_that_say_nothing_match_nothing():
    assert verdict(file("app/server.js"), rules=LabRules())[0] is Category.OTHER


def test_files_of_the_base_image_have_their_package_too():
    found = items(xray(image([file("bin/busybox"), file("x")], texts={0: {APK: INSTALLED}}), base=1))
    assert (found["bin/busybox"].category, found["bin/busybox"].package) == (
        Category.BASE,
        "apk:busybox@1.36.1-r29",
    )
    assert found["x"].why == "in a layer of the base image"


def test_a_name_with_escape_codes_is_harmless_in_the_evidence():
    texts = {APK: b"P:evil\x1b[31m\nV:1\nF:bin\nR:x\n"}
    assert verdict(file("bin/x"), texts)[1] == "apk package evil"


def test_a_later_layers_record_does_not_explain_an_earlier_layers_file():
    layers = [file("bin/busybox", 1)], [file("bin/busybox", 2), file(APK)]
    found = xray(image(*layers, texts={1: {APK: INSTALLED}})).items
    assert [i.package for i in found if i.path == "bin/busybox"] == ["", "apk:busybox@1.36.1-r29"]


def test_an_earlier_layers_record_explains_until_it_is_replaced_or_deleted():
    layers = (
        [folder("lib/apk/db"), file(APK), file("bin/sh", 1)],
        [file("bin/sh", 2)],
        [file(APK), file("bin/sh", 3)],
        [whiteout("lib/apk"), file("bin/sh", 4)],
    )
    texts = {0: {APK: b"P:one\nV:1\nF:bin\nR:sh\n"}, 2: {APK: b"P:two\nV:2\nF:bin\nR:sh\n"}}
    found = xray(image(*layers, texts=texts)).items
    assert [i.package for i in found if i.path == "bin/sh"] == ["apk:one@1", "apk:one@1", "apk:two@2", ""]


def test_a_manifest_that_a_later_line_copies_still_says_what_is_for_development():
    manifest = b'{"devDependencies": {"eslint": "*"}}'
    modules = "app/node_modules"
    layers = [file(f"{modules}/eslint/x.js")], [file("app/package.json")]
    texts = {
        0: {f"{modules}/eslint/package.json": b'{"version": "8.57.1"}'},
        1: {"app/package.json": manifest},
    }
    found = items(xray(image(*layers, texts=texts)))[f"{modules}/eslint/x.js"]
    assert (found.category, found.package) == (Category.DEV, "npm:eslint@8.57.1")


def test_pruned_dev_dependencies_stay_what_they_were_in_the_layer_that_has_them():
    lock = "app/node_modules/.package-lock.json"
    layers = [file(lock), file("app/node_modules/a/x")], [file(lock), whiteout("app/node_modules/a")]
    texts = {0: {lock: b'{"packages": {"node_modules/a": {"dev": true}}}'}, 1: {lock: b'{"packages": {}}'}}
    assert items(xray(image(*layers, texts=texts)))["app/node_modules/a/x"].category is Category.DEV
