"""A chief editor at the catalogue of the sample."""

from collections.abc import Iterator

import httpx
import pytest

from schema.vocabulary import UserRole
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving


@pytest.fixture
def chief(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a chief editor, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, UserRole.CHIEF, clock.now), "Accept": "text/html"})
        yield client
