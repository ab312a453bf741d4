"""A page that answers while a file that it refers to does not: the line that left it behind, or put it elsewhere."""

import pytest

from tests.diagnosis.stopped import told as stopped

ASSET = "/_next/static/chunks/a.js"


def told(*paths, where=ASSET, kind="page_assets", ending="CMD node server.js\n", **more):
    """Return what is said of a file that answers 404; `paths` came with line 6 of a file whose last stage is line 4."""
    return stopped(ending, paths=paths, running=True, kind=kind, where=where, found="404", **more)


@pytest.mark.parametrize(
    ("paths", "identifier", "line"),
    [
        (("app/server.js", "app/.next/BUILD_ID"), "static-missing", 6),
        (("app/server.js",), "static-missing", None),
        (("app/.next/BUILD_ID", "app/static/chunks/a.js"), "static-elsewhere", 6),
        (("app/.next/BUILD_ID", "app/node_modules/x/chunks/a.js"), "static-missing", 6),
        (("app/.next/BUILD_ID", "app/static/chunks/ba.js"), "static-missing", 6),
        (("app/.next/static/x.js",), "page-assets-failed", None),
    ],
)
def test_files_that_the_build_made_for_browsers(paths, identifier, line):
    found = told(*paths)
    assert (found.id, found.line) == (identifier, line)
    assert found.why
    assert found.try_


def test_it_says_where_the_files_are_and_where_they_should_be():
    found = told("app/.next/BUILD_ID", "app/static/chunks/a.js")
    assert "`/app/static/chunks/a.js`" in found.why
    assert "`/app/.next/static/`" in found.why


def test_only_where_there_is_a_standalone_server_it_is_said_to_be_without_them():
    assert "standalone" in told("app/server.js", "app/.next/BUILD_ID").why
    assert "standalone" not in told("app/.next/BUILD_ID").why


def test_a_file_of_public_is_missed_in_the_last_stage():
    found = told("app/server.js", where="/logo.svg")
    assert (found.id, found.line) == ("public-missing", 4)
    assert "`/app/public/logo.svg`" in found.why


def test_a_file_of_public_that_is_there_has_another_reason():
    assert told("app/public/logo.svg", where="/logo.svg").id == "page-assets-failed"


# ---- the app's own server


@pytest.fixture
def app(tmp_path):
    (tmp_path / "package.json").write_text('{"scripts": {"start": "node src/server.js --port 3000"}}')
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "server.js").write_text("serve()")
    return tmp_path


def test_another_program_answers(app):
    found = told("app/page.html", kind="http", where="/price", app=app)
    assert (found.id, found.line) == ("other-server", 7)
    assert "`server.js`" in found.see


@pytest.mark.parametrize(
    "paths", [("app/server.js",), ("srv/other/server.js",), ("app/node_modules/x/a.js", "server.js")]
)
def test_a_server_that_is_in_the_image_answers_itself(app, paths):
    assert told(*paths, kind="http", where="/price", app=app).id == "http-failed"


@pytest.mark.parametrize("manifest", ["{", "[]", '{"scripts": {"start": "next start"}}', '{"scripts": 3}'])
def test_without_a_start_script_that_names_a_file_nothing_is_said_of_it(app, manifest):
    (app / "package.json").write_text(manifest)
    assert told("app/page.html", kind="http", where="/price", app=app).id == "http-failed"


def test_without_a_line_for_the_command_nothing_is_said_of_it(app):
    assert told("x", kind="http", where="/price", app=app, ending="EXPOSE 1\n").id == "http-failed"
