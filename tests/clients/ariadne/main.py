"""Uses the client that ariadne-codegen generates: python main.py http://127.0.0.1:8000 SLUG."""

import asyncio
import sys
from collections.abc import Awaitable
from datetime import UTC, date, datetime

from liane_client import Client, GraphQLClientGraphQLMultiError, WorkFilter, WorkKind
from liane_client.issue_page import IssuePageIssueRecommendationsWorkFilm


async def code(asking: Awaitable[object]) -> object:
    """Return the code of the error that an operation is refused with."""
    try:
        await asking
    except GraphQLClientGraphQLMultiError as refused:
        return (refused.errors[0].extensions or {})["code"]
    return None


async def main(url: str, slug: str) -> None:
    """Ask for a page, for a list page by page, for what cannot be, and for news."""
    async with Client(f"{url}/graphql", ws_url=f"{url.replace('http', 'ws')}/graphql") as client:
        issue = (await client.issue_page(slug)).issue
        assert issue
        assert issue.published_at == datetime(2023, 7, 21, 6, tzinfo=UTC)
        works = [recommendation.work for recommendation in issue.recommendations]
        (film,) = [work for work in works if work.typename__ == "Film"]
        assert isinstance(film, IssuePageIssueRecommendationsWorkFilm)
        assert film.is_documentary

        dates = [work.release_date for work in (await client.works(first=100)).works.nodes]
        assert any(isinstance(each, date) for each in dates)

        wanted = WorkFilter(kind=[WorkKind.FILM, WorkKind.SERIES])
        first = (await client.works(wanted, first=1)).works
        second = (await client.works(wanted, first=1, after=first.page_info.end_cursor)).works
        assert [first.page_info.has_next_page, len(second.nodes)] == [True, 1]
        assert first.nodes[0].slug != second.nodes[0].slug

        assert await code(client.works(first=1000)) == "BAD_USER_INPUT"

        async for news in client.news():
            assert news.issue_published.slug.startswith("issue-")
            break


asyncio.run(main(*sys.argv[1:]))
