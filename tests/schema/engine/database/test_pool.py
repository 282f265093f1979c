"""Who gets which connection, where the order in which things happen matters."""

import asyncio

from schema.engine.database.outage import Outage
from schema.engine.database.pool import Pool
from schema.engine.database.protocol import DatabaseAway


class Connection:
    """A connection that stays open."""

    def is_closed(self) -> bool:
        return False


async def test_a_connection_that_became_idle_while_no_other_could_be_opened_is_taken() -> None:
    first, refusal = Connection(), asyncio.Event()
    opened = iter([first])

    async def connect() -> Connection:
        for connection in opened:
            return connection
        await refusal.wait()
        raise DatabaseAway("no connection is left")

    outage = Outage()
    pool = Pool(connect, 2, outage)
    assert await pool.take() is first
    other = asyncio.ensure_future(pool.take())
    await asyncio.sleep(0)
    pool.give_back(first)
    refusal.set()
    assert await other is first
    assert outage.reason is None
