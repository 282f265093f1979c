"""What mutations and subscriptions return of content is read as in queries: by a plan, one statement for each field."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import db, writes
from schema.context import RequestContext
from schema.engine.engine import PreparedOperation
from schema.engine.execution import EngineSchema
from schema.engine.mutations import execute_mutation
from schema.engine.object_refs import ObjectRef, ObjectRefs
from schema.kinds import KINDS
from schema.query import Query
from schema.types import Issue, Work
from schema.values import SCALARS
from schema.visibility import AHEAD, DRAFT, PUBLISHED, View
from tests.conftest import fresh
from tests.databases import Databases
from tests.reader import NOW, Reader, reading


@strawberry.type
class Payload:
    """What a mutation returns."""

    issue: Issue | None
    issues: list[Issue]
    work: Work | None


@strawberry.type
class Mutation:
    """Mutations that return references to the objects they are given the ids of."""

    @strawberry.mutation
    def touch(self, issue: strawberry.ID, issues: list[strawberry.ID], work: strawberry.ID) -> Payload:
        """Return a few objects."""
        return Payload(issue=ObjectRef(issue), issues=ObjectRefs(issues), work=ObjectRef(work))  # type: ignore[arg-type]

    @strawberry.mutation
    def must(self, issue: strawberry.ID) -> Issue:
        """Return an issue that must be visible."""
        return ObjectRef(issue)  # type: ignore[return-value]


@strawberry.type
class Subscription:
    """A subscription to some issues."""

    @strawberry.subscription
    async def touched(self, ids: list[strawberry.ID]) -> AsyncIterator[Issue | None]:
        """Yield one after the other."""
        for id_ in ids:
            yield ObjectRef(id_)  # type: ignore[misc]


def schema_with_refs() -> EngineSchema:
    """Return a schema with all three roots."""
    return EngineSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[kind.type for kind in KINDS.values()],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def fill(url: str) -> None:
    """Write two published issues with a film between them, a draft, and a work that only the draft names."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        for name in ("film", "hidden"):
            work = {"id": f"wrk_{name}", "slug": name, "kind": "FILM", "title": f"Le « {name} »"}
            writes.save_work(session, {**work, "details": {"runtime_minutes": 90}})
        writes.save_column(session, {"id": "col_1", "slug": "column", "name": "La colonne"})
        for number, (status, work_id) in enumerate(
            (("PUBLISHED", "film"), ("PUBLISHED", "film"), ("DRAFT", "hidden")), 1
        ):
            section = {"column_id": "col_1", "recommendations": [{"work_id": f"wrk_{work_id}", "role": "PICK"}]}
            issue = {"id": f"iss_{number}", "slug": f"n-{number}", "title": f"Numéro {number}", "number": number}
            writes.save_issue(session, {**issue, "status": status, "published_at": NOW, "sections": [section]})
    engine.dispose()


