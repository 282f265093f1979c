"""Names while they are typed: those that begin so, then those that have a word that does; nothing that is hidden."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema.db import write_transaction
from schema.graphql import build_schema
from schema.visibility import DRAFT, PUBLIC, PUBLISHED, View
from tests.reader import NOW, reading
from tests.schema.content import column, issue, organization, person, pick, published, work

SUGGEST = """
query Suggest($prefix: String!, $types: [SearchType!], $first: Int) {
  suggest(prefix: $prefix, types: $types, first: $first) {
    text type node { __typename id ... on Work { title } ... on Person { name } }
  }
}
"""
SCHEMA = build_schema()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def url(database_url: str, engine: sa.Engine) -> str:
    """A database with some names, one of them scheduled and one of them in a draft."""
    with write_transaction(engine) as session:
        films = [
            work(session, "le-grand-bleu", title="Le Grand Bleu"),
            work(session, "grand-hotel", title="Grand Hôtel"),
            work(session, "spider-man", title="Spider-Man", aliases=["L’Homme-araignée"]),
            work(session, "ete", title="L’Été meurtrier", original_title="One Deadly Summer"),
        ]
        someone = person(session, "grand", name="Pierre Grand")
        studio = organization(session, "grandeur", name="Grandeur nature")
        name = column(session, "grands-formats")
        sections = [{"column_id": name, "people": [someone], "organizations": [studio],
                     "recommendations": [pick(film) for film in films]}]  # fmt: skip
        published(session, title="Grandes vacances", sections=sections)
        due = work(session, "grand-soir", title="Le Grand Soir")
        published(session, "due", at=LATER, title="À venir", sections=[{"recommendations": [pick(due)]}])
        hidden = work(session, "grand-jeu", title="Grand jeu")
        issue(session, "draft", title="Brouillon", sections=[{"recommendations": [pick(hidden)]}])
    return database_url


async def texts(url: str, prefix: str, view: View = PUBLISHED, **variables: Any) -> list[str]:
    async with reading(url, SCHEMA) as reader:
        answer = await reader.ask(SUGGEST, view, prefix=prefix, **variables)
        assert reader.database.statements == 1
    return [each["text"] for each in answer["suggest"]]


async def test_names_that_begin_so_come_before_those_that_have_a_word_that_does(url: str) -> None:
    assert await texts(url, "gran") == [
        "Grand Hôtel",
        "Grandes vacances",
        "Grandeur nature",
        "Grands-Formats",
        "Pierre Grand",
        "Le Grand Bleu",
    ]
    assert await texts(url, "gran", first=2) == ["Grand Hôtel", "Grandes vacances"]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("GRAND H", "Grand Hôtel"),
        ("  grand hô", "Grand Hôtel"),
        ("bleu", "Le Grand Bleu"),
        ("l'ete", "L’Été meurtrier"),
        ("été m", "L’Été meurtrier"),
        ("deadly", "One Deadly Summer"),
        ("spiderm", "Spider-Man"),
        ("spider m", "Spider-Man"),
        ("araignee", "L’Homme-araignée"),
        ("meurtreir", "L’Été meurtrier"),
        ("le grnad b", "Le Grand Bleu"),
    ],
)
async def test_case_accents_signs_and_one_typo_do_not_matter(url: str, typed: str, completed: str) -> None:
    found = await texts(url, typed)
    assert found == ([completed] if typed != "le grnad b" else [])


async def test_a_suggestion_tells_what_is_called_so(url: str) -> None:
    async with reading(url, SCHEMA) as reader:
        answer = await reader.ask(SUGGEST, prefix="araign")
    (found,) = answer["suggest"]
    assert (found["type"], found["node"]["__typename"], found["node"]["title"]) == ("WORK", "Film", "Spider-Man")


async def test_types_are_those_that_are_asked_for(url: str) -> None:
    assert await texts(url, "gran", types=["PERSON", "COLUMN"]) == ["Grands-Formats", "Pierre Grand"]
    assert await texts(url, "gran", types=[]) == []
    assert await texts(url, "gran", types=["SECTION"]) == []


async def test_what_is_scheduled_is_suggested_from_its_second_on_and_a_draft_to_who_sees_drafts(url: str) -> None:
    eve, day = View(PUBLIC, LATER - timedelta(seconds=1)), View(PUBLIC, LATER)
    assert await texts(url, "grand s", eve) == []
    assert await texts(url, "grand s", day) == ["Le Grand Soir"]
    assert await texts(url, "grand j") == await texts(url, "grand j", day) == []
    assert await texts(url, "grand j", DRAFT) == ["Grand jeu"]
    assert await texts(url, "grand", DRAFT, types=["WORK"]) == [
        "Grand Hôtel",
        "Grand jeu",
        "Le Grand Bleu",
        "Le Grand Soir",
    ]


async def test_no_typo_is_put_right_by_a_name_that_is_hidden(url: str) -> None:
    assert await texts(url, "brouilon", DRAFT) == ["Brouillon"]
    assert await texts(url, "brouilon") == []


@pytest.mark.parametrize(
    "typed", ["", " ", "'", "l’", '"', "%", "_", "\\", "*", "☃", "'; DROP TABLE works; --", "é" * 500]
)
async def test_whatever_is_typed_is_answered(url: str, typed: str) -> None:
    assert await texts(url, typed) == (
        ["Le Grand Bleu", "L’Été meurtrier", "L’Homme-araignée"] if typed == "l’" else []
    )


async def test_a_number_out_of_range_is_refused(url: str) -> None:
    async with reading(url, SCHEMA) as reader:
        for first in (0, 21):
            assert b"`first` takes a number from 1 to 20." in await reader.body(SUGGEST, prefix="g", first=first)


async def test_suggestions_are_read_from_indexes(url: str, engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("of few rows PostgreSQL reads the table")
    async with reading(url, SCHEMA) as reader:
        await reader.ask(SUGGEST, prefix="gran")
        sql, values = reader.database.last
    with engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(values))]
    reads = {line for line in plan if line.startswith(("SEARCH search_", "SCAN search_", "SEARCH l ", "SEARCH d "))}
    assert reads == {
        "SEARCH search_labels USING PRIMARY KEY (kind=? AND later=? AND label>? AND label<?)",
        "SEARCH l USING COVERING INDEX ix_search_labels_label (label>? AND label<?)",
        "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)",
    }


async def test_suggestions_are_read_from_indexes_where_there_are_many_names(url: str, engine: sa.Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("its plans do not depend on what there is")
    async with reading(url, SCHEMA) as reader:
        await reader.ask(SUGGEST, prefix="grnd")
        sql, values = reader.database.last
    given = ", ".join("'" + str(value).replace("'", "''") + "'" for value in values)
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(
            "INSERT INTO search_labels (kind, later, label, document, name) "
            "SELECT 1 + mod(n, 2), n / 10000, md5(n::text), n, 0 FROM generate_series(1, 19999) AS numbers(n)"
        )
        for statement in (
            "ANALYZE search_labels",
            "SET LOCAL plan_cache_mode = force_generic_plan",
            f"PREPARE suggest AS {sql}",
        ):
            connection.exec_driver_sql(statement)
        plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN EXECUTE suggest({given})")]
        transaction.rollback()
    assert not [line for line in plan if "Seq Scan on search_labels" in line], plan
