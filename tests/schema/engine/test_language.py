"""GraphQL's tricky points, one by one, on a small magazine. The twin covers the rest."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.bases import table_of
from schema.engine import engine as engine_module
from schema.engine.errors import RequestErrors
from schema.engine.execution import EngineSchema
from schema.tables import Work
from schema.visibility import DRAFT, PUBLIC, PUBLISHED, View
from tests.conftest import fresh
from tests.databases import Databases
from tests.reader import Counted
from tests.schema import content
from tests.schema.engine.comparison import execute, serving
from tests.schema.engine.twin import GraphQLRequest
from tests.schema.engine.worlds import NOW

Ask = Callable[..., Coroutine[Any, Any, Any]]


def fill(url: str) -> None:
    """Write two issues, of which one is a draft, and a few works."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        write(session)
    engine.dispose()


def write(session: Session) -> None:
    person = content.person(session, "ada")
    series = content.work(session, "the-series", kind="SERIES", title="The Series", details={"seasons": 2})
    film = content.work(
        session,
        "the-film",
        title="Étoile",
        credits=[{"person_id": person, "role": "SELF"}],
        details={"runtime_minutes": 90, "is_documentary": True},
    )
    book = content.work(session, "the-book", kind="BOOK", title="zèbre", part_of_id=series, details={"page_count": 7})
    app = content.work(session, "the-app", kind="APP", title="Zoo")
    hidden = content.work(session, "hidden", title="Hidden")
    column = content.column(session, "news")
    works = [content.pick(each) for each in (film, book, app)]
    content.published(session, number=1, sections=[{"heading": "One", "column_id": column, "recommendations": works}])
    content.issue(session, "draft", sections=[{"column_id": column, "recommendations": [content.pick(hidden)]}])


@pytest.fixture
def filled(databases: Databases) -> Iterator[str]:
    """The URL of the magazine's database."""
    with fresh(databases, databases.template(fill, databases.migrated)) as url:
        yield url


@pytest.fixture
async def counting(filled: str) -> AsyncIterator[Counted]:
    """The magazine's database, which counts its statements."""
    counting = Counted(db.connect_read_only(filled))
    yield counting
    await counting.close()


@pytest.fixture
def schema(counting: Counted) -> EngineSchema:
    """The schema on the magazine."""
    return serving(counting)


@pytest.fixture
def ask(schema: EngineSchema) -> Ask:
    """A function that sends a query and returns `data` as JSON text and the errors as (code, path)."""

    async def asking(text: str, view: View = PUBLISHED, **variables: Any) -> tuple[str, list[Any]]:
        result = await execute(schema, GraphQLRequest(text, variables), view)
        errors = [(error.extensions["code"], error.path) for error in result.errors or []]
        return orjson.dumps(result.data).decode(), errors

    return asking


async def good(ask: Ask, text: str, **variables: Any) -> str:
    """Return the JSON text of an answer that must have no errors."""
    data, errors = await ask(text, **variables)
    assert errors == []
    return str(data)


# Selections


async def test_the_answer_has_the_keys_in_the_order_of_the_question(ask: Ask) -> None:
    text = '{ b: work(slug: "the-film") { title slug kind } __typename a: work(slug: "the-book") { slug title } }'
    assert await good(ask, text) == (
        '{"b":{"title":"Étoile","slug":"the-film","kind":"FILM"},"__typename":"Query",'
        '"a":{"slug":"the-book","title":"zèbre"}}'
    )


async def test_fields_that_are_asked_for_twice_are_merged_at_the_first_place(ask: Ask) -> None:
    text = """
        query { work(slug: "the-film") { ...A slug credits { person { slug } } title } }
        fragment A on Work { title credits { role ... on Credit { person { name } } } }
    """
    assert await good(ask, text) == (
        '{"work":{"title":"Étoile","credits":[{"role":"SELF","person":{"name":"Ada","slug":"ada"}}],"slug":"the-film"}}'
    )


async def test_two_kinds_may_ask_for_their_fields_in_different_orders(ask: Ask) -> None:
    text = """{ works { nodes {
        ... on Film { kind a: slug title }
        ... on Book { title a: slug kind }
        ... on App { a: slug }
    } } }"""
    assert await good(ask, text) == (
        '{"works":{"nodes":[{"kind":"FILM","a":"the-film","title":"Étoile"},{},'
        '{"title":"zèbre","a":"the-book","kind":"BOOK"},{"a":"the-app"}]}}'
    )


