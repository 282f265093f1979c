"""The button that has links checked now: it asks for a check, which a process beside the server begins."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.operations import AdminOperations
from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from api.identity.identification import current_caller
from schema.writes.link_checks import want_link_check


class LinkChecks:
    """``/links``.

    Args:
        operations: what has the clock.
        renderer: where the back office is.
        database: where checks are asked for.
    """

    def __init__(self, operations: AdminOperations, renderer: AdminRenderer, database: SideDatabase) -> None:
        self._operations = operations
        self._renderer = renderer
        self._database = database

    async def want(self, _: Request) -> Response:
        """Ask for a check, unless one is under way; lead to where it says how far it is."""
        actor, at = current_caller.get().identity.actor, self._operations.clock()
        await self._database.run(partial(want_link_check, actor=actor, at=at), is_patient=True)
        return RedirectResponse(f"{self._renderer.root}#link-check", 303)
