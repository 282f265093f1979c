"""What the tests of the API share."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from api.app import log_with_request_ids


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the server writes into its log."""
    log_with_request_ids()
    written = StringIO()
    handlers = [each for each in logging.getLogger("liane").handlers if isinstance(each, logging.StreamHandler)]
    before = [(each, each.setStream(written)) for each in handlers]
    yield written
    for handler, stream in before:
        handler.setStream(stream)
