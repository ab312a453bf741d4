"""npm's packages: named by their path, explained by locks and manifests."""

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.xray.packages import NpmFolders
from tutor.xray.packages.npm import package_folder


def manifests(**packages):
    """Return the package.json files of packages by folder, `__` for `/node_modules/`."""
    return {
        f"{path.replace('__', '/node_modules/')}/package.json": json.dumps(content).encode()
        for path, content in packages.items()
    }


def needs(*names, **more):
    return {"version": "1.0.0", "dependencies": dict.fromkeys(names, "*"), **more}


def dev(found, *folders):
    return [bool(found.package(f"app/node_modules/{f}").dev) for f in folders]


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("app/node_modules/next/dist/bin", "app/node_modules/next"),
        ("node_modules/@types/node", "node_modules/@types/node"),
        ("app/node_modules/a/node_modules/b/lib", "app/node_modules/a/node_modules/b"),
        ("app/node_modules", ""),
        ("app/node_modules/.bin", ""),
        ("app/node_modules/@types", ""),
        ("app/my_node_modules/x", ""),
        ("app/src", ""),
        ("", ""),
    ],
)
def test_the_innermost_package_owns_a_folder(folder, package):
    assert package_folder(folder) == package


def test_the_hidden_lock_says_version_and_purpose():
    lock = {
        "packages": {
            "node_modules/next": {"version": "14.2.33"},
            "node_modules/typescript": {"version": "5.9.3", "dev": True},
            "node_modules/@types/node": {"version": "18.0.0", "devOptional": True},
        }
    }
    found = NpmFolders({"app/node_modules/.package-lock.json": json.dumps(lock).encode()})
    assert found.package("app/node_modules/next/dist").package.label == "npm:next@14.2.33"
    assert found.package("app/node_modules/typescript").dev == "dev dependency in .package-lock.json"
    assert dev(found, "next", "@types/node") == [False, False]


def test_what_a_dev_dependency_brings_inside_it_is_for_development_too():
    lock = {"packages": {"node_modules/jest": {"version": "29.0.0", "dev": True}}}
    found = NpmFolders({"app/node_modules/.package-lock.json": json.dumps(lock).encode()})
    inner = found.package("app/node_modules/jest/node_modules/chalk")
    assert inner.dev
    assert inner.package.label == "npm:chalk"


def test_the_hidden_lock_counts_more_than_the_lock_of_the_application():
    texts = {
        "app/node_modules/.package-lock.json": b'{"packages": {"node_modules/a": {"version": "2.0.0"}}}',
        "app/package-lock.json": b'{"packages": {"node_modules/a": {"version": "1.0.0", "dev": true}}}',
    }
    assert NpmFolders(texts).package("app/node_modules/a").package.version == "2.0.0"
    del texts["app/node_modules/.package-lock.json"]
    assert NpmFolders(texts).package("app/node_modules/a").dev == "dev dependency in package-lock.json"


def test_locks_of_the_first_version_are_nested():
    lock = {"dependencies": {"a": {"version": "1", "dependencies": {"b": {"version": "2", "dev": True}}}}}
    found = NpmFolders({"app/package-lock.json": json.dumps(lock).encode()})
    assert dev(found, "a", "a/node_modules/b") == [False, True]


def test_a_workspace_finds_the_lock_above_it():
    lock = {"packages": {"packages/web/node_modules/a": {"version": "3", "dev": True}}}
    found = NpmFolders({"app/package-lock.json": json.dumps(lock).encode()})
    assert found.package("app/packages/web/node_modules/a").dev


def test_without_a_lock_dev_dependencies_and_what_only_they_need_are_for_development():
    found = NpmFolders(
        manifests(
            app={"dependencies": {"next": "*"}, "devDependencies": {"eslint": "*"}},
            app__next=needs("shared"),
            app__eslint=needs("shared", "only-eslint"),
            app__shared=needs(),
            **{"app__only-eslint": needs()},
            app__stray=needs(),
        )
    )
    assert dev(found, "next", "shared", "eslint", "only-eslint", "stray") == [False, False, True, True, False]


def test_the_nearest_copy_is_the_one_that_is_needed():
    found = NpmFolders(
        manifests(
            app={"dependencies": {"run": "*"}, "devDependencies": {"build": "*"}},
            app__run=needs("lib"),
            app__run__lib=needs(),
            app__build=needs("lib"),
            app__lib=needs(),
        )
    )
    assert dev(found, "run/node_modules/lib", "lib") == [False, True]


def test_peers_are_needed_unless_they_are_optional():
    found = NpmFolders(
        manifests(
            app={"dependencies": {"run": "*"}, "devDependencies": {"peer": "*", "maybe": "*"}},
            app__run=needs(
                peerDependencies={"peer": "*", "maybe": "*"},
                peerDependenciesMeta={"maybe": {"optional": True}},
            ),
            app__peer=needs(),
            app__maybe=needs(),
        )
    )
    assert dev(found, "peer", "maybe") == [False, True]


