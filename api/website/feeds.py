"""Feeds of all issues and of each column: what feed readers are sent, and how they page through it."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

import nh3
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.etags import Representation
from api.website.content_rules import as_slug, is_web
from api.website.feed_formats import FORMATS, Entry, Feed, Picture
from api.website.i18n import translator
from api.website.pages import RETRY, anchors
from api.website.rendering import Renderer
from api.website.stored_operations import OperationFailed, OperationResult, StoredOperations
from api.website.urls import as_uri
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR
from schema.text import TAGS

log = logging.getLogger("liane.feeds")
PAGE = 20
NAMESPACE = UUID("b5b2a5c3-3c8b-5f0e-9a44-6d3f0c1c7e51")
NEVER = "1990-01-01T00:00:00Z"
"""When a feed without entries was changed: Atom wants a date, and validators believe none that is older."""
SUMMARY = 300
NO_CURSOR = {INVALID_CURSOR, BAD_USER_INPUT}
# Addresses that nobody follows cannot be made absolute, so they go.
ATTRIBUTES = {tag: names - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
Row = Mapping[str, Any]


class Feeds:
    """The feeds, read through stored operations as nobody in particular.

    Args:
        operations: the stored operations.
        renderer: the templates.
    """

    def __init__(self, operations: StoredOperations, renderer: Renderer) -> None:
        self.operations = operations
        self.renderer = renderer

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [Route("/feeds/issues.{form}", self.issues), Route("/feeds/columns/{slug}.{form}", self.column)]

    async def issues(self, request: Request) -> Response:
        """Answer a page of the feed of all issues."""
        found = await self._read("issues_feed", request)
        entries = (self._of_issue(issue) for issue in found["page"]["nodes"])
        return self._answer(request, found, self._feed(request, found["publication"], found["page"], entries))

    async def column(self, request: Request) -> Response:
        """Answer a page of a column's feed; an old slug leads to the current one."""
        slug = request.path_params["slug"]
        found = await self._read("column_feed", request, slug=as_slug(slug))
        publication, column = found["publication"], found["column"]
        if column is None:
            raise HTTPException(404)
        if column["slug"] != slug:
            path = f"{self.renderer.root}/feeds/columns/{column['slug']}.{request.path_params['form']}"
            return RedirectResponse(path, 301, {"Cache-Control": "public, max-age=3600"})
        entries = (self._of_section(section) for section in column["page"]["nodes"])
        feed = replace(
            self._feed(request, publication, column["page"], entries),
            id=permanent(column["id"]),
            address=f"{self.renderer.base_url}/feeds/columns/{slug}",
            title=f"{publication['name']} – {column['name']}",
            subtitle=column["description"] or "",
        )
        return self._answer(request, found, feed)

    async def _read(self, operation: str, request: Request, **variables: str) -> OperationResult:
        """Read a page: the newest entries, those ``after`` a cursor, or those ``before`` one.

        Raises:
            HTTPException: 404 for a format that there is not, 400 for what is no cursor, 503 for a while.
        """
        if request.path_params["form"] not in FORMATS:
            raise HTTPException(404)
        try:
            return await self.operations.run(operation, **variables, **bounds(request))
        except OperationFailed as failure:
            if failure.code in NO_CURSOR:
                raise HTTPException(400, "after and before take what a link of this feed has there.") from None
            log.exception("a feed could not be read")
            raise HTTPException(503, headers=RETRY) from failure

    def _feed(self, request: Request, publication: Row, page: Row, entries: Iterable[Entry]) -> Feed:
        """Put together a page of the magazine's feed."""
        listed, around, logo = tuple(entries), page["pageInfo"], publication["logo"]
        return Feed(
            id=permanent(publication["id"]),
            address=f"{self.renderer.base_url}/feeds/issues",
            home=f"{self.renderer.base_url}/",
            title=publication["name"],
            subtitle=publication["tagline"] or "",
            author=publication["name"],
            language=publication["language"],
            updated=max((entry.updated for entry in listed), default=NEVER),
            logo=Picture(as_uri(logo["url"]), logo["width"], logo["height"]) if logo and is_web(logo["url"]) else None,
            entries=listed,
            here="".join(f"?{name}={quote(cursor)}" for name, cursor in bounds(request).items() if name != "last"),
            next=f"?after={around['endCursor']}" if around["hasNextPage"] else None,
            previous=f"?before={around['startCursor']}" if around["hasPreviousPage"] else None,
        )

    def _of_issue(self, issue: Row) -> Entry:
        """Make an entry of a whole issue."""
        text = issue["sections"][0]["body"]["text"] if issue["sections"] else ""
        return self._entry(
            issue,
            id=permanent(issue["id"]),
            summary=issue["standfirst"] or shortened(text),
            html=self._html(issue, issue["sections"], anchors(issue["sections"])),
        )

    def _of_section(self, section: Row) -> Entry:
        """Make an entry of one section, which leads to its place in its issue."""
        issue = section["issue"]
        places = (each["position"] for each in issue["sections"])
        named = dict(zip(places, anchors(issue["sections"]), strict=True))
        return replace(
            self._entry(
                issue,
                id=permanent(section["id"]),
                summary=shortened(section["body"]["text"]),
                html=self._html({**issue, "cover": None}, [section], None),
            ),
            url=f"{issue['url']}#{named[section['position']]}",
            title=section["heading"] or issue["title"],
            image=None,
        )

    def _entry(self, issue: Row, **own: str) -> Entry:
        """Make an entry with what it has from its issue."""
        published = issue["publishedAt"] or issue["updatedAt"]
        cover = issue["cover"]
        return Entry(
            url=issue["url"],
            title=issue["title"],
            language=issue["language"],
            published=published,
            # What was last changed before its time came is new to readers when it comes.
            updated=max(published, issue["updatedAt"]),
            authors=tuple(author["name"] for author in issue["authors"]),
            image=as_uri(cover["url"]) if cover and is_web(cover["url"]) else None,
            **own,
        )

    def _answer(self, request: Request, found: OperationResult, feed: Feed) -> Response:
        """Answer with a feed."""
        media_type, printed = FORMATS[request.path_params["form"]]
        return Representation(printed(feed), media_type, found.content_state, {"X-Content-Type-Options": "nosniff"})

    def _html(self, issue: Row, sections: Sequence[Row], names: Sequence[str] | None) -> str:
        """Write what sections say, each under its heading if ``names`` has their anchors."""
        t = translator(issue["language"])
        html = self.renderer.fragment("feed_entry", t, {"issue": issue, "sections": sections, "anchors": names})
        return t.typeset_html(for_feeds(html, issue["url"]))


def bounds(request: Request) -> dict[str, Any]:
    """Give the cursor that a page starts after or ends before, as the variables of an operation."""
    asked = request.query_params
    if after := asked.get("after"):
        return {"after": after}
    return {"before": before, "last": PAGE} if (before := asked.get("before")) else {}


def permanent(id_: str) -> str:
    """Give an entry's id for feeds: it stays when slug, title or address change (RFC 4287, 4.2.6; RFC 9562, 5.5)."""
    return uuid5(NAMESPACE, id_).urn


def shortened(text: str) -> str:
    """Give the beginning of a text, cut at a word."""
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]} …"


def for_feeds(html: str, url: str) -> str:
    """Make HTML fit for other people's pages: no script, style, frame or form, and all addresses absolute.

    Args:
        html: the HTML to sanitise.
        url: the page that it is from, which relative URLs are resolved against.
    """
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        link_rel="noopener",
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", url),
    ).strip()