async def test_the_first_field_may_be_one_that_only_one_kind_has(ask: Ask) -> None:
    text = "{ works { nodes { ... on Film { runtimeMinutes } title ... on Book { pageCount } } } }"
    assert await good(ask, text) == (
        '{"works":{"nodes":[{"runtimeMinutes":90,"title":"Étoile"},{"title":"The Series"},'
        '{"title":"zèbre","pageCount":7},{"title":"Zoo"}]}}'
    )


async def test_a_kind_of_which_nothing_is_asked_is_an_empty_object(ask: Ask) -> None:
    text = "{ works { nodes { ... on Film { runtimeMinutes } } } }"
    assert await good(ask, text) == '{"works":{"nodes":[{"runtimeMinutes":90},{},{},{}]}}'


async def test_one_key_may_mean_another_field_for_each_kind(ask: Ask) -> None:
    text = "{ works { nodes { ... on Film { size: runtimeMinutes } ... on Book { size: pageCount } } } }"
    assert await good(ask, text) == '{"works":{"nodes":[{"size":90},{},{"size":7},{}]}}'


async def test_every_object_tells_its_type(ask: Ask) -> None:
    text = (
        "{ __typename works(first: 1) { __typename pageInfo { __typename } edges { __typename node { __typename } } } }"
    )
    assert await good(ask, text) == (
        '{"__typename":"Query","works":{"__typename":"WorkConnection","pageInfo":{"__typename":"PageInfo"},'
        '"edges":[{"__typename":"WorkEdge","node":{"__typename":"Film"}}]}}'
    )


async def test_introspection_and_content_stand_in_one_answer(ask: Ask, counting: Counted) -> None:
    text = '{ a: work(slug: "the-app") { title } __type(name: "App") { name } viewer { name } b: columns { slug } }'
    assert await good(ask, text) == (
        '{"a":{"title":"Zoo"},"__type":{"name":"App"},"viewer":{"name":null},"b":[{"slug":"news"}]}'
    )
    assert counting.statements == 1


async def test_skip_and_include_decide_for_each_request(ask: Ask) -> None:
    text = 'query ($b: Boolean!) { work(slug: "the-app") { title @include(if: $b) slug @skip(if: $b) } }'
    assert await good(ask, text, b=True) == '{"work":{"title":"Zoo"}}'
    assert await good(ask, text, b=False) == '{"work":{"slug":"the-app"}}'


@pytest.mark.parametrize("field", ['work(slug: "the-film")', "works(first: 1) { nodes"])
async def test_a_selection_may_have_1500_aliases(ask: Ask, field: str) -> None:
    aliases = " ".join(f"a{number}: title" for number in range(1_500))
    text = f"{{ {field} {{ {aliases} }} }}" + (" }" if "{" in field else "")
    data = orjson.loads(await good(ask, text))
    found = data["work"] if "work" in data else data["works"]["nodes"][0]
    assert list(found.items()) == [(f"a{number}", "Étoile") for number in range(1_500)]


async def test_a_selection_may_be_25_levels_deep(ask: Ask) -> None:
    around = ["issue", "sections", "recommendations", "section"]
    levels = ["latestIssue", *(around[1 + number % 4 - 4] for number in range(24))]
    data = orjson.loads(await good(ask, " { ".join(["", *levels]) + " { __typename " + "} " * 26))
    for level in levels:
        data = data[level]
        data = data[0] if isinstance(data, list) else data
    assert data == {"__typename": "Issue"}


async def test_nested_pages_and_kinds_may_be_25_levels_deep(ask: Ask) -> None:
    around = ["recommendations(first: 1)", "nodes", "work", "partOf", "parts"]
    levels = ['work(slug: "the-book")', *(around[number % 5] for number in range(24))]
    data = orjson.loads(await good(ask, " { ".join(["", *levels]) + " { __typename " + "} " * 26))
    assert data["work"]["recommendations"]["nodes"][0]["work"]["partOf"]["parts"][0]["recommendations"]["nodes"]


# Texts


async def test_texts_are_in_the_order_of_their_folded_letters_and_not_of_a_locale(ask: Ask) -> None:
    assert await good(ask, "{ works { nodes { title } } }") == (
        '{"works":{"nodes":[{"title":"Étoile"},{"title":"The Series"},{"title":"zèbre"},{"title":"Zoo"}]}}'
    )


