"""Facts of an image by its layers and configuration: what is there, whose it is, what it says, what ships."""

import pytest

from tests.checks.made import file, folder, judged, link, made
from tests.labs import a_lab
from tutor.checks.evidence import Evidence
from tutor.checks.permissions import account_number, permission_bits
from tutor.checks.shipped import is_named
from tutor.model.image import Entry
from tutor.model.outcome import Sizes, Status

PASSED, FAILED, COULD_NOT = Status.PASSED, Status.FAILED, Status.COULD_NOT_RUN


def image():
    """A base layer, a COPY, and a RUN that deletes."""
    base = [folder("usr/bin"), file("usr/bin/env", 5, 0o755), link("bin", "usr/bin"), folder("etc")]
    copied = [file("srv/app", 1_000, 0o755, 1000, 1000), file("srv/notes.txt", 200), file("srv/d/x", 9)]
    return made((base, 9), (copied, 3), ([Entry("srv/.wh.notes.txt", "file")], 2))


@pytest.mark.parametrize(
    ("paths", "where", "status", "words"),
    [
        (["srv/app"], "container", PASSED, ""),
        (["/srv/app", "srv/*"], "container", PASSED, ""),
        (["bin/env"], "container", PASSED, ""),
        (["srv/d"], "container", PASSED, ""),
        (["etc", "/"], "container", PASSED, ""),
        (["srv/notes.txt"], "container", FAILED, "deleted by a later line"),
        (["srv/notes.txt"], "any layer", PASSED, ""),
        (["srv/app", "srv/other"], "container", FAILED, "/srv/other is not there"),
        (["srv/*.js"], "container", FAILED, "/srv/*.js is not there"),
    ],
)
def test_present(paths, where, status, words):
    outcome = judged("present", image(), paths=paths, where=where)
    assert outcome.status is status
    assert words in outcome.found


@pytest.mark.parametrize(
    ("paths", "where", "status"),
    [
        (["srv/notes.txt"], "container", PASSED),
        (["srv/notes.txt"], "any layer", FAILED),
        (["bin/env"], "container", FAILED),
        (["srv/other"], "container", PASSED),
    ],
)
def test_absent(paths, where, status):
    assert judged("absent", image(), paths=paths, where=where, name="it").status is status


def test_absent_tells_the_line_that_brought_it():
    outcome = judged("absent", image(), paths=["srv/app"], where="container", name="the app")
    assert outcome.where == "line 4: COPY --from=build /app ."
    assert outcome.expected == "the app not in the container"


@pytest.mark.parametrize(
    ("options", "status", "found"),
    [
        ({"mode": "0755"}, PASSED, ""),
        ({"mode": "755"}, PASSED, ""),
        ({"mode": "-rwxr-xr-x"}, PASSED, ""),
        ({"mode": "0700"}, FAILED, "mode 0755"),
        ({"executable_by": "other"}, PASSED, ""),
        ({"mode": "0755", "executable_by": "any"}, PASSED, ""),
    ],
)
def test_mode(options, status, found):
    outcome = judged("mode", image(), paths=["srv/app"], **options)
    assert (outcome.status, outcome.found) == (status, found or outcome.found)


def test_a_file_that_may_not_be_executed_is_told_with_its_mode():
    outcome = judged("mode", image(), paths=["srv/d/*"], executable_by="any")
    assert (outcome.status, outcome.found) == (FAILED, "mode 0644")


def test_the_mode_of_what_is_not_there_fails():
    assert judged("mode", image(), paths=["nothing"], mode="0755").found == "it is not there"


@pytest.mark.parametrize(
    ("text", "bits"),
    [("0644", 0o644), ("-rw-r--r--", 0o644), ("drwxr-x--t", 0o1751), ("-rwsr-Sr-x", 0o6745), ("rw", None)],
)
def test_permissions_are_read_in_both_forms(text, bits):
    assert permission_bits(text) == bits


PASSWD = b"root:x:0:0::/root:/bin/sh\nbroken\nnode:x:1000:1000::/home/node:/bin/sh\n"


@pytest.mark.parametrize(
    ("options", "status", "found"),
    [
        ({"user": "node"}, PASSED, ""),
        ({"user": "1000", "group": "1000"}, PASSED, ""),
        ({"user": "root"}, FAILED, "user 1000"),
        ({"user": "nobody"}, FAILED, "the image knows no user nobody"),
        ({"group": "0"}, FAILED, "group 1000"),
    ],
)
def test_owner(options, status, found):
    evidence = image()
    evidence._contents["etc/passwd"] = PASSWD
    outcome = judged("owner", evidence, paths=["srv/app"], **options)
    assert outcome.status is status
    assert outcome.found.replace("`", "") == (found or outcome.found.replace("`", ""))


def test_accounts_are_read_from_untrusted_text():
    assert account_number(b"\xff:x:1\nnode:x:-1:0\nnode:x:7:0", "node") == 7
    assert account_number(None, "root") == 0


