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

from api.http.etags import Handler, Representation
from api.http.media_types import HTML, MAX_HEADER_BYTES, accepts_by_name, best_match
from api.website.anchors import section_anchors
from api.website.content_rules import as_slug, is_web
from api.website.feeds.formats import FORMATS, Entry, Feed, Picture
from api.website.i18n import translator
from api.website.pages import Pages
from api.website.results import (
    ColumnFeedColumnPageNodes,
    FeedIssue,
    FeedIssueCover,
    FeedPageInfo,
    FeedPublication,
    FeedSection,
    IssuesFeedPageNodes,
    SectionAnchor,
)
from api.website.sharing.subjects import publication_image
from api.website.stored_operations import OperationFailed, OperationResult
from api.website.typography.typeset import typeset, typeset_html
from api.website.urls import as_uri
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR
from schema.text import TAGS, fold

PAGE_SIZE = 20
NAMESPACE = UUID("b5b2a5c3-3c8b-5f0e-9a44-6d3f0c1c7e51")
NEVER = "1990-01-01T00:00:00Z"
"""When a feed without entries was updated: Atom requires a date, and validators doubt an older one."""
SUMMARY_LENGTH = 300
CURSOR_ERRORS = {INVALID_CURSOR, BAD_USER_INPUT}
# Nobody follows these URLs, and nh3 does not make them absolute.
ATTRIBUTES = {tag: names - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json", "application/json")
Data = TypeVar("Data")


class Feeds:
    """The feeds, read through stored operations as an anonymous client.

    Args:
        pages: the pages that those of the feeds stand among.
    """

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.operations = pages.operations
        self.renderer = pages.renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/feeds/issues.{form}", as_page_for_browsers(self.issues)),
            Route("/feeds/columns/{slug}.{form}", as_page_for_browsers(self.column)),
            *self.pages.guarded({"/feeds/issues": self.issues, "/feeds/columns/{slug}": self.column}),
        ]

    async def issues(self, request: Request) -> Response:
        """Answer a page of the feed of all issues; without a format as HTML."""
        result = await self._read(request, self.operations.issues_feed)
        page = result.data["page"]
        entries = (self._issue_entry(issue) for issue in page["nodes"])
        publication = result.data["publication"]
        return self._respond(request, result, publication, self._feed(request, publication, page["pageInfo"], entries))

    async def column(self, request: Request) -> Response:
        """Answer a page of a column's feed; a former slug redirects to the current one."""
        slug = request.path_params["slug"]
        result = await self._read(request, self.operations.column_feed, slug=as_slug(slug))
        publication, column = result.data["publication"], result.data["column"]
        if column is None:
            raise HTTPException(404)
        if column["slug"] != slug:
            form = request.path_params.get("form")
            path = f"{self.renderer.root}/feeds/columns/{column['slug']}{f'.{form}' if form else ''}"
            return RedirectResponse(path, 301, {"Cache-Control": "public, max-age=3600"})
        page = column["page"]
        entries = (self._section_entry(section) for section in page["nodes"])
        feed = replace(
            self._feed(request, publication, page["pageInfo"], entries),
            id=permanent_id(column["id"]),
            url=f"{self.renderer.base_url}/feeds/columns/{slug}",
            title=typeset(f"{publication['name']} – {column['name']}", publication["language"]),
            subtitle=typeset(column["description"] or "", publication["language"]),
        )
        return self._respond(request, result, publication, feed)

    async def _read(
        self, request: Request, operation: Callable[..., Awaitable[OperationResult[Data]]], **variables: str
    ) -> OperationResult[Data]:
        """Read a page: the newest entries, those ``after`` a cursor, or those ``before`` one.

        Raises:
            HTTPException: 404 for an unknown format, 400 for an invalid cursor.
            OperationFailed: nothing can be read.
        """
        if request.path_params.get("form") not in {None, *FORMATS}:
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
            title=typeset(publication["name"], publication["language"]),
            subtitle=typeset(publication["tagline"] or "", publication["language"]),
            author=typeset(publication["name"], publication["language"]),
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
            title=issue["title"],
            summary=issue["standfirst"] or shorten(sections[0]["body"]["text"] if sections else ""),
            html=self._html(issue, issue["cover"], sections, section_anchors(sections)),
        )

    def _section_entry(self, section: ColumnFeedColumnPageNodes) -> Entry:
        """Return an entry of one section, which links to its anchor in its issue."""
        issue = section["issue"]
        entry = self._entry(
            issue,
            id=permanent_id(section["id"]),
            title=own_heading(section) or issue["title"],
            summary=shorten(section["body"]["text"]),
            html=self._html(issue, None, [section], {}),
        )
        anchor = section_anchors(issue["sections"])[section["position"]]
        url = f"{issue['url']}#{anchor}"
        return replace(entry, url=url, image=None)

    def _entry(self, issue: FeedIssue, title: str, summary: str, **own: str) -> Entry:
        """Return an entry with what it has from its issue."""
        language, published = issue["language"], issue["publishedAt"] or issue["updatedAt"]
        cover = issue["cover"]
        return Entry(
            url=issue["url"],
            title=typeset(title, language),
            summary=typeset(summary, language),
            language=language,
            published=published,
            # An issue that was last edited before its scheduled time is new to readers at that time.
            updated=max(published, issue["updatedAt"]),
            authors=tuple(typeset(author["name"], language) for author in issue["authors"]),
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
        html = sanitize(self.renderer.render_fragment("feed_entry", t, context), issue["url"])
        return typeset_html(html, issue["language"])

    def _respond(
        self, request: Request, result: OperationResult[Any], publication: FeedPublication, feed: Feed
    ) -> Response:
        form = request.path_params.get("form")
        if form is None:
            t = translator(publication["language"])
            share = publication_image(self.renderer.base_url, publication, "subscribe", t)
            context = {"publication": publication, "feed": feed, "share": share, "forms": FORMATS}
            return self.renderer.page(result.content_state, "feed", t, context)
        media_type, serialize = FORMATS[form]
        headers = {"X-Content-Type-Options": "nosniff", "Vary": "Accept"}
        return Representation(serialize(feed), media_type, result.content_state, headers)


def as_page_for_browsers(handler: Handler) -> Handler:
    """Return a handler that sends browsers to the page that shows the feed; a cache may keep the feed, never that."""

    async def answer(request: Request) -> Response:
        if request.path_params["form"] in FORMATS and wants_page(request.headers.get("accept", "")):
            path, query = request.url.path.rpartition(".")[0], request.url.query
            headers = {"Cache-Control": "no-store", "Vary": "Accept"}
            return RedirectResponse(f"{path}?{query}" if query else path, 303, headers)
        return await handler(request)

    return answer


def wants_page(accept: str) -> bool:
    """Whether a browser asks: it names HTML, above other XML, and no feed; feed readers name feeds, or nothing."""
    accept = accept[:MAX_HEADER_BYTES]
    return (
        accepts_by_name(accept, HTML)
        and best_match(accept, HTML, "application/xml") == HTML
        and not any(accepts_by_name(accept, name) for name in FEED_TYPES)
    )


def cursor_variables(request: Request) -> dict[str, Any]:
    """Return the cursor that a page starts after or ends before, as the variables of an operation."""
    query = request.query_params
    if after := query.get("after"):
        return {"after": after}
    return {"before": before, "last": PAGE_SIZE} if (before := query.get("before")) else {}


def permanent_id(id_: str) -> str:
    """Return an entry's id, which stays when slug, title or URL change (RFC 4287, 4.2.6; RFC 9562, 5.5)."""
    return uuid5(NAMESPACE, id_).urn


def own_heading(section: SectionAnchor) -> str | None:
    """Return a section's heading, unless it is only the name of its column, which the feed has already."""
    heading, column = section["heading"], section["column"]
    return None if heading and column and fold(heading) == fold(column["name"]) else heading


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
