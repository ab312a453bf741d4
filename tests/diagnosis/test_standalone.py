"""A server that is one file: started by the wrong program, or looked for in the wrong folder."""

import pytest

from tests.diagnosis.stopped import told

NO_SERVER = "Error: Cannot find module '/app/server.js'"
NO_NEXT = "sh: next: not found"
NPM = {"Cmd": ["npm", "run", "start"]}


def test_npm_does_not_find_next_in_a_standalone_build():
    found = told('CMD ["npm","run","start"]\n', NO_NEXT, paths=("app/server.js",), config=NPM)
    assert (found.id, found.line) == ("standalone-by-npm", 7)


def test_npm_that_does_not_find_next_has_another_reason_without_that_server():
    found = told('CMD ["npm","run","start"]\n', NO_NEXT, paths=("app/index.js",), config=NPM)
    assert found.id != "standalone-by-npm"


def test_the_file_to_start_lies_elsewhere():
    found = told(
        'CMD ["node","server.js"]\n', NO_SERVER, paths=("app/out/server.js", "app/out/lib/server.js")
    )
    assert (found.id, found.line) == ("program-elsewhere", 6)
    assert "`/app/out/server.js`" in found.see


@pytest.mark.parametrize("paths", [("app/node_modules/x/server.js",), ("app/myserver.js",), ()])
def test_a_file_of_another_name_or_of_a_package_is_not_that_file(paths):
    assert told('CMD ["node","server.js"]\n', NO_SERVER, paths=paths).id != "program-elsewhere"


def test_a_package_that_another_one_needs():
    log = ("node:internal/modules/cjs/loader:1143", "Error: Cannot find module '@swc/helpers/_/x'")
    found = told('CMD ["node","server.js"]\n', *log, paths=("app/node_modules/next/index.js",))
    assert found.id == "package-missing"
    assert "`@swc/helpers`" in found.see


PACKAGE = "app/node_modules/next/index.js"
MISSING = "Error: Cannot find module 'react'"


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ((MISSING, "Require stack:", "- /usr/lib/node/x.js", f"- /{PACKAGE}"), 6),
        ((f"{MISSING} imported from /{PACKAGE}",), 6),
        ((MISSING, "Require stack:", "- /usr/lib/node/x.js"), None),
        ((MISSING,), None),
    ],
)
def test_the_line_that_brought_what_needs_the_package_is_named(log, line):
    found = told('CMD ["node","server.js"]\n', *log, paths=(PACKAGE,))
    assert (found.id, found.line) == ("package-missing", line)
    assert (f"Line 6 brings `/{PACKAGE}`" in found.see) == (line == 6)


@pytest.mark.parametrize(
    ("ending", "line"),
    [('EXPOSE 1\nCMD ["node","server.js"]\n', 8), ('CMD ["node","server.js"]\nEXPOSE 1\n', 7)],
)
def test_without_any_packages_the_command_that_wants_one_is_named(ending, line):
    found = told(ending, MISSING, paths=("app/server.js",))
    assert (found.id, found.line) == ("packages-not-shipped", line)


@pytest.mark.parametrize(
    ("log", "paths"),
    [
        ("Error: Cannot find module 'react'", ("app/node_modules/react/index.js",)),
        ("Error: Cannot find module 'react'", ("app/server.js",)),
        ("Error: Cannot find module './react'", ("app/node_modules/next/index.js",)),
    ],
)
def test_a_package_that_is_there_or_a_file_of_ones_own_is_another_matter(log, paths):
    assert told('CMD ["node","server.js"]\n', log, paths=paths).id != "package-missing"
