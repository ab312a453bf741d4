"""A proof beside its repetition: what is confirmed, what is not, and what cannot be compared."""

from dataclasses import replace

import pytest

from tests.report.test_proof_form import PROOF
from tutor.model.proof import Comparison
from tutor.plain.proof_lines import comparison_lines

BIG = replace(PROOF, size=400_000_000, traditional=900_000_000)
SIZES = frozenset({"size"})
FAILED = replace(BIG, status="failed", checks=(PROOF.checks[0], ("size", "failed", "", "")))


def last_line(written, now):
    return list(comparison_lines(Comparison(written, now, SIZES)))[-1]


@pytest.mark.parametrize(
    ("change", "confirmed"),
    [
        ({}, True),
        ({"size": 410_000_000}, True),
        ({"size": 1000}, False),
        ({"size": 0}, False),
        ({"size": None}, False),
        ({"traditional": 1}, False),
        ({"size": 1000, "stand_ins": ()}, True),
        ({"size": 1000, "lab_digest": "sha256:other"}, True),
    ],
)
def test_a_size_far_off_is_not_confirmed_where_it_can_be_compared(change, confirmed):
    assert Comparison(replace(BIG, **change), BIG).confirmed is confirmed


def test_the_numbers_of_now_are_told():
    assert "400 MB" in last_line(replace(BIG, size=1000), BIG)
    assert last_line(replace(BIG, size=1000), BIG).startswith("FAIL")
    assert "400 MB" in last_line(BIG, BIG)


def test_a_failed_attempt_is_confirmed_as_one():
    assert last_line(FAILED, FAILED).startswith("ok   Confirmed: this Dockerfile failed")


def test_sizes_on_other_base_images_are_not_comparable():
    other = replace(FAILED, stand_ins=())
    assert last_line(other, BIG).startswith("?    Not comparable")
    assert Comparison(FAILED, BIG, SIZES).comparable
    assert Comparison(replace(other, checks=()), BIG, SIZES).comparable