@pytest.mark.parametrize(
    "text", ["\x01\x1f\x7f\u2028", 'quote " and \\', "👩🏽\u200d🚀", "e\u0301 שלום", "it's :p1 %s $1"]
)
async def test_a_text_is_printed_as_json_prints_it(filled: str, ask: Ask, text: str) -> None:
    works = table_of(Work)
    engine = db.connect(filled)
    with db.write_transaction(engine) as session:
        session.execute(sa.update(works).where(works.c.slug == "the-app").values(summary=text))
    engine.dispose()
    expected = orjson.dumps({"work": {"summary": text}}).decode()
    assert await good(ask, '{ work(slug: "the-app") { summary } }') == expected


# Refusals


@pytest.mark.parametrize(
    ("text", "data", "errors"),
    [
        ("{ works(first: 0) { totalCount } }", "null", [("BAD_USER_INPUT", ["works"])]),
        ("{ works(last: 101) { totalCount } }", "null", [("BAD_USER_INPUT", ["works"])]),
        ("{ a: works(first: 1, last: 1) { totalCount } }", "null", [("BAD_USER_INPUT", ["a"])]),
        ('{ works(after: "zz") { totalCount } }', "null", [("INVALID_CURSOR", ["works"])]),
        ('{ node(id: "zz") { id } }', '{"node":null}', [("INVALID_ID", ["node"])]),
        ("{ issue { title } }", '{"issue":null}', [("BAD_USER_INPUT", ["issue"])]),
        ('{ issue(slug: "x", number: 1) { title } }', '{"issue":null}', [("BAD_USER_INPUT", ["issue"])]),
        ('{ issue(slug: "nul \\u0000") { title } }', '{"issue":null}', [("BAD_USER_INPUT", ["issue"])]),
    ],
)
async def test_a_bad_argument_is_refused_before_any_statement(
    ask: Ask, counting: Counted, text: str, data: str, errors: list[Any]
) -> None:
    assert await ask(text) == (data, errors)
    assert counting.statements == 0


async def test_what_is_refused_nulls_the_nearest_nullable_field(ask: Ask, counting: Counted) -> None:
    text = """{
        w: work(slug: "the-app") { title }
        latestIssue { sections { column { sections(first: 0) { totalCount } } } }
    }"""
    assert await ask(text) == (
        '{"w":{"title":"Zoo"},"latestIssue":{"sections":[{"column":null}]}}',
        [("BAD_USER_INPUT", ["latestIssue", "sections", "column", "sections"])],
    )
    assert counting.statements == 1


async def test_of_several_ids_each_bad_one_has_its_error(ask: Ask) -> None:
    text = '{ nodes(ids: ["zz", "wrk_no", ""]) { id } }'
    assert await ask(text) == (
        '{"nodes":[null,null,null]}',
        [("INVALID_ID", ["nodes", 0]), ("INVALID_ID", ["nodes", 2])],
    )


async def test_items_that_may_be_null_stop_a_refusal(ask: Ask) -> None:
    text = '{ nodes(ids: ["wrk_a", "wrk_b"]) { ... on Work { recommendations(first: 0) { totalCount } } } }'
    assert await ask(text) == ('{"nodes":[null,null]}', [("BAD_USER_INPUT", ["nodes", "recommendations"])])


async def test_a_plan_that_was_good_before_tells_of_bad_ids_now(ask: Ask) -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await ask(text, ids=["wrk_no"]) == ('{"nodes":[null]}', [])
    assert await ask(text, ids=["wrk_no", "zz"]) == ('{"nodes":[null,null]}', [("INVALID_ID", ["nodes", 1])])


async def test_a_refusal_is_told_once_even_where_each_kind_is_planned_apart(ask: Ask) -> None:
    text = """
        { work(slug: "the-book") { ... on Film { ...A ...B } ... on Book { ...B ...A } } }
        fragment A on Work { slug }
        fragment B on Work { partOf { recommendations(first: 0) { totalCount } } }
    """
    assert await ask(text) == (
        '{"work":{"partOf":null,"slug":"the-book"}}',
        [("BAD_USER_INPUT", ["work", "partOf", "recommendations"])],
    )


