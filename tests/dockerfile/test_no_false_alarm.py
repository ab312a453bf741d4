"""The quick check says nothing of files that are right, however they are written."""

import pytest

from tests.dockerfile.correct import correct_files, written_otherwise
from tests.seed import MULTI_STAGE
from tutor.checks import named_targets
from tutor.dockerfile import Surroundings, decode, parse, quick_check

FILES = correct_files()


def known(name, course):
    """Return what the editor knows of the lab whose solution this is."""
    lab = course.find(name.partition("/")[0])
    return Surroundings(targets=named_targets(lab)) if lab else None


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_said(name, course):
    assert quick_check(parse(FILES[name]), known(name, course)) == ()


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_said_of_the_same_written_otherwise(name, course):
    for data in written_otherwise(FILES[name]):
        assert quick_check(parse(decode(data)), known(name, course)) == ()


def test_the_lesson_s_reference_and_enough_others_are_among_them():
    assert MULTI_STAGE in FILES.values()
    assert len(FILES) >= 20
