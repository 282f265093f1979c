"""Which sites show cards of the magazine, and how often they were seen to."""

from starlette.requests import Request
from starlette.responses import Response

from api.admin.rendering import AdminRenderer
from api.admin.side_database import SideDatabase
from schema.embeds import read_sites


class Embeds:
    """``/settings/embeds``.

    Args:
        renderer: the templates.
        database: where it is added up.
    """

    def __init__(self, renderer: AdminRenderer, database: SideDatabase) -> None:
        self._renderer = renderer
        self._database = database

    async def show(self, request: Request) -> Response:
        """Answer with the sites, those that show cards most often first."""
        return self._renderer.page(request, "settings/embeds", {"sites": await self._database.run(read_sites)})