class Transaction:
    """The context of a mutation: it reads on the connection of a transaction, and counts."""

    def __init__(self, context: RequestContext, connection: Any, counted: Any) -> None:
        self.read_scope, self.environment = context.read_scope, context.environment
        self.request_id = context.request_id
        self._connection, self._counted = connection, counted

    def read(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
        """Run a statement."""
        self._counted.statements += 1
        return db.read_row(self._connection, sql, values, seconds)


def attach_transactions(reader: Reader, url: str) -> None:
    """Let mutations run in transactions."""

    async def mutate(prepared: PreparedOperation, variables: Mapping[str, Any] | None, context: RequestContext) -> Any:
        engine = db.connect(url)
        try:
            with engine.begin() as connection:
                transaction = Transaction(context, connection, reader.database)
                return orjson.Fragment(execute_mutation(reader.schema, prepared, variables, transaction))
        finally:
            engine.dispose()

    reader.schema.mutate = mutate


@pytest.fixture
async def reader(databases: Databases) -> AsyncIterator[Reader]:
    """A reader of what was written."""
    template = databases.template(fill, databases.migrated)
    with fresh(databases, template) as url:
        async with reading(url, schema_with_refs()) as reader:
            attach_transactions(reader, url)
            yield reader


TOUCH = """
mutation($issue: ID! = "iss_1", $issues: [ID!]! = ["iss_2", "iss_1"], $work: ID! = "wrk_film", $first: Int) {
  touch(issue: $issue, issues: $issues, work: $work) {
    issue { ...Card }
    issues { title url }
    work { __typename title ... on Film { runtimeMinutes } recommendations(first: $first) { totalCount } }
  }
}
fragment Card on Issue {
  __typename
  title
  sections { recommendations { work { title ... on Film { runtimeMinutes } } } }
}
"""


async def test_a_mutations_payload_selects_content_as_a_query_does(reader: Reader) -> None:
    data = await reader.ask(TOUCH)
    assert data["touch"] == {
        "issue": {
            "__typename": "Issue",
            "title": "Numéro 1",
            "sections": [{"recommendations": [{"work": {"title": "Le « film »", "runtimeMinutes": 90}}]}],
        },
        "issues": [
            {"title": "Numéro 2", "url": "https://liane.example/issues/n-2"},
            {"title": "Numéro 1", "url": "https://liane.example/issues/n-1"},
        ],
        "work": {
            "__typename": "Film",
            "title": "Le « film »",
            "runtimeMinutes": 90,
            "recommendations": {"totalCount": 2},
        },
    }


async def test_each_field_that_returns_references_is_one_statement(reader: Reader) -> None:
    await reader.ask(TOUCH)
    assert reader.database.statements == 3
    await reader.ask(TOUCH)
    assert reader.database.statements == 6


async def test_a_kept_plan_gives_each_request_its_own(reader: Reader) -> None:
    titles = [(await reader.ask(TOUCH, issue=f"iss_{number}"))["touch"]["issue"]["title"] for number in (1, 2, 1)]
    assert titles == ["Numéro 1", "Numéro 2", "Numéro 1"]


async def test_the_payload_and_a_query_are_the_same_bytes(reader: Reader) -> None:
    card = "{ id title status updatedAt previous { id } next { id } sections { body { html } column { name } } }"
    queried = await reader.body(f'{{ node(id: "iss_1") {{ ... on Issue {card} }} }}')
    mutated = await reader.body(f'mutation {{ node: must(issue: "iss_1") {card} }}')
    assert mutated == queried


async def test_what_the_viewer_may_not_see_is_null_or_left_out(reader: Reader) -> None:
    hidden: dict[str, Any] = {
        "issue": "iss_3",
        "issues": ["iss_1", "iss_3", "iss_nobody", "iss_2"],
        "work": "wrk_hidden",
    }
    touch = (await reader.ask(TOUCH, **hidden))["touch"]
    assert (touch["issue"], touch["work"]) == (None, None)
    assert [each["title"] for each in touch["issues"]] == ["Numéro 1", "Numéro 2"]
    touch = (await reader.ask(TOUCH, DRAFT, **hidden))["touch"]
    assert (touch["issue"]["title"], touch["work"]["title"]) == ("Numéro 3", "Le « hidden »")
    assert [each["title"] for each in touch["issues"]] == ["Numéro 1", "Numéro 3", "Numéro 2"]


async def test_inside_the_payload_it_is_left_out_too(reader: Reader) -> None:
    query = (
        'mutation { must(issue: "iss_1") { sections { column { sections(first: 9) { totalCount nodes { id } } } } } }'
    )
    assert sections_of_column(await reader.ask(query)) == (2, 2)
    assert sections_of_column(await reader.ask(query, DRAFT)) == (3, 3)


def sections_of_column(data: Any) -> tuple[int, int]:
    """Return how many sections the column of an issue's only section counts and lists."""
    (section,) = data["must"]["sections"]
    page = section["column"]["sections"]
    return page["totalCount"], len(page["nodes"])


async def test_a_hidden_object_in_a_field_that_cannot_be_null_is_an_error(reader: Reader) -> None:
    answer = orjson.loads(await reader.body('mutation { must(issue: "iss_3") { title } }'))
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]) == (["must"], {"code": "INTERNAL"})


