"""Databases that mutations write to."""

from collections.abc import AsyncIterator

import pytest

from tests.schema.mutation.editing import Editing, editing


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Editing]:
    """A magazine without content."""
    async with editing(database_url) as magazine:
        yield magazine


@pytest.fixture
async def sample(seeded_url: str) -> AsyncIterator[Editing]:
    """A magazine with the sample content."""
    async with editing(seeded_url) as magazine:
        yield magazine
