"""The JSON Schema: it is one, the shipped labs fit it, and it refuses what the reader refuses for its form."""

import json

import jsonschema
import pytest
from click.testing import CliRunner

from tutor import paths
from tutor.author.format_text import EXAMPLE
from tutor.author.schema import DIALECT, lab_schema
from tutor.checks import FAMILIES, known_checks
from tutor.cli import main
from tutor.content.problems import Problems, Report
from tutor.content.yaml_tree import Items, Keys, read_tree

SCHEMA = lab_schema(known_checks())
LABS = sorted(paths.labs_dir().glob("*/lab.yaml"))


def plain(node):
    """Return a tree as JSON would hold it."""
    if isinstance(node, Keys):
        return {key: plain(value) for key, value in node.nodes.items()}
    if isinstance(node, Items):
        return [plain(value) for value in node.nodes]
    read = {
        "a whole number": int,
        "a number": float,
        "yes or no": lambda t: t == "true",
        "nothing": lambda t: None,
    }
    return read.get(node.kind, str)(node.text)


def as_json(text):
    problems = Problems()
    tree = read_tree(text, Report(problems, "lab.yaml"))
    assert not problems.ordered()
    return plain(tree)


def errors(lab):
    return [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(lab)]


def test_it_is_a_schema_of_the_dialect_that_it_names():
    assert SCHEMA["$schema"] == DIALECT
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", LABS, ids=lambda p: p.parent.name)
def test_a_shipped_lab_fits(path):
    assert errors(as_json(path.read_text())) == []


def test_the_example_of_the_page_fits():
    assert errors(as_json(EXAMPLE)) == []


def test_the_command_prints_what_the_wheel_holds():
    result = CliRunner().invoke(main, ["lab", "schema"])
    assert result.exit_code == 0
    assert json.loads(result.output) == SCHEMA
    assert (paths.labs_dir() / "lab.schema.json").read_text() == result.output


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes: 15", "minutes: soon"),
        ("minutes: 15", "minutes: 0"),
        ("minutes: 15\n", ""),
        ("minutes: 15", "minutes: 15\nlevel: 3"),
        ("format_version: 1", "format_version: 2"),
        ("difficulty: beginner", "difficulty: easy"),
        ("objectives: [Say which files cross from one stage to the next.]", "objectives: []"),
        ('base_images: ["node:18-alpine"]', 'base_images: ["Node 18"]'),
        ("id: my-lab", "id: My Lab"),
        ("kind: not_root", "kind: no_root"),
        ("share_of_traditional: 0.6", "share_of_traditional: 60"),
        ("share_of_traditional: 0.6", "share: 0.6"),
        ("    options:\n      share_of_traditional: 0.6\n", ""),
        ("when: before-build", "when: on-step"),
        ("kind: number\n    ask", "kind: choice\n    ask"),
        ("    reference: true", "    reference: yes please"),
        ("title: Two stages", 'title: " "'),
    ],
)
def test_what_the_reader_refuses_for_its_form_is_refused(old, new):
    assert EXAMPLE.count(old) == 1
    assert errors(as_json(EXAMPLE.replace(old, new))) != []


@pytest.mark.parametrize("kind", FAMILIES)
def test_every_kind_of_check_has_its_options(kind):
    (rule,) = [
        r
        for r in SCHEMA["else"]["properties"]["checks"]["items"]["allOf"]
        if kind in str(r["if"]["properties"]["kind"]["enum"])
        and r["if"]["properties"]["kind"]["enum"] == [kind]
    ]
    options = rule["then"]["properties"]["options"]["properties"]
    assert set(options) == set(FAMILIES[kind].options.options)
