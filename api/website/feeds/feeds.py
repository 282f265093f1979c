"""Feeds of all issues and of each column: what feed readers are sent, and how they page through it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid5

import nh3
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.http.etags import Representation
from api.website.anchors import heading_of, section_anchors
from api.website.content_rules import as_slug, is_web
from api.website.feeds.formats import FORMATS, Entry, Feed, Picture
from api.website.i18n import translator
from api.website.rendering import Renderer
from api.website.results import (
    ColumnFeedColumnPageNodes,
    FeedIssue,
    FeedIssueCover,
    FeedPageInfo,
    FeedPublication,
    FeedSection,
    IssuesFeedPageNodes,
    Operations,
)
from api.website.stored_operations import OperationFailed, OperationResult
from api.website.urls import as_uri
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR
from schema.text import TAGS

PAGE_SIZE = 20
NAMESPACE = UUID("b5b2a5c3-3c8b-5f0e-9a44-6d3f0c1c7e51")
NEVER = "1990-01-01T00:00:00Z"
"""When a feed without entries was updated: Atom requires a date, and validators doubt an older one."""
SUMMARY_LENGTH = 300
CURSOR_ERRORS = {INVALID_CURSOR, BAD_USER_INPUT}
# Nobody follows these URLs, and nh3 does not make them absolute.
ATTRIBUTES = {tag: names - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
Data = TypeVar("Data")


class Feeds:
    """The feeds, read through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
        renderer: the templates.
    """

    def __init__(self, operations: Operations, renderer: Renderer) -> None:
        self.operations = operations
        self.renderer = renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/feeds/issues.{form}", self.issues), Route("/feeds/columns/{slug}.{form}", self.column)]

    async def issues(self, request: Request) -> Response:
        """Answer a page of the feed of all issues."""
        result = await self._read(request, self.operations.issues_feed)
        page = result.data["page"]
        entries = (self._issue_entry(issue) for issue in page["nodes"])
        return _respond(request, result, self._feed(request, result.data["publication"], page["pageInfo"], entries))

    async def column(self, request: Request) -> Response:
        """Answer a page of a column's feed; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self._read(request, self.operations.column_feed, slug=as_slug(slug))
        publication, column = result.data["publication"], result.data["column"]
        if column is None:
            raise HTTPException(404)
        if column["slug"] != slug:
            path = f"{self.renderer.root}/feeds/columns/{column['slug']}.{request.path_params['form']}"
            return RedirectResponse(path, 301, {"Cache-Control": "public, max-age=3600"})
        page = column["page"]
        entries = (self._section_entry(section) for section in page["nodes"])
        feed = replace(
            self._feed(request, publication, page["pageInfo"], entries),
            id=permanent_id(column["id"]),
            url=f"{self.renderer.base_url}/feeds/columns/{slug}",
            title=f"{publication['name']} – {column['name']}",
            subtitle=column["description"] or "",
        )
        return _respond(request, result, feed)

    async def _read(
        self, request: Request, operation: Callable[..., Awaitable[OperationResult[Data]]], **variables: str
    ) -> OperationResult[Data]:
        """Read a page: the newest entries, those ``after`` a cursor, or those ``before`` one.

        Raises:
            HTTPException: 404 for an unknown format, 400 for an invalid cursor.
            OperationFailed: nothing can be read.
        """
        if request.path_params["form"] not in FORMATS:
            raise HTTPException(404)
        try:
            return await operation(**variables, **cursor_variables(request))
        except OperationFailed as failure:
            if failure.code in CURSOR_ERRORS:
                raise HTTPException(400, "after and before take what a link of this feed has there.") from None
            raise

    def _feed(
        self, request: Request, publication: FeedPublication, page_info: FeedPageInfo, entries: Iterable[Entry]
    ) -> Feed:
        """Return a page of the feed of all issues."""
        entries, logo = tuple(entries), publication["logo"]
        return Feed(
            id=permanent_id(publication["id"]),
            url=f"{self.renderer.base_url}/feeds/issues",
            home=f"{self.renderer.base_url}/",
            title=publication["name"],
            subtitle=publication["tagline"] or "",
            author=publication["name"],
            language=publication["language"],
            updated=max((entry.updated for entry in entries), default=NEVER),
            logo=Picture(as_uri(logo["url"]), logo["width"], logo["height"]) if logo and is_web(logo["url"]) else None,
            entries=entries,
            current="".join(
                f"?{name}={quote(value)}" for name, value in cursor_variables(request).items() if name != "last"
            ),
            next=f"?after={page_info['endCursor']}" if page_info["hasNextPage"] else None,
            previous=f"?before={page_info['startCursor']}" if page_info["hasPreviousPage"] else None,
        )

    def _issue_entry(self, issue: IssuesFeedPageNodes) -> Entry:
        """Return an entry of a whole issue."""
        sections = issue["sections"]
        return self._entry(
            issue,
            id=permanent_id(issue["id"]),
            summary=issue["standfirst"] or shorten(sections[0]["body"]["text"] if sections else ""),
            html=self._html(issue, issue["cover"], sections, section_anchors(sections)),
        )

    def _section_entry(self, section: ColumnFeedColumnPageNodes) -> Entry:
        """Return an entry of one section, which links to its anchor in its issue."""
        issue = section["issue"]
        entry = self._entry(
            issue,
            id=permanent_id(section["id"]),
            summary=shorten(section["body"]["text"]),
            html=self._html(issue, None, [section], {}),
        )
        anchor = section_anchors(issue["sections"])[section["position"]]
        url = f"{issue['url']}#{anchor}"
        return replace(entry, url=url, title=heading_of(section) or issue["title"], image=None)

    def _entry(self, issue: FeedIssue, **own: str) -> Entry:
        """Return an entry with what it has from its issue."""
        published = issue["publishedAt"] or issue["updatedAt"]
        cover = issue["cover"]
        return Entry(
            url=issue["url"],
            title=issue["title"],
            language=issue["language"],
            published=published,
            # An issue that was last edited before its scheduled time is new to readers at that time.
            updated=max(published, issue["updatedAt"]),
            authors=tuple(author["name"] for author in issue["authors"]),
            image=as_uri(cover["url"]) if cover and is_web(cover["url"]) else None,
            **own,
        )

    def _html(
        self,
        issue: FeedIssue,
        cover: FeedIssueCover | None,
        sections: Sequence[FeedSection],
        anchors: Mapping[int, str],
    ) -> str:
        """Return sections as HTML for feed readers; with ``anchors`` each stands under its heading."""
        t = translator(issue["language"])
        context = {"issue": issue, "cover": cover, "sections": sections, "anchors": anchors}
        return t.typeset_html(sanitize(self.renderer.render_fragment("feed_entry", t, context), issue["url"]))


def _respond(request: Request, result: OperationResult[Any], feed: Feed) -> Response:
    media_type, serialize = FORMATS[request.path_params["form"]]
    headers = {"X-Content-Type-Options": "nosniff"}
    return Representation(serialize(feed), media_type, result.content_state, headers)


def cursor_variables(request: Request) -> dict[str, Any]:
    """Return the cursor that a page starts after or ends before, as the variables of an operation."""
    query = request.query_params
    if after := query.get("after"):
        return {"after": after}
    return {"before": before, "last": PAGE_SIZE} if (before := query.get("before")) else {}


def permanent_id(id_: str) -> str:
    """Return an entry's id, which stays when slug, title or URL change (RFC 4287, 4.2.6; RFC 9562, 5.5)."""
    return uuid5(NAMESPACE, id_).urn


def shorten(text: str) -> str:
    """Return the beginning of a text, cut at a word."""
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY_LENGTH else f"{words[:SUMMARY_LENGTH].rsplit(' ', 1)[0]} …"


def sanitize(html: str, url: str) -> str:
    """Return HTML that is safe on other people's pages: no script, style, frame or form, and all URLs absolute.

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
