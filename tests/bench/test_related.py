"""Related works are of the same cluster, in a magazine that blurs its clusters."""

import pytest

from bench.related import REASONS, fill, precision
from schema.db import connect, write_transaction
from tests.reader import reading


@pytest.mark.long
async def test_all_reasons_together_find_what_none_finds_alone(database_url: str) -> None:
    engine = connect(database_url)
    with write_transaction(engine) as session:
        world = fill(session, works=4_000, clusters=40)
    engine.dispose()
    sample = sorted(world.cluster_of)[::40]
    async with reading(database_url) as reader:
        found = {name: (await precision(reader.ask, world, sample, reasons))[0] for name, reasons in REASONS.items()}
    assert found["all"] >= 0.7, found
    assert all(found[name] < found["all"] for name in found if name != "all"), found
