"""Evidence files: what is written is read again, what was changed is noticed, what is none is told."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.errors import UsageProblem
from tutor.model.proof import Proof
from tutor.report.proof_form import ChangedProof, proof_form, read_proof

PROOF = Proof(
    written="2026-11-28T00:00:00+00:00",
    tutor="0.1.0",
    lab="two-stages",
    lab_digest="sha256:1",
    dockerfile=b"FROM scratch\r\n",
    ignore=None,
    engine={"name": "docker", "version": "26.1"},
    image_id="sha256:2",
    size=10,
    traditional=20,
    target=12,
    status="passed",
    checks=(("builds", "passed", "", "an image"), ("size", "passed", "at most 12", "10")),
    stand_ins=("node:18-alpine",),
    seconds=1.5,
)


def data(form):
    return json.dumps(form).encode()


def sealed(form):
    """Return a document whose digest fits, whatever it holds."""
    from tutor.report import proof_form as module

    rest = {k: v for k, v in form.items() if k != "content_sha256"}
    return data({**rest, "content_sha256": module._seal(rest)})


def test_what_is_written_is_read_again():
    assert read_proof(data(proof_form(PROOF)), "file") == PROOF


@given(st.binary(max_size=200), st.none() | st.text(max_size=50), st.none() | st.integers(0, 2**53 - 1))
@settings(deadline=None)
def test_any_file_and_any_size_come_back(dockerfile, ignore, size):
    proof = Proof(**{**vars(PROOF), "dockerfile": dockerfile, "ignore": ignore, "size": size})
    assert read_proof(data(proof_form(proof)), "file") == proof


def test_the_layout_of_the_document_does_not_matter():
    form = proof_form(PROOF)
    assert read_proof(json.dumps(form, indent=7, sort_keys=True).encode(), "file") == PROOF


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "failed"},
        {"dockerfile": {"text": "FROM other"}},
        {"sizes": {"yours": 9, "traditional": 20, "target": 12}},
        {"checks": []},
        {"more": 1},
        {"content_sha256": "0" * 64},
        {"content_sha256": None},
    ],
)
def test_a_change_is_noticed(change):
    with pytest.raises(ChangedProof, match="was changed after it was written") as caught:
        read_proof(data({**proof_form(PROOF), **change}), "file")
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"1", b"[" * 100_000, b"null"])
def test_what_is_no_object_is_no_evidence(content):
    with pytest.raises(UsageProblem, match="no evidence file") as caught:
        read_proof(content, "file")
    assert caught.value.exit_code == 2


def test_a_huge_file_is_not_even_read_as_json():
    with pytest.raises(UsageProblem, match="larger than any"):
        read_proof(b" " * 1_000_001, "file")


def test_another_version_is_told():
    with pytest.raises(UsageProblem, match="this version reads"):
        read_proof(sealed({**proof_form(PROOF), "evidence_version": 2}), "file")


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "perfect"},
        {"verdict": ["passed"]},
        {"checks": "all"},
        {"checks": [1]},
        {"checks": {"a": 1}},
        {"checks": [{"id": "a", "status": "odd", "expected": "", "found": ""}]},
        {"sizes": {"yours": -1, "traditional": None, "target": None}},
        {"sizes": {"yours": True, "traditional": None, "target": None}},
        {"sizes": []},
        {"lab": "two-stages"},
        {"lab": {"id": "x" * 5000, "digest": ""}},
        {"dockerfile": {}},
        {"dockerfile": {"base64": "!"}},
        {"dockerfile": {"base64": 3}},
        {"dockerfile": {"text": "\ud800"}},
        {"engine": []},
        {"engine": {"name": 3}},
        {"seconds": "soon"},
        {"seconds": 10**400},
        {"seconds": float("nan")},
        {"seconds": -1},
        {"sizes": {"yours": 10**400, "traditional": None, "target": None}},
        {"sizes": {"yours": 2**53, "traditional": None, "target": None}},
        {"ignore": "\ud800"},
        {"ignore": ["a"]},
        {"stand_ins": None},
    ],
)
def test_wrong_parts_are_told_even_if_the_digest_fits(change):
    with pytest.raises(UsageProblem, match="lacks parts"):
        read_proof(sealed({**proof_form(PROOF), **change}), "file")