async def test_a_null_for_a_directive_is_the_clients_mistake(ask: Ask) -> None:
    text = 'query ($b: Boolean = true) { work(slug: "the-app") { title @include(if: $b) } }'
    data, errors = await ask(text, b=None)
    assert (data, errors) == ('{"work":null}', [("BAD_USER_INPUT", ["work"])])


async def test_it_is_so_inside_of_what_python_answers_too(ask: Ask) -> None:
    data, errors = await ask("query ($b: Boolean = true) { viewer { name @skip(if: $b) } __typename }", b=None)
    assert (data, errors) == ("null", [("BAD_USER_INPUT", ["viewer"])])


@pytest.mark.parametrize("field", ['work(slug: "the-app") { title %s }', "viewer { name %s }", "__typename %s"])
async def test_such_a_null_is_told_in_the_words_of_graphql(schema: EngineSchema, field: str) -> None:
    text = f"query ($b: Boolean = true) {{ {field % '@include(if: $b)'} }}"
    result = await execute(schema, GraphQLRequest(text, {"b": None}), PUBLISHED)
    (error,) = result.errors
    assert error.message.endswith("not to be null.")


async def test_half_a_pair_of_code_units_beside_introspection_is_no_fault_of_ours(ask: Ask) -> None:
    text = "query ($slug: String!, $no: Boolean!) { __typename work(slug: $slug) @include(if: $no) { title } }"
    assert await ask(text, slug="\ud800", no=False) == ('{"__typename":"Query"}', [])
    text = text.replace("__typename", "__schema { queryType { name } }")
    assert await ask(text, slug="\ud800", no=False) == ('{"__schema":{"queryType":{"name":"Query"}}}', [])


async def test_errors_speak_of_the_request_and_not_of_python(schema: EngineSchema) -> None:
    result = await execute(schema, GraphQLRequest('{ a: works(after: "zz") { totalCount } }', {}), PUBLISHED)
    assert [error.message for error in result.errors] == [
        "This is not a cursor of this list and order; use one as an answer gave it."
    ]


# Visibility


async def test_what_the_viewer_may_not_see_is_as_if_it_did_not_exist(ask: Ask) -> None:
    text = '{ works { totalCount } column(slug: "news") { sections { totalCount } } work(slug: "hidden") { id } }'
    public = '{"works":{"totalCount":4},"column":{"sections":{"totalCount":1}},"work":null}'
    assert await good(ask, text) == public
    data, _ = await ask(text, DRAFT)
    assert data != public
    assert await good(ask, text) == public


# Paging


async def test_a_cursor_stays_right_when_its_row_is_gone_and_others_come(filled: str, ask: Ask) -> None:
    first = orjson.loads(await good(ask, "{ works(first: 2) { pageInfo { endCursor } nodes { slug } } }"))["works"]
    assert first["nodes"] == [{"slug": "the-film"}, {"slug": "the-series"}]
    engine = db.connect(filled)
    with db.write_transaction(engine) as session:
        book = content.work(session, "the-book", kind="BOOK", title="zèbre", part_of_id=None)
        early = content.work(session, "early", title="Aaa")
        works = [content.pick(each) for each in (book, early)]
        writes.save_issue(session, {"slug": "issue", "sections": [{"heading": "One", "recommendations": works}]})
    engine.dispose()
    text = "query ($c: String) { works(after: $c) { nodes { slug } pageInfo { hasPreviousPage } } }"
    assert await good(ask, text, c=first["pageInfo"]["endCursor"]) == (
        '{"works":{"nodes":[{"slug":"the-book"}],"pageInfo":{"hasPreviousPage":true}}}'
    )


# Plans


async def test_plans_are_kept_and_the_least_recently_used_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, counting: Counted
) -> None:
    schema = serving(counting)
    prepared = schema.engine.prepare('{ a0: work(slug: "the-app") { title } }', None, None)
    weights = prepared.document.weight, schema.engine.plan(prepared, PUBLIC).weight
    monkeypatch.setattr(engine_module, "DOCUMENT_BYTES", 4 * weights[0] - 1)
    monkeypatch.setattr(engine_module, "STATEMENT_BYTES", 4 * weights[1] - 1)
    schema = serving(counting)
    planned = []
    plan = engine_module.Engine.plan

    def noting(self: Any, prepared: Any, read_scope: Any, **options: Any) -> Any:
        planned.append(prepared.document.text)
        return plan(self, prepared, read_scope, **options)

    monkeypatch.setattr(engine_module.Engine, "plan", noting)
    texts = [f'{{ a{number}: work(slug: "the-app") {{ title }} }}' for number in range(4)]
    for text in (texts[0], texts[1], texts[0], texts[2], texts[3], texts[0], texts[1]):
        result = await execute(schema, GraphQLRequest(text, {}), PUBLISHED)
        assert orjson.loads(orjson.dumps(result.data)) == {text[2:4]: {"title": "Zoo"}}
    assert planned == [*texts, texts[1]]
    assert len(schema.engine.statements) == len(schema.engine.documents) == 3


