"""The private calls of the Docker SDK that we rely on are there."""

import inspect

from docker.api.client import APIClient

from tutor.engine.raw_api import PRIVATE_NAMES


def test_the_sdk_still_has_the_private_calls():
    missing = [name for name in PRIVATE_NAMES if not callable(getattr(APIClient, name, None))]
    assert PRIVATE_NAMES
    assert missing == []


def test_the_stream_helper_still_decodes():
    assert "decode" in inspect.signature(APIClient._stream_helper).parameters
