"""The JSON of X-rays and differences: the same content as the text, documented field by field."""

import json
import re
from pathlib import Path

from tests import xrays
from tutor.model.xray import Category
from tutor.plain.xray_json import difference_form, xray_form
from tutor.report.amount import parse_amount
from tutor.report.rules import Rules, judge

README = Path(__file__).resolve().parents[2] / "README.md"


def test_an_xray_has_all_that_the_text_has():
    xray = xrays.traditional()
    form = xray_form(xray, judge(Rules(over=parse_amount("1MB")), xray), top=5)
    assert form["json_version"] == 1
    assert (form["image"], form["size"], form["added_size"]) == (
        "shop:traditional",
        xray.size,
        xray.added_size,
    )
    assert form["engine_reported"] == 931_000_000
    assert form["categories"] == {c.value: xray.by_category[c] for c in Category}
    assert form["layers"][6] == {
        "layer": 6,
        "line": 9,
        "instruction": "RUN npm install",
        "base": False,
        "size": xray_layer(xray, 6),
        "files": sum(item.layer == 6 for item in xray.items),
    }
    assert len(form["rows"]) == 5
    assert form["waste"]["rows"][1]["hidden_by"]["line"] == 12
    assert form["waste"]["rows"][0]["same_as"] == "app/node_modules/next/dist/compiled.js"
    assert form["rules"][0]["broken"] is True
    assert "items" not in form


def test_every_file_is_there_if_asked_for():
    form = xray_form(xrays.traditional(), items=True)
    assert sum(item["size"] for item in form["items"]) == form["size"]
    assert sum(row["size"] for row in form["rows"]) == form["size"]


def test_a_difference_adds_up():
    difference = xrays.difference()
    form = difference_form(difference, items=True)
    assert form["before"]["size"] + form["size_change"] == form["after"]["size"]
    assert sum(row["before"] for row in form["files"].values()) == form["before"]["size"]
    assert sum(row["size"] for row in form["dropped"]) == form["files"]["dropped"]["before"]
    assert sum(row["size"] for row in form["added"]) == form["files"]["added"]["after"]
    assert {row["category"] for row in form["could_go"]} == {"dev dependencies", "caches", "sources"}
    assert len(form["items"]) == len(difference.changes)


def test_hostile_names_survive_as_data_and_print_as_ascii():
    text = json.dumps(xray_form(xrays.hostile(), items=True))
    assert text.isascii()
    assert text.isprintable()
    names = {item["path"] for item in json.loads(text)["items"]}
    assert xrays.HOSTILE_NAMES[0] in names
    assert not any(re.search("[\ud800-\udfff]", name) for name in names)


def test_each_field_is_documented():
    forms = [xray_form(xrays.traditional(), items=True), difference_form(xrays.difference(), items=True)]
    documented = set(re.findall(r"`([a-z_]+)`", README.read_text().partition("\n## JSON")[2]))
    assert names_in(forms) <= documented


def xray_layer(xray, layer):
    return sum(item.size for item in xray.items if item.layer == layer)


def names_in(value):
    """Return the field names of nested forms; those that are data (categories) have a space or are listed."""
    if isinstance(value, list):
        return set().union(*map(names_in, value[:50]))
    if not isinstance(value, dict):
        return set()
    inner = set().union(*map(names_in, value.values()))
    return inner if {"base image", "kept"} & set(value) else inner | set(value)