async def test_a_refused_argument_inside_leaves_nothing_of_the_operation(reader: Reader) -> None:
    answer = orjson.loads(await reader.body(TOUCH, first=0))
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["path"] == ["touch", "work", "recommendations"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_a_refused_argument_inside_an_event_nulls_the_nearest_field_that_may_be_null(reader: Reader) -> None:
    query = 'subscription { touched(ids: ["iss_1"]) { sections { column { sections(first: 0) { totalCount } } } } }'
    stream = await reader.schema.subscribe(query, None, context_value=reader.context(PUBLISHED))
    (result,) = [each async for each in stream]
    data = orjson.loads(orjson.dumps(result.data))
    assert data == {"touched": {"sections": [{"column": None}]}}
    assert result.errors
    (error,) = result.errors
    assert error.path == ["touched", "sections", "column", "sections"]


async def test_what_was_refused_once_is_answered_when_it_is_asked_rightly(reader: Reader) -> None:
    await reader.body(TOUCH, first=0)
    assert (await reader.ask(TOUCH, first=1))["touch"]["work"]["recommendations"] == {"totalCount": 2}


async def test_an_aliased_field_has_its_own_plan(reader: Reader) -> None:
    data = await reader.ask('mutation { a: must(issue: "iss_1") { title } b: must(issue: "iss_1") { slug } }')
    assert data == {"a": {"title": "Numéro 1"}, "b": {"slug": "n-1"}}


async def events(reader: Reader, query: str, view: View = PUBLISHED, **variables: Any) -> list[bytes]:
    """Return the data of each event of a subscription that must have no errors."""
    stream = await reader.schema.subscribe(query, variables, context_value=reader.context(view))
    results = []
    async for result in stream:
        assert not result.errors
        results.append(orjson.dumps(result.data))
    return results


async def test_each_event_of_a_subscription_is_one_statement_with_what_the_viewer_may_see(reader: Reader) -> None:
    query = "subscription($ids: [ID!]!) { touched(ids: $ids) { title sections { column { name } } } }"
    ids = ["iss_1", "iss_3", "iss_2"]
    column = b'"sections":[{"column":{"name":"La colonne"}}]'
    first, second, third = (b'{"touched":{"title":"Num\xc3\xa9ro %d",%s}}' % (number, column) for number in (1, 2, 3))
    assert await events(reader, query, ids=ids) == [first, b'{"touched":null}', second]
    assert reader.database.statements == 3
    assert await events(reader, query, DRAFT, ids=ids) == [first, third, second]


async def test_an_instant_to_come_is_read_as_queries_read_it(reader: Reader) -> None:
    asked: list[datetime] = []

    async def foresee(at: datetime, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        asked.append(at)
        return await reader.database.fetch(sql, values, seconds)

    reader.schema.engine.foresee = foresee
    tomorrow, touched = NOW + timedelta(days=1), 'subscription { touched(ids: ["iss_1"]) { title } }'
    for view in (PUBLISHED, DRAFT, View(AHEAD, tomorrow)):
        assert await events(reader, touched, view) == ['{"touched":{"title":"Numéro 1"}}'.encode()]
    assert asked == [tomorrow]


async def test_two_operations_of_one_document_keep_their_own_plans(seeded_url: str) -> None:
    text = """
        mutation Title($id: ID!) { must(issue: $id) { title } }
        mutation Number($id: ID!) { must(issue: $id) { number } }
    """
    async with reading(seeded_url, schema_with_refs()) as reader:
        attach_transactions(reader, seeded_url)
        latest = (await reader.ask("{ latestIssue { id title number } }"))["latestIssue"]
        for name, field in (("Title", "title"), ("Number", "number")):
            context = reader.context(PUBLISHED)
            result = await reader.schema.execute(text, {"id": latest["id"]}, context, operation_name=name)
            assert orjson.loads(orjson.dumps(result.data)) == {"must": {field: latest[field]}}
