"""Worlds in databases, made once per worker: filling one takes seconds, asking it takes milliseconds."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.databases import Databases
from tests.schema.engine.comparison import Pair, filled
from tests.schema.engine.pools import Pools


@dataclass
class Worlds:
    """The worlds that were filled so far, by sort of database and seed. Nobody writes to them."""

    made: dict[tuple[Databases, int], tuple[str, Pools]] = field(default_factory=dict)

    def get(self, databases: Databases, seed: int) -> tuple[str, Pools]:
        """Return the URL of a world's database and the values for arguments there."""
        if (databases, seed) not in self.made:
            url = databases.create(databases.migrated)
            self.made[databases, seed] = (url, filled(url, seed))
        return self.made[databases, seed]


@pytest.fixture(scope="session")
def worlds() -> Iterator[Worlds]:
    """The worlds of this worker."""
    worlds = Worlds()
    yield worlds
    for (databases, _), (url, _) in worlds.made.items():
        databases.drop(url)


@pytest.fixture
def world(request: pytest.FixtureRequest, databases: Databases, worlds: Worlds) -> tuple[str, Pools]:
    """The URL of a world's database and the values for arguments there; world 1 unless a test asks for others."""
    return worlds.get(databases, getattr(request, "param", 1))


@pytest.fixture
def pair(world: tuple[str, Pools]) -> Iterator[Pair]:
    """An engine and its twin over a world."""
    with asyncio.Runner() as runner:
        pair = Pair(world[0], runner)
        yield pair
        pair.close()
