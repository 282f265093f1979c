"""The way into the back office, which is loaded for the first request beneath ``/admin``.

Readers' servers start without it: it takes a tenth of a second of processor and some MB.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.budgets.budgets import Budgets
from api.http.admin_path import ADMIN
from api.made_late import MadeLate
from api.pictures.upload import Uploads
from api.settings import Settings
from api.website.pages import Pages
from schema.engine.execution import EngineSchema

if TYPE_CHECKING:
    from api.admin.routes import BackOffice


class AdminDoor:
    """Lets requests into the back office.

    Args:
        build: makes the back office.
    """

    def __init__(self, build: Callable[[], "BackOffice"]) -> None:
        self.build = build
        self._office = MadeLate(lambda: asyncio.to_thread(build))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        office = await self._office.get()
        await office.router(scope, receive, send)

    def close(self) -> None:
        """Close the back office, if anybody was there."""
        if office := self._office.made:
            office.close()


def add_admin(
    app: FastAPI, schema: EngineSchema, settings: Settings, budgets: Budgets, pages: Pages, uploads: Uploads
) -> Callable[[], None]:
    """Add the back office to an application; return what is to be called at its end.

    Args:
        app: the application.
        schema: the schema, with its engine and what runs mutations.
        settings: the database, and the public address.
        budgets: what counts attempts to sign in.
        pages: the pages that readers see.
        uploads: keeps pictures.
    """

    def build() -> "BackOffice":
        from api.admin.routes import BackOffice  # noqa: PLC0415 - see above

        return BackOffice(schema, settings, budgets, pages, uploads)

    door = AdminDoor(build)
    # Two routes: the desk itself, and all beneath it; "/administration" is neither.
    app.router.routes += [Route(ADMIN, door), Route(f"{ADMIN}/{{beneath:path}}", door)]
    return door.close
