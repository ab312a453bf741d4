"""A learner's folders for each test."""

import pytest

from tests.tui.harness import Desk


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.store.close()
