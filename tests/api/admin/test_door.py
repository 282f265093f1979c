"""The back office is built for its first visitors, once, and closed with the server."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

from starlette.types import Receive, Scope, Send

from api.admin.door import AdminDoor

NOTHING = cast("Any", None)


async def test_all_who_come_before_it_is_built_wait_for_the_same() -> None:
    done: list[str] = []

    async def router(_: Scope, __: Receive, ___: Send) -> None:
        done.append("answered")

    def build() -> Any:
        done.append("built")
        return SimpleNamespace(router=router, close=lambda: done.append("closed"))

    door = AdminDoor(build)
    await asyncio.gather(*(door({}, NOTHING, NOTHING) for _ in range(3)))
    door.close()
    assert done == ["built", *["answered"] * 3, "closed"]


def test_where_nobody_came_there_is_nothing_to_close() -> None:
    AdminDoor(cast("Any", AssertionError)).close()
