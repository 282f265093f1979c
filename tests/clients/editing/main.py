"""From a key to a published issue and back to an earlier version: python main.py http://127.0.0.1:8000 KEY PICTURE."""

import asyncio
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
from desk import changes, keep_picture, open_desk, save
from liane_client import (
    AffiliationInput,
    Client,
    CreateIssueInput,
    CreateOrganizationInput,
    CreatePersonInput,
    CreateWorkInput,
    CreditInput,
    CreditRole,
    FilmDetailsInput,
    ImageInput,
    IssueStatus,
    OrganizationKind,
    PublishIssueInput,
    RecommendationInput,
    RecommendationRole,
    Ref,
    RestoreContentInput,
    RevisionAction,
    SectionInput,
    UpdateIssueInput,
    WorkDetailsInput,
    WorkKind,
)
from liane_client.begin import BeginCreateIssueIssue
from liane_client.change import ChangeUpdateIssueProblemsConflict
from liane_client.restore import RestoreRestoreContentNodeIssue

FILM = Ref(slug="the-deepest-breath")
STUDIO = Ref(slug="a24")
DIRECTOR = Ref(slug="laura-mcgann")


class Breaking(httpx.AsyncHTTPTransport):
    """Loses the first answer: whoever asked cannot know that it was answered."""

    requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        self.requests += 1
        if self.requests == 1:
            await answer.aread()
            raise httpx.ReadError("The connection broke.")
        return answer


async def add_film(desk: Client) -> None:
    """Add an organisation, a person and a work, each of which refers to those before."""
    added = await desk.add_film(
        studio=CreateOrganizationInput(slug="a24", name="A24", kind=OrganizationKind.STUDIO),
        director=CreatePersonInput(
            name="Laura McGann", affiliations=[AffiliationInput(organization=STUDIO, title="Director")]
        ),
        film=CreateWorkInput(
            kind=WorkKind.FILM,
            title="The Deepest Breath",
            release_date=date(2023, 7, 19),
            credits=[CreditInput(role=CreditRole.DIRECTOR, person=DIRECTOR)],
            organizations=[STUDIO],
            details=WorkDetailsInput(film=FilmDetailsInput(runtime_minutes=110, is_documentary=True)),
        ),
    )
    assert added.create_work.work
    assert added.create_work.work.year == 2023


async def begin(desk: Client, picture: str) -> BeginCreateIssueIssue:
    """Add a draft with a cover, a section that recommends a film, and one that says nothing yet."""
    watch = SectionInput(
        heading="To watch tonight",
        body="[It](work:the-deepest-breath) holds it.",
        recommendations=[RecommendationInput(work=FILM, role=RecommendationRole.PICK)],
    )
    draft = CreateIssueInput(
        title="Under water",
        standfirst="One film.",
        cover=ImageInput(url=picture, alt="The sea"),
        sections=[watch, SectionInput(heading="A last word")],
    )
    begun = (await desk.begin(draft)).create_issue
    assert begun.issue, begun.problems
    return begun.issue


async def edit(desk: Client, issue: BeginCreateIssueIssue, url: str) -> None:
    """Save an edit though the connection breaks, and one that conflicts with it."""
    first, last = issue.sections
    sections = [SectionInput(id=first.id), SectionInput(id=last.id, body="Until next week.")]
    change = UpdateIssueInput(id=issue.id, expected_version=1, standfirst="One breath.", sections=sections)
    preview = (await desk.change(change, "preview", dry_run=True)).update_issue
    broken = Breaking()
    over_it: Any = httpx.AsyncClient(headers=desk.headers, transport=broken)
    async with Client(f"{url}/graphql", http_client=over_it) as other:
        saved = await save(other, change)
    assert saved == preview
    assert saved.issue
    assert (broken.requests, saved.issue.version, saved.issue.standfirst) == (2, 2, "One breath.")

    outdated = UpdateIssueInput(id=issue.id, expected_version=1, standfirst="Two films.")
    (conflict,) = (await save(desk, outdated)).problems
    assert isinstance(conflict, ChangeUpdateIssueProblemsConflict)
    assert changes(conflict) == ["standfirst changed: One film. -> One breath."]
    cleared = UpdateIssueInput(id=issue.id, expected_version=conflict.version, standfirst=None)
    saved = await save(desk, cleared)
    assert saved.issue
    assert saved.issue.standfirst is None


async def main(url: str, key: str, picture: bytes) -> None:
    """Go the whole way."""
    async with open_desk(url, key) as desk, Client(f"{url}/graphql") as reader:
        await add_film(desk)
        address = keep_picture(url, key, picture)
        issue = await begin(desk, address)
        (missing,) = (await desk.publish(PublishIssueInput(id=issue.id), dry_run=True)).publish_issue.problems
        assert missing.message == "The section has neither a text nor a recommendation."
        await edit(desk, issue, url)

        published = (await desk.publish(PublishIssueInput(id=issue.id))).publish_issue
        assert published.issue
        assert published.issue.status is IssueStatus.PUBLISHED
        latest = (await reader.readers()).latest_issue
        assert latest
        assert latest.cover
        assert latest.cover.url.endswith(address)
        assert latest.published_at
        assert latest.published_at <= datetime.now(UTC)
        assert [each.work.title for each in latest.sections[0].recommendations] == ["The Deepest Breath"]

        await save(desk, UpdateIssueInput(id=issue.id, standfirst="Three films."))
        history = (await desk.history(issue.id)).revisions.nodes
        (version,) = [each.version for each in history if each.action is RevisionAction.PUBLISHED]
        restored = (await desk.restore(RestoreContentInput(id=issue.id, version=version))).restore_content.node
        assert isinstance(restored, RestoreRestoreContentNodeIssue)
        assert restored.standfirst is None


url, key, picture = sys.argv[1:]
asyncio.run(main(url, key, Path(picture).read_bytes()))
