"""A proof as JUnit XML, which CI systems show as test results: one suite a lab, one test a case."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from tutor.author.finding import Finding, State
from tutor.author.lab_proof import LabProof
from tutor.safe_text import clean

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
_TAGS = {State.WRONG: "failure", State.COULD_NOT_RUN: "error", State.NOT_JUDGED: "skipped"}
_WHOLE = "lab"
"""Name of the test that stands for what is wrong with a lab as a whole."""


def junit_xml(proofs: Sequence[LabProof]) -> str:
    """Return the document."""
    root = ET.Element("testsuites", name="tutor lab verify")
    for proof in proofs:
        root.append(_suite(proof))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(proof: LabProof) -> ET.Element:
    tests = [_test(proof.lab.id, f) for f in proof.findings]
    if proof.faults or proof.gaps:
        tests.append(_whole(proof))
    seconds = sum(f.seen.seconds for f in proof.findings if not f.proven_on)
    suite = ET.Element(
        "testsuite",
        name=proof.lab.id,
        tests=str(len(tests)),
        failures=str(sum(t.find("failure") is not None for t in tests)),
        errors=str(proof.count(State.COULD_NOT_RUN)),
        skipped=str(proof.count(State.NOT_JUDGED)),
        time=f"{seconds:.2f}",
    )
    suite.extend(tests)
    return suite


def _test(lab_id: str, finding: Finding) -> ET.Element:
    seconds = 0.0 if finding.proven_on else finding.seen.seconds
    test = ET.Element("testcase", classname=lab_id, name=finding.case.name, time=f"{seconds:.2f}")
    if finding.state in _TAGS:
        _say(test, _TAGS[finding.state], finding.reasons)
    if finding.warnings:
        ET.SubElement(test, "system-out").text = _harmless("\n".join(finding.warnings))
    return test


def _whole(proof: LabProof) -> ET.Element:
    test = ET.Element("testcase", classname=proof.lab.id, name=_WHOLE, time="0.00")
    if proof.faults:
        _say(test, "failure", proof.faults)
    if proof.gaps:
        ET.SubElement(test, "system-out").text = _harmless("\n".join(proof.gaps))
    return test


def _say(test: ET.Element, tag: str, reasons: Sequence[str]) -> None:
    told = ET.SubElement(test, tag, message=_harmless(" / ".join(reasons)))
    told.text = _harmless("\n".join(reasons))


def _harmless(text: str) -> str:
    return _FORBIDDEN.sub("", clean(text))