async def test_padded_documents_are_kept_by_their_weight(schema: EngineSchema) -> None:
    for number in range(50):
        text = f"{{ latestIssue {{ slug }} }} # {number}" + "x" * 90_000
        schema.engine.statement(schema.engine.prepare(text, None, None), PUBLIC)
    assert 1 <= len(schema.engine.documents) < 10
    assert 1 <= len(schema.engine.statements) < 10


async def test_long_documents_that_are_refused_are_not_kept(schema: EngineSchema) -> None:
    for padding, kept in (("", 1), ("x" * 4_000, 1)):
        with pytest.raises(RequestErrors):
            schema.engine.prepare("{ nothing } #" + padding, None, None)
        assert len(schema.engine.documents) == kept


async def test_what_is_more_than_a_cache_may_hold_is_answered(
    monkeypatch: pytest.MonkeyPatch, counting: Counted
) -> None:
    monkeypatch.setattr(engine_module, "DOCUMENT_BYTES", 10)
    monkeypatch.setattr(engine_module, "STATEMENT_BYTES", 10)
    schema = serving(counting)
    result = await execute(schema, GraphQLRequest("{ latestIssue { slug } }", {}), PUBLISHED)
    assert result.errors is None
    assert len(schema.engine.statements) == len(schema.engine.documents) == 0


async def test_one_plan_serves_all_values_of_a_variable_but_page_sizes(schema: EngineSchema, ask: Ask) -> None:
    text = "query ($n: Int, $k: [WorkKind!]) { works(first: $n, filter: {kind: $k}) { nodes { slug } } }"
    assert await good(ask, text, n=1, k=["APP"]) == '{"works":{"nodes":[{"slug":"the-app"}]}}'
    assert (
        await good(ask, text, n=2, k=["APP", "BOOK"]) == '{"works":{"nodes":[{"slug":"the-book"},{"slug":"the-app"}]}}'
    )
    assert await good(ask, text, n=2, k=[]) == '{"works":{"nodes":[]}}'
    assert len(schema.engine.statements) == 2


async def test_what_was_prepared_is_planned_once_refused_or_not(
    monkeypatch: pytest.MonkeyPatch, schema: EngineSchema, ask: Ask
) -> None:
    page = orjson.loads(await good(ask, "{ works(first: 1) { pageInfo { endCursor } } }"))["works"]["pageInfo"]
    engine, environment = schema.engine, {"now": NOW, "base_url": "https://liane.example"}
    text = "query ($c: String) { works(after: $c) { nodes { slug } } columns { slug } }"
    for cursor, refused in ((page["endCursor"], False), ("no cursor", True)):
        prepared = engine.prepare(text, {"c": cursor}, None)
        first = await engine.run(prepared, PUBLISHED.read_scope, environment)
        assert bool(first.statement.errors) is refused
        with monkeypatch.context() as patched:
            patched.setattr(engine, "plan", lambda *_, **__: pytest.fail("it was planned again"))
            patched.setattr(engine, "statement", lambda *_, **__: pytest.fail("it was looked up again"))
            assert (await engine.run(prepared, PUBLISHED.read_scope, environment)).statement is first.statement


# Failures


async def test_a_failing_database_is_one_error_that_tells_nothing(
    filled: str, schema: EngineSchema, caplog: pytest.LogCaptureFixture
) -> None:
    engine = db.connect(filled)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE works RENAME TO elsewhere"))
    engine.dispose()
    result = await execute(schema, GraphQLRequest("{ columns { slug } works { nodes { slug } } }", {}), PUBLISHED)
    assert result.data is None
    assert [(error.extensions, error.path) for error in result.errors] == [({"code": "INTERNAL"}, None)]
    assert "works" not in result.errors[0].message
    assert "works" in caplog.text
