"""A proof as lines, JSON, JUnit XML and recorded sizes: for people, programs and CI."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from tests.author.verdicts import could_not_run, expected, failed
from tutor.author.case import cases_of
from tutor.author.finding import finding_of
from tutor.author.junit import junit_xml
from tutor.author.lab_proof import lab_proof
from tutor.author.seen import seen_of
from tutor.author.sizes_file import record_sizes
from tutor.author.verify_form import proofs_form
from tutor.author.verify_lines import finding_lines, proof_lines
from tutor.errors import UsageProblem

HOSTILE = "\x1b[31m<b>&\"'\x00\ud800]]>\ufffe"


def proof(lab, others=None, date=""):
    """Return a proof in which some cases have other verdicts, by id."""
    others = others or {}
    cases = cases_of(lab)
    found = [finding_of(lab, c, seen_of(others.get(c.id) or expected(lab, c)), proven_on=date) for c in cases]
    return lab_proof(lab, cases, found, whole=True)


@pytest.fixture
def mixed(lab):
    """One of each state, with hostile words."""
    needy = replace(lab, solutions=(replace(lab.solutions[0], requires=("mounts",)), *lab.solutions[1:]))
    return proof(
        needy,
        {
            "two-stages": could_not_run(lab, "`--mount` is unknown"),
            "own-user": failed(lab, "starts", found=HOSTILE),
            "start": could_not_run(lab, "the disk is full"),
        },
    )


def test_lines_tell_each_case_and_the_sum(mixed):
    lines = [line for f in mixed.findings for line in finding_lines(f)] + list(proof_lines(mixed))
    assert any(line.startswith("NOT RUN   start") for line in lines)
    assert any(line.startswith("not here  solution/two-stages") for line in lines)
    assert any(line.startswith("WRONG     solution/own-user") for line in lines)
    assert any("proven    mistake/single-stage" in line for line in lines)
    assert "          the disk is full" in lines
    assert lines[-1].startswith("tiny-lab: 6 proven, 1 wrong, 1 could not run, 1 not judged here")
    assert not any(c in line for line in lines for c in "\x1b\x00")


def test_lines_say_what_comes_from_the_record(lab):
    made = proof(lab, date="2026-11-28")
    assert all("as proven on 2026-11-28" in next(finding_lines(f)) for f in made.findings)
    assert "9 from the record" in list(proof_lines(made))[-1]


def test_json_has_each_case_with_its_state(mixed):
    form = json.loads(json.dumps(proofs_form([mixed])))
    assert form["proven"] is False
    (lab,) = form["labs"]
    cases = {c["case"]: c for c in lab["cases"]}
    assert cases["start"]["state"] == "could_not_run"
    assert cases["solution/two-stages"]["state"] == "not_judged"
    assert cases["solution/own-user"]["state"] == "wrong"
    proven = cases["mistake/copies-workdir"]
    assert (proven["state"], proven["check"], proven["diagnosis"], proven["line"]) == (
        "proven",
        "no-source",
        "copied-everything",
        13,
    )
    assert proven["margins"] == [{"check": "size", "measured": 900_000, "allowed": 1_000_000, "share": 0.1}]


def test_junit_counts_states_and_escapes_what_it_quotes(mixed):
    (suite,) = ET.fromstring(junit_xml([mixed]))
    assert suite.attrib | {"time": ""} == {
        "name": "tiny-lab",
        "tests": "9",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
        "time": "",
    }
    tests = {t.get("name"): t for t in suite}
    assert tests["start"].find("error").get("message") == "the disk is full"
    assert tests["solution/two-stages"].find("skipped") is not None
    told = tests["solution/own-user"].find("failure")
    assert "<b>&\"']]>" in told.get("message")
    assert "<b>&\"']]>" in told.text
    assert not list(tests["mistake/single-stage"])


def test_junit_has_a_test_for_the_lab_as_a_whole(lab):
    made = replace(proof(lab), faults=("a target",), gaps=("no case fails it",))
    (suite,) = ET.fromstring(junit_xml([made]))
    whole = [t for t in suite if t.get("name") == "lab"]
    assert whole[0].find("failure").text == "a target"
    assert whole[0].find("system-out").text == "no case fails it"
    assert suite.get("failures") == "1"
    assert suite.get("tests") == str(len(suite)) == "10"


def test_sizes_are_recorded_by_case(on_disk):
    lab = on_disk.load()
    cut = replace(expected(lab, cases_of(lab, ["as-forgotten"])[0]))
    cut = replace(cut, sizes=replace(cut.sizes, yours=None))
    form = json.loads(record_sizes(proof(lab, {"as-forgotten": cut})).read_text())
    assert form["solutions"] == {"two-stages": 900_000, "own-user": 900_000}
    assert (form["start"], form["traditional"]) == (900_000, 9_000_000)
    assert "single-stage" in form["mistakes"]
    assert "as-forgotten" not in form["mistakes"]
    assert form["engine"] == "docker 26.1.3, overlay2"
    assert form["recorded"][:2] == "20"


def test_sizes_that_cannot_be_written_are_told(lab, tmp_path):
    with pytest.raises(UsageProblem, match=r"sizes\.json cannot be written"):
        record_sizes(proof(replace(lab, folder=tmp_path / "gone")))
