"""The search page: ``/search?q=``, of one type by ``&type=``, and on from a place by ``&after=``.

It needs no script; with one, ``/search/suggestions?q=`` completes names while somebody types.
"""

import re
from html import unescape
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import Representation
from api.website.anchors import heading_of, section_anchors
from api.website.archive.paging import readable
from api.website.i18n import Translator, translator
from api.website.pages import Pages
from api.website.urls import address
from schema.kinds import KINDS
from schema.search.query import LONGEST_QUERY
from schema.vocabulary import SearchType

PAGE = 20
LONGEST_PREFIX = 100
MARK = re.compile(r"</?mark>")
"""What is around the words that were found, in text that is escaped."""
SUGGESTIONS = "application/x-suggestions+json"
"""The form of the OpenSearch suggestions extension: what was typed, then texts, descriptions and addresses."""
TYPES = {type_.name.lower(): type_.value for type_ in SearchType}
KIND_TYPES = {kind.type.__name__ for kind in KINDS.values()}


class SearchPage:
    """The page that finds by words, read through a stored operation as an anonymous client.

    Args:
        pages: the pages that it stands among.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._operations = pages.operations
        self._renderer = pages.renderer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [*self._pages.guarded({"/search": self.show}), Route("/search/suggestions", self.suggest)]

    async def show(self, request: Request) -> Response:
        """Answer with the first hits, or with those after a cursor; without words with the form alone."""
        query = request.query_params
        text, type_ = words_of(request, LONGEST_QUERY), query.get("type") or None
        if type_ is not None and type_ not in TYPES:
            return await self._pages.not_found(request)
        after = query.get("after") or None
        of_type = TYPES[type_] if type_ else None
        result = await readable(self._operations.search_page(text=text, types=of_type, first=PAGE, after=after))
        if result is None:
            return await self._pages.not_found(request)
        publication, found = result.data["publication"], result.data["search"]
        t = translator(publication["language"])
        info = found["pageInfo"]
        hits = [
            (describe(edge["node"], t, publication["timeZone"]), [fragment["html"] for fragment in edge["fragments"]])
            for edge in found["edges"]
        ]
        context = {
            "publication": publication,
            "text": text,
            "type": type_,
            "count": found["totalCount"],
            "types": [
                (t.label("found", each["type"]), each["type"].lower(), each["count"]) for each in found["counts"]
            ],
            "correction": found["correction"],
            "hits": [
                hit | {"html": [html for html in htmls if unescape(MARK.sub("", html)) != hit["title"]]}
                for hit, htmls in hits
            ],
            "first": address("/search", q=text, type=type_) if after else None,
            "next": address("/search", q=text, type=type_, after=info["endCursor"]) if info["hasNextPage"] else None,
        }
        return self._renderer.page(result.content_state, "search", t, context)

    async def suggest(self, request: Request) -> Response:
        """Answer with the names that complete what was typed: of each what it is, and the address of its page."""
        typed = words_of(request, LONGEST_PREFIX)
        result = await self._operations.suggestions(prefix=typed)
        publication = result.data["publication"]
        t = translator(publication["language"])
        found = [(each["text"], describe(each["node"], t, publication["timeZone"])) for each in result.data["suggest"]]
        notes = [
            " · ".join(filter(None, [hit["title"] if hit["title"] != text else "", *hit["kicker"]]))
            for text, hit in found
        ]
        texts, addresses = [text for text, _ in found], [f"{self._renderer.root}{hit['path']}" for _, hit in found]
        body = [typed, [*map(t.typeset, texts)], [*map(t.typeset, notes)], addresses]
        headers = {"X-Content-Type-Options": "nosniff"}
        return Representation(orjson.dumps(body), SUGGESTIONS, result.content_state, headers)


def words_of(request: Request, most: int) -> str:
    """Return so much of what was typed, without what no text can hold."""
    return request.query_params.get("q", "").replace("\0", "").strip()[:most]


def describe(node: Any, t: Translator, time_zone: str) -> dict[str, Any]:
    """Return what is shown of something that was found: what it is, its name, where it leads, and its language."""
    name = node["__typename"]
    hit: dict[str, Any] = {"language": None}
    if name in KIND_TYPES:
        kicker = [t.label("kind", node["kind"]), str(node["year"] or "")]
        return hit | {"kicker": kicker, "title": node["title"], "path": f"/works/{node['slug']}"}
    if name in {"Issue", "Section"}:
        issue = node if name == "Issue" else node["issue"]
        day = t.local_day(issue["publishedAt"], time_zone) if issue["publishedAt"] else ""
        anchor = "" if name == "Issue" else f"#{section_anchors(issue['sections'])[node['position']]}"
        title = issue["title"] if name == "Issue" else heading_of(node) or issue["title"]
        kicker = [t.label("found_one", name.upper()), day, issue["title"] if title != issue["title"] else ""]
        path = f"/issues/{issue['slug']}{anchor}"
        return hit | {"kicker": kicker, "title": title, "path": path, "language": issue["language"]}
    folder = {"Person": "people", "Organization": "organizations", "Column": "columns"}[name]
    kicker = [t.label("found_one", name.upper())]
    return hit | {"kicker": kicker, "title": node["name"], "path": f"/{folder}/{node['slug']}"}
