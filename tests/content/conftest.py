"""Fixtures for the tests of labs on disk."""

import pytest

from tests.content.authoring import author


@pytest.fixture
def authored(tmp_path):
    """A small, correct course on disk."""
    return author(tmp_path)