def test_circles_of_needs_end():
    found = NpmFolders(
        manifests(app={"devDependencies": {"a": "*"}}, app__a=needs("b"), app__b=needs("a", "b"))
    )
    assert dev(found, "a", "b") == [True, True]


def test_symlinks_of_pnpm_are_followed():
    store = "app/node_modules/.pnpm"
    texts = manifests(
        app={"devDependencies": {"a": "*"}},
        **{
            "app__.pnpm/a@1__a": needs("b"),
            "app__.pnpm/b@1__b": needs(),
        },
    )
    links = {
        "app/node_modules/a": f"{store}/a@1/node_modules/a",
        f"{store}/a@1/node_modules/b": f"{store}/b@1/node_modules/b",
    }
    found = NpmFolders(texts, links)
    assert found.package(f"{store}/b@1/node_modules/b").dev


WEB = {"dependencies": {"lodash": "*"}, "devDependencies": {"vite": "*"}}


def test_what_a_workspace_needs_to_run_is_needed_without_a_lock_of_npm():
    texts = manifests(
        app={"workspaces": ["packages/*"], "devDependencies": {"jest": "*"}},
        **{"app/packages/web": WEB},
        app__jest=needs("lodash", "only-jest"),
        app__lodash=needs(),
        app__vite=needs(),
        **{"app__only-jest": needs()},
    )
    found = NpmFolders(texts, {"app/node_modules/@shop/web": "app/packages/web"})
    assert dev(found, "jest", "only-jest", "lodash", "vite") == [True, True, False, True]


def test_what_a_workspace_of_pnpm_needs_to_run_is_needed():
    store = "app/node_modules/.pnpm"
    texts = manifests(
        app={"devDependencies": {"jest": "*"}},
        **{"app/packages/web": WEB},
        **{f"app__.pnpm/{n}@1__{n}": needs() for n in ("lodash", "vite")},
        **{"app__.pnpm/jest@1__jest": needs("lodash")},
    )
    at = {n: f"{store}/{n}@1/node_modules/{n}" for n in ("jest", "lodash", "vite")}
    links = {f"app/packages/web/node_modules/{n}": at[n] for n in ("lodash", "vite")}
    links |= {"app/node_modules/jest": at["jest"], f"{store}/jest@1/node_modules/lodash": at["lodash"]}
    found = NpmFolders(texts, links)
    assert [bool(found.package(at[n]).dev) for n in ("jest", "lodash", "vite")] == [True, False, True]


def test_another_application_beside_it_is_no_workspace():
    texts = manifests(
        app={"devDependencies": {"a": "*"}},
        app__a=needs(),
        app2={"dependencies": {"a": "*"}},
        app2__a=needs(),
    )
    found = NpmFolders(texts)
    assert found.package("app/node_modules/a").dev
    assert not found.package("app2/node_modules/a").dev


def test_many_applications_in_each_other_take_no_endless_time():
    folders = ["/".join("a" * n) for n in range(1, 300)]
    texts = {f"{f}/node_modules/b/package.json": b"{}" for f in folders}
    found = NpmFolders(texts)
    started = perf_counter()
    assert not any(found.package(f"{f}/node_modules/b").dev for f in folders)
    assert perf_counter() - started < 20


def test_what_is_installed_globally_belongs_to_its_outermost_package():
    found = NpmFolders(manifests(**{"usr/local/lib__npm__semver": needs()}))
    inner = found.package("usr/local/lib/node_modules/npm/node_modules/semver/lib")
    assert (inner.installed_globally, inner.owner, inner.package.label) == (True, "npm", "npm:semver@1.0.0")


def test_links_of_programs_lead_to_their_packages():
    found = NpmFolders({})
    assert found.linked("app/node_modules/.bin", "../typescript/bin/tsc").package.label == "npm:typescript"
    assert found.linked("app/node_modules/.bin", "/usr/bin/tsc") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "packages",
                    "dependencies",
                    "devDependencies",
                    "version",
                    "node_modules/a",
                    "a",
                    "dev",
                    "peerDependenciesMeta",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, JSON)
def test_manifests_and_locks_of_any_shape_are_no_error(app, package, lock):
    found = NpmFolders(
        {
            "app/package.json": json.dumps(app).encode(),
            "app/node_modules/a/package.json": json.dumps(package).encode(),
            "app/package-lock.json": json.dumps(lock).encode(),
        }
    )
    assert found.package("app/node_modules/a").package.name == "a"


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[" * 100_000, b'{"version": 1' + b"0" * 10_000 + b"}"])
def test_broken_manifests_and_locks_are_no_error(text):
    texts = dict.fromkeys(
        ["app/package.json", "app/package-lock.json", "app/node_modules/a/package.json"], text
    )
    assert NpmFolders(texts).package("app/node_modules/a").package.label == "npm:a"


def test_a_lock_that_repeats_a_long_name_very_often_is_not_believed():
    many = {"d" * 100_000: {"dependencies": {str(n): {} for n in range(10_000)}}}
    lock = {"dependencies": {"a": {"version": "1", "dev": True}, **many}}
    found = NpmFolders({"app/package-lock.json": json.dumps(lock).encode()})
    assert found.package("app/node_modules/a").dev
