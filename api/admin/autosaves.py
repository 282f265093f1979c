"""What people wrote in forms and have not saved, and who else has one open: kept while they write, never content."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from starlette.requests import Request

from api.admin.side_database import SideDatabase
from api.identity.refusal import Refusal
from schema.writes.autosaves import Sent, Unsaved, find_form, find_others, forget_form, keep_form, touch


class Autosaves:
    """What is kept of forms, for whoever sends a request.

    Args:
        database: where it is kept.
        clock: returns the current instant.
    """

    def __init__(self, database: SideDatabase, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, request: Request, row_id: str, form: Sent) -> None:
        """Keep what somebody wrote.

        Raises:
            Refusal: the database is away or busy.
        """
        user: str = request.state.user.user
        await self._database.run(partial(keep_form, user_id=user, target_id=row_id, form=form, at=self._clock()))

    async def touch(self, request: Request, row_id: str) -> None:
        """Say that somebody has something open; where somebody else is writing, the next request says it."""
        user: str = request.state.user.user
        with suppress(Refusal):
            await self._database.run(partial(touch, user_id=user, target_id=row_id, at=self._clock()))

    async def forget(self, request: Request, row_id: str) -> None:
        """Forget what somebody wrote; where that is not possible now, they are offered it once more."""
        user: str = request.state.user.user
        with suppress(Refusal):
            await self._database.run(partial(forget_form, user_id=user, target_id=row_id))

    async def find(self, request: Request, row_id: str) -> Unsaved | None:
        """Return what somebody wrote and has not saved."""
        user: str = request.state.user.user
        return await self._database.run(partial(find_form, user_id=user, target_id=row_id))

    async def others(self, request: Request, row_id: str) -> Sequence[str]:
        """Return the names of the others who have something open."""
        user: str = request.state.user.user
        return await self._database.run(partial(find_others, user_id=user, target_id=row_id, at=self._clock()))
