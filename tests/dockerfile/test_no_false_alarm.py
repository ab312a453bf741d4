"""The quick check says nothing of files that are right, however they are written."""

import pytest

from tests.dockerfile.correct import correct_files, written_otherwise
from tests.seed import MULTI_STAGE
from tutor.dockerfile import decode, parse, quick_check

FILES = correct_files()


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_said(name):
    assert quick_check(parse(FILES[name])) == ()


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_said_of_the_same_written_otherwise(name):
    for data in written_otherwise(FILES[name]):
        assert quick_check(parse(decode(data))) == ()


def test_the_lesson_s_reference_and_enough_others_are_among_them():
    assert MULTI_STAGE in FILES.values()
    assert len(FILES) >= 20
