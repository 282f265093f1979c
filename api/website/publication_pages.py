"""Pages of the magazine itself: what it is, and how to follow it. Without texts of its own they say what is known."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.website import structured_data
from api.website.i18n import translator
from api.website.pages import Pages
from api.website.results import Masthead
from api.website.sharing import descriptions
from api.website.sharing.subjects import publication_image


class PublicationPages:
    """``/about`` and ``/subscribe``, read through stored operations as an anonymous client.

    Args:
        pages: the pages that they stand among.
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.operations = pages.operations
        self.renderer = pages.renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return self.pages.guarded({"/about": self.about, "/subscribe": self.subscribe})

    async def about(self, request: Request) -> Response:
        """Answer what the magazine says of itself, with its columns."""
        result = await self.operations.about_page()
        publication = result.data["publication"]
        context = {
            "text": publication["about"],
            "columns": result.data["columns"],
            "issues": result.data["issues"]["totalCount"],
        }
        return self._page(result.content_state, "about", "about_title", publication, context)

    async def subscribe(self, request: Request) -> Response:
        """Answer how to follow the magazine: in its own words, and by its feeds."""
        result = await self.operations.subscribe_page()
        publication = result.data["publication"]
        context = {"text": publication["subscribing"], "columns": result.data["columns"]}
        return self._page(result.content_state, "subscribe", "subscribe_title", publication, context)

    def _page(
        self, state: ContentState, name: str, title_string: str, publication: Masthead, context: dict[str, Any]
    ) -> Response:
        t = translator(publication["language"])
        url = f"{self.renderer.base_url}/{name}"
        title = t(title_string, name=publication["name"])
        data = structured_data.describe_page(name, title, url, publication, self.renderer.base_url)
        text = context["text"]
        description = descriptions.first_of(
            descriptions.first_sentences([text["html"]]) if text else None, publication["tagline"], title
        )
        context = {
            **context,
            "publication": publication,
            "title": title,
            "url": url,
            "share": publication_image(self.renderer.base_url, publication, name, t),
            "data": data,
            "description": description,
        }
        return self.renderer.page(state, name, t, context)