@pytest.mark.parametrize(
    ("options", "status", "found"),
    [
        ({"contains": ["port"]}, PASSED, ""),
        ({"contains": ["port", "host"]}, FAILED, "it begins with “port = 80”"),
        ({"lacks": ["port"]}, FAILED, "it is in it"),
        ({"matches": [r"port\s*=\s*\d+"]}, PASSED, ""),
        ({"matches": [r"^host"]}, FAILED, "it does not"),
        ({"not_matches": [r"\d{2}"]}, FAILED, "“80” does"),
    ],
)
def test_content(options, status, found):
    evidence = image()
    evidence._contents["srv/app"] = b"port = 80\n"
    outcome = judged("content", evidence, path="/srv/app", **options)
    assert outcome.status is status
    assert found in outcome.found


def test_content_of_folders_and_of_nothing_fails_and_of_what_cannot_be_read_is_nobodys_failure():
    assert judged("content", image(), path="srv/d", contains=["x"]).found == "it is a folder"
    assert judged("content", image(), path="srv/none", contains=["x"]).found == "it is not there"
    assert judged("content", image(), path="srv/app", contains=["x"]).status is COULD_NOT
    dangling = made(([link("a", "/none")], 3))
    assert (
        judged("content", dangling, path="a", contains=["x"]).found == "a link to /none, which is not there"
    )
    large = made(([file("large", 5_000_000)], 3))
    assert judged("content", large, path="large", contains=["x"]).status is COULD_NOT


CONFIG = {
    "User": "node",
    "WorkingDir": "/app",
    "Cmd": ["npm", "start"],
    "Entrypoint": None,
    "Env": ["PATH=/bin", "MODE=production=yes", "BROKEN"],
    "Labels": {"version": "1.2"},
    "ExposedPorts": {"3000/tcp": {}, "53/udp": {}},
    "Volumes": {"/data": {}},
}


@pytest.mark.parametrize(
    "options",
    [
        {"user": "node"},
        {"workdir": "/?**"},
        {"cmd": ("npm", "start")},
        {"entrypoint": ()},
        {"exec_form": True},
        {"env": {"MODE": "production=yes"}},
        {"env_matches": {"MODE": "^prod"}},
        {"no_env": ["SECRET*"]},
        {"labels": {"version": "1.2"}},
        {"labels_match": {"version": r"\d"}},
        {"ports": ["3000", "53/udp"], "no_ports": ["80"]},
        {"volumes": ["/data"], "no_volumes": ["/tmp"]},
    ],
)
def test_a_configuration_as_it_should_be(options):
    assert judged("config", made(config=CONFIG), **options).status is PASSED


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"user": "root"}, "node"),
        ({"workdir": "/srv"}, "/app"),
        ({"cmd": ("node",)}, "npm start"),
        ({"entrypoint": ("x",)}, "none is set"),
        ({"env": {"MODE": "x"}}, "“production=yes”"),
        ({"env": {"NONE": "x"}}, "it is not set"),
        ({"env_matches": {"NONE": "x"}}, "it is not set"),
        ({"no_env": ["MO*"]}, "MODE is set"),
        ({"labels": {"version": "2"}}, "“1.2”"),
        ({"labels_match": {"version": "^2"}}, "“1.2”"),
        ({"ports": ["80"]}, "3000/tcp, 53/udp"),
        ({"no_ports": ["3000"]}, "3000/tcp is set"),
        ({"volumes": ["/x"]}, "/data"),
        ({"no_volumes": ["/d*"]}, "/data is set"),
    ],
)
def test_a_configuration_that_differs(options, found):
    outcome = judged("config", made(config=CONFIG), **options)
    assert (outcome.status, outcome.found) == (FAILED, found)


def test_the_line_that_sets_it_is_told():
    assert judged("config", made(config=CONFIG), user="root").where == "line 6: USER node"


@pytest.mark.parametrize("words", [["/bin/sh", "-c", "npm start"], ["/bin/bash", "-c", "x"]])
def test_the_shell_form_is_known_by_what_the_engine_will_run(words):
    outcome = judged("config", made(config={"Cmd": words}), exec_form=True)
    assert (outcome.status, outcome.where) == (FAILED, 'line 7: CMD ["x"]')


def test_a_broken_configuration_fails_no_program():
    broken = {"Env": "no list", "Labels": [], "ExposedPorts": 5, "Cmd": {}, "User": None}
    for options in (
        {"env": {"A": "b"}},
        {"labels": {"a": "b"}},
        {"ports": ["1"]},
        {"cmd": ("a",)},
        {"user": "x"},
    ):
        assert judged("config", made(config=broken), **options).status is FAILED


def test_a_default_user_is_told_as_such():
    assert judged("config", made(), user="node").found == "none is set"


NPM = {
    "app/package.json": b'{"dependencies": {"next": "1"}, "devDependencies": {"typescript": "5"}}',
    "app/node_modules/typescript/package.json": b'{"name": "typescript", "version": "5.3.3"}',
    "app/node_modules/next/package.json": b'{"name": "next", "version": "1.0.0"}',
}


