"""The digest of a lab: what its verdicts depend on changes it, what lies about does not."""

import pytest

from tests.labs import a_lab
from tutor.model.course import CheckSpec, Solution
from tutor.report.lab_digest import lab_digest


@pytest.fixture
def app(tmp_path):
    (tmp_path / "index.js").write_text("1")
    (tmp_path / ".dockerignore").write_text("*.log\n")
    return tmp_path


@pytest.mark.parametrize("stray", [".next/BUILD_ID", ".DS_Store", "node_modules/x", "npm.log"])
def test_stray_files_do_not_matter(app, stray):
    before = lab_digest(a_lab(app=app))
    (app / stray).parent.mkdir(exist_ok=True)
    (app / stray).write_text("x")
    assert lab_digest(a_lab(app=app)) == before


@pytest.mark.parametrize("name", ["index.js", "other.js", ".dockerignore", ".npmrc"])
def test_what_a_build_takes_in_does(app, name):
    before = lab_digest(a_lab(app=app))
    (app / name).write_text("2")
    assert lab_digest(a_lab(app=app)) != before


@pytest.mark.parametrize(
    ("option", "matters"), [("share_of_reference", True), ("share_of_traditional", False)]
)
def test_the_reference_matters_where_sizes_are_compared_with_it(app, option, matters):
    checks = (CheckSpec("size", "image_size", "It is small", {option: 1.2}),)
    labs = [
        a_lab(app=app, checks=checks, solutions=(Solution("s", "S", t, True),))
        for t in (b"FROM a", b"FROM b")
    ]
    assert (lab_digest(labs[0]) != lab_digest(labs[1])) is matters
