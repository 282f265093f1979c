"""What the viewer may not see is as if it did not exist: on every path of the schema, whoever adds one.

Two databases hold the same published content, one of them drafts, future and withdrawn issues besides. Whoever sees
what is published must get the same bytes from both, with any scope, now and on the eve of what is to come. What comes
to light then proves that the walk comes by. ``test_doors`` tries every way in.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

import orjson
import pytest

from schema import db
from schema.context import ANONYMOUS, Caller, Identity, RequestContext
from schema.engine.database.protocol import Database
from schema.engine.object_refs import Event
from schema.visibility import DRAFT, PUBLIC, PUBLISHED, View
from schema.vocabulary import Scope
from tests.contracts import secrets
from tests.contracts.secrets import revealed, revealed_chapters
from tests.contracts.walk import Step, Unknown, Walk
from tests.reader import BEYOND_THE_DEFAULTS, NOW, Reader, asking, reading
from tests.schema.engine.twin import readable_schema

pytestmark = pytest.mark.long

WALK = Walk(readable_schema(), secrets.values())
EVERYTHING = {"last": 100}
EVE, DAY = View(PUBLIC, secrets.FUTURE - timedelta(seconds=1)), View(PUBLIC, secrets.FUTURE)
TO_COME = f"{secrets.MARK}-future"
NUMBERS = {
    "IssueConnection.facets",
    "IssueFacets.kind",
    "IssueFacets.role",
    "IssueFacets.year",
    "OrganizationConnection.facets",
    "OrganizationFacets.kind",
    "PersonConnection.facets",
    "PersonFacets.role",
    "RecommendationConnection.facets",
    "RecommendationFacets.kind",
    "RecommendationFacets.role",
    "RecommendationFacets.year",
    "SectionConnection.facets",
    "SectionFacets.kind",
    "SectionFacets.role",
    "SectionFacets.year",
    "WorkFacets.access",
    "WorkFacets.kind",
    "WorkFacets.year",
}
OF_THE_MAGAZINE = {"Publication.logo", "Publication.about", "Publication.subscribing"}
OF_DRAFTS = {"Issue.replaces"}
"""Only working copies have it, and none of them is ever published."""
NOTHING_TO_HIDE = {"Query.publication", "Query.viewer", "Viewer.budget", *OF_THE_MAGAZINE, *NUMBERS, *OF_DRAFTS}


@dataclass(frozen=True)
class Twins:
    """A reader of a database with secrets, and another database that never had any."""

    reader: Reader
    innocent: Database

    async def public(self, step: Step, variables: dict[str, Any], view: View = PUBLISHED) -> bytes:
        """Ask both for what everybody sees, hold the answers against each other and give what they are."""
        body = await self.seen(step, variables, view)
        assert not revealed(body), described(step, variables, body)
        with asking(self.reader.schema.engine, self.innocent):
            assert body == await self.seen(step, variables, view), described(step, variables, body)
        return body

    async def seen(self, step: Step, variables: dict[str, Any], view: View) -> bytes:
        """Ask the one with secrets."""
        body = await self.reader.body(step.document, view, **variables)
        assert b'"errors"' not in body, described(step, variables, body)
        return body


def described(step: Step, variables: dict[str, Any], body: bytes) -> str:
    """Describe the operation and its answer."""
    return f"{step.place} with {variables}\n{step.document}\n{body.decode()}"


@pytest.fixture
async def twins(twin_urls: tuple[str, str]) -> AsyncIterator[Twins]:
    """Both databases, read."""
    innocent = db.connect_read_only(twin_urls[1])
    async with reading(twin_urls[0], limits=BEYOND_THE_DEFAULTS) as reader:
        reader.identity = Identity("Front", frozenset(Scope))  # a scope shows nothing by itself
        yield Twins(reader, innocent)
    await innocent.close()


async def test_no_path_leads_to_what_is_hidden_until_it_is_published(twins: Twins) -> None:
    comes_to_light: dict[str, bool] = {}
    for step in WALK.steps():
        for variables in step.variables:
            await twins.public(step, variables)
            await twins.public(step, variables, EVE)
            if not comes_to_light.get(step.place):
                body = await twins.seen(step, variables, DAY)
                assert revealed_chapters(body) <= {TO_COME}, described(step, variables, body)
                comes_to_light[step.place] = revealed(body)
    assert {place for place, seen in comes_to_light.items() if not seen} == NOTHING_TO_HIDE


def test_no_scope_changes_what_the_engine_reads() -> None:
    nobody = RequestContext(ANONYMOUS, NOW, "https://liane.example")
    for number in range(len(Scope) + 1):
        for scopes in combinations(Scope, number):
            context = RequestContext(Caller(Identity("Front", frozenset(scopes))), NOW, "https://liane.example")
            assert (context.read_scope, context.environment) == (PUBLIC, nobody.environment)


async def test_a_cursor_of_something_hidden_tells_the_public_nothing(twins: Twins) -> None:
    tried = set()
    for step in WALK.steps():
        if not step.connection or EVERYTHING not in step.variables:
            continue
        name = step.place.partition(".")[2]
        editorial, public = await twins.seen(step, EVERYTHING, DRAFT), await twins.public(step, EVERYTHING)
        hidden = sorted(cursors(orjson.loads(editorial), name) - cursors(orjson.loads(public), name))
        for bounded in WALK.with_cursors(step.place, [hidden[0], hidden[len(hidden) // 2], hidden[-1]]):
            for variables in bounded.variables:
                await twins.public(bounded, variables)
                tried.add(bounded.place)
    assert tried == {step.place for step in WALK.steps() if step.connection}


class ListedEvents:
    """Tells of issues, whoever may see them."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids

    async def subscribe(self, after: str | None = None) -> AsyncIterator[Event]:
        """Yield an event for each."""

        async def events() -> AsyncIterator[Event]:
            for each in self._ids:
                yield Event(each)

        return events()