def npm_image():
    paths = [*NPM, "app/node_modules/typescript/tsc.js", "app/node_modules/next/next.js"]
    return made(([file(p, 1_000_000) for p in paths], 3), texts=NPM)


def test_no_package():
    outcome = judged("no_package", npm_image(), names=["eslint*", "npm:typescript"])
    assert outcome.status is FAILED
    assert outcome.found == "npm:typescript@5.3.3, 2.0 MB"
    assert outcome.where == "line 4: COPY --from=build /app ."
    assert judged("no_package", npm_image(), names=["apk:typescript", "react"]).status is PASSED


@pytest.mark.parametrize(
    ("label", "pattern", "is_it"),
    [
        ("npm:@types/node@20.1.0", "@types/*", True),
        ("npm:@types/node@20.1.0", "npm:@types/node", True),
        ("npm:@types/node", "@types/node", True),
        ("apk:gcc@13", "npm:gcc", False),
        ("apk:gcc@13", "gcc", True),
        ("go:example.org/x@v1", "go:example.org/*", True),
        ("dpkg:gcc-12@12.2", "gcc", False),
    ],
)
def test_packages_are_named_with_or_without_their_system(label, pattern, is_it):
    assert is_named(label, [pattern]) is is_it


def test_no_category():
    outcome = judged("no_category", npm_image(), category="dev dependencies")
    assert outcome.status is FAILED
    assert outcome.found.startswith("2 files, 2.0 MB, as /app/node_modules/typescript/")
    assert judged("no_category", npm_image(), category="dev dependencies", below_mb=2.5).status is PASSED
    assert judged("no_category", npm_image(), category="caches").status is PASSED


def test_what_is_deleted_counts_only_where_all_layers_do():
    entries = [file("root/.npm/_cacache/a", 1_000)]
    found = made((entries, 3), ([Entry("root/.npm/.wh._cacache", "file")], 2))
    assert judged("no_category", found, category="caches").status is FAILED
    assert judged("no_category", found, category="caches", where="container").status is PASSED


@pytest.mark.parametrize(
    ("options", "yours", "status"),
    [
        ({"max_mb": 1}, 1_000_000, PASSED),
        ({"max_mb": 1}, 1_000_001, FAILED),
        ({"share_of_reference": 1.06}, 2_120_000, PASSED),
        ({"share_of_reference": 1.06}, 2_120_001, FAILED),
        ({"share_of_traditional": 0.5, "max_mb": 1}, 1_500_000, FAILED),
        ({"share_of_traditional": 0.1, "max_mb": 1}, 900_000, FAILED),
    ],
)
def test_sizes_are_compared_with_each_limit(options, yours, status):
    found = made()
    found.sizes = Sizes(traditional=4_000_000, yours=yours, reference=2_000_000)
    assert judged("image_size", found, **options).status is status


def test_only_what_was_added_may_count():
    found = made()
    found.sizes = Sizes(traditional=4_000_000, yours=3_900_000)
    found.added = {"traditional": 1_000_000, "yours": 400_000}
    outcome = judged("image_size", found, share_of_traditional=0.5, added=True)
    assert (outcome.status, outcome.found) == (PASSED, "400 kB of at most 500 kB")
    assert judged("image_size", found, max_mb=0.3, added=True).status is FAILED


def test_a_reference_that_could_not_be_built_is_nobodys_failure():
    found = made()
    found.sizes = Sizes(yours=1)
    found.trouble = {"reference": "the reference image could not be built: no space left"}
    outcome = judged("image_size", found, share_of_reference=1)
    assert (outcome.status, "no space left" in outcome.because) == (COULD_NOT, True)


def test_layers_are_counted_with_and_without_the_base():
    assert judged("layer_count", image(), max=2).found == "3"
    assert judged("layer_count", image(), max=2, added=True).status is PASSED
    unknown = made(([], None))
    assert judged("layer_count", unknown, max=2, added=True).status is COULD_NOT


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("present", {"paths": ["x"]}),
        ("mode", {"paths": ["x"], "mode": "0755"}),
        ("owner", {"paths": ["x"], "user": "0"}),
        ("content", {"path": "x", "contains": ["x"]}),
        ("config", {"user": "x"}),
        ("no_category", {"category": "caches"}),
        ("no_package", {"names": ["x"]}),
        ("no_secret", {"words": ["secret"], "name": "it"}),
        ("layer_count", {"max": 1}),
    ],
)
def test_without_an_image_nothing_is_anybodys_failure(kind, options):
    assert judged(kind, Evidence(a_lab()), **options).status is COULD_NOT


def test_names_from_an_image_are_harmless():
    found = made(([file("srv/\x1b[31mred\u202e", 5)], 3))
    outcome = judged("absent", found, paths=["srv/*"], name="it")
    assert "\x1b" not in outcome.found + outcome.where
    assert "\u202e" not in outcome.found