async def test_a_subscription_tells_the_public_nothing_of_what_is_hidden(twins: Twins) -> None:
    reader = twins.reader
    issues = (await reader.ask("{ issues(first: 100) { nodes { id } } }", DRAFT))["issues"]["nodes"]
    described = ListedEvents([issue["id"] for issue in issues])
    document = f"subscription {{ issuePublished {{ {WALK.selection(WALK.schema.type_map['Issue'], 2)} }} }}"
    heard = {}
    for view in (PUBLISHED, DRAFT):
        answers = await reader.schema.stream(document, None, reader.context(view, described))
        heard[view] = [orjson.dumps(answer.data) async for answer in answers]
    assert not any(map(revealed, heard[PUBLISHED]))
    assert 0 < len(heard[PUBLISHED]) < len(heard[DRAFT]) == len(issues)
    assert any(map(revealed, heard[DRAFT]))


def cursors(answer: Any, name: str) -> set[str]:
    """Collect the cursors that the connections called ``name`` have in an answer."""
    if isinstance(answer, list):
        return set().union(*(cursors(item, name) for item in answer))
    if not isinstance(answer, dict):
        return set()
    cursors_here = {edge["cursor"] for edge in answer.get(name, {}).get("edges", ())}
    return cursors_here.union(*(cursors(value, name) for value in answer.values()))


def test_a_new_argument_that_the_walk_cannot_fill_is_told() -> None:
    values = {name: values for name, values in secrets.values().items() if name != "number"}
    with pytest.raises(Unknown, match=r"Query\.issue\(number:\)"):
        list(Walk(WALK.schema, values).steps())


def test_the_walk_takes_every_field_that_leads_to_an_object() -> None:
    places = {step.place for step in WALK.steps()}
    assert places >= {
        "Query.node",
        "Query.nodes",
        "Query.latestIssue",
        "Issue.previous",
        "Issue.next",
        "IssueConnection.edges",
        "IssueEdge.node",
        "Column.sections",
        "Section.issue",
        "Work.partOf",
        "Work.parts",
        "Ad.brand",
        "Person.works",
        "Availability.platform",
    }
