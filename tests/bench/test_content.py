"""The benchmark's content is what Liane's own write functions would have stored."""

from collections import defaultdict
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bench.content import Content, Size
from bench.load import load
from schema import db, tables, writes
from schema.bases import table_of
from schema.kinds import KINDS
from schema.search_tables import SearchDocument, SearchLabel, WorkWord
from tests.databases import Databases
from tests.reader import reading

SMALL = Size(issues=12, works=90, people=40)
DERIVED = {
    *("id", "visible_from", "created_at", "updated_at", "sort_key", "name_key", "title_key", "release_key"),
    *("body_html", "body_text", "word_count", "reading_minutes", "position"),
}
Rows = list[dict[str, Any]]


@pytest.fixture
def loaded_url(databases: Databases) -> Any:
    url = databases.create(databases.migrated)
    load(url, SMALL)
    yield url
    databases.drop(url)


def rows_of(session: Session, model: type[SQLModel]) -> Rows:
    table = table_of(model)
    stamps = {"created_at", "updated_at", "sequence", "at"}
    columns = [column for column in table.c if column.name not in stamps]
    found = session.execute(sa.select(*columns)).mappings()
    return sorted(map(dict, found), key=str)


def values_of(row: dict[str, Any], *dropped: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in DERIVED and name not in dropped}


def lists(session: Session, model: type[SQLModel], owner: str) -> dict[str, Rows]:
    """Return the rows of a list by owner, in order."""
    found: dict[str, Rows] = defaultdict(list)
    for row in sorted(rows_of(session, model), key=lambda row: row["position"]):
        found[row[owner]].append(row)
    return found


def write_again(source: Session, target: Session) -> None:
    """Write what the rows of ``source`` say to ``target``, through the write functions."""
    writes.save_publication(target, values_of(rows_of(source, tables.Publication)[0]))
    for row in rows_of(source, tables.Column):
        writes.save_column(target, values_of(row))
    for row in rows_of(source, tables.Organization):
        writes.save_organization(target, values_of(row))
    for row in rows_of(source, tables.Person):
        writes.save_person(target, values_of(row))
    write_works(source, target)
    write_issues(source, target)


def write_works(source: Session, target: Session) -> None:
    details = {row["id"]: values_of(row) for kind in KINDS.values() for row in rows_of(source, kind.row)}
    tag_names = {row["id"]: row["name"] for row in rows_of(source, tables.Tag)}
    tags = lists(source, tables.WorkTag, "work_id")
    owned: dict[str, dict[str, Rows]] = {
        name: lists(source, model, "work_id")
        for name, model in (
            ("credits", tables.Credit),
            ("availability", tables.Availability),
            ("external_ids", tables.ExternalId),
        )
    }
    for row in sorted(rows_of(source, tables.Work), key=lambda row: row["part_of_id"] is not None):
        values: dict[str, Any] = {
            name: [values_of(each, "work_id") for each in rows[row["id"]]] for name, rows in owned.items()
        }
        studios = [each["organization_id"] for each in lists(source, tables.WorkOrganization, "work_id")[row["id"]]]
        values |= {"details": details[row["id"]], "tags": [tag_names[each["tag_id"]] for each in tags[row["id"]]]}
        writes.save_work(target, {**values_of(row), **values, "organizations": studios})


def write_issues(source: Session, target: Session) -> None:
    recommendations = lists(source, tables.Recommendation, "section_id")
    sources = lists(source, tables.Source, "section_id")
    sections = lists(source, tables.Section, "issue_id")
    authors = lists(source, tables.IssueAuthor, "issue_id")
    for row in rows_of(source, tables.Issue):
        parts = [
            {
                **values_of(section, "issue_id"),
                "recommendations": [
                    values_of(each, "section_id", "issue_id") for each in recommendations[section["id"]]
                ],
                "sources": [values_of(each, "section_id") for each in sources[section["id"]]],
            }
            for section in sections[row["id"]]
        ]
        people = [each["person_id"] for each in authors[row["id"]]]
        writes.save_issue(target, {**values_of(row), "sections": parts, "authors": people})


def test_every_row_is_the_one_that_writing_the_same_content_makes(loaded_url: str, engine: sa.Engine) -> None:
    loaded = db.connect(loaded_url)
    with Session(loaded) as source, db.write_transaction(engine) as target:
        write_again(source, target)
        # What was loaded has no revisions yet, as what was stored by a version of Liane before they were kept.
        # Search finds nothing of it before `liane reindex`.
        unlike = {
            tables.Change,
            tables.Revision,
            SearchDocument,
            SearchLabel,
            WorkWord,
        }
        models = {mapper.class_ for mapper in SQLModel._sa_registry.mappers} - unlike
        for model in models:
            assert rows_of(source, model) == rows_of(target, model), model.__name__
        from_rows, from_writes = (
            {(row["type"], row["target_id"]) for row in rows_of(each, tables.Change) if row["action"] == "CREATED"}
            for each in (source, target)
        )
        assert from_rows == {each for each in from_writes if each[0] not in {"Publication", "Tag"}}
    loaded.dispose()


def test_every_visibility_is_the_one_that_the_issues_give(loaded_url: str) -> None:
    loaded = db.connect(loaded_url)
    with db.write_transaction(loaded) as session:
        assert writes.recompute_visibility(session) == 0
    loaded.dispose()


async def test_the_api_shows_all_of_it(loaded_url: str) -> None:
    query = """{
        issues { totalCount } works { totalCount } people { totalCount } recommendations { totalCount }
        latestIssue { slug sections { body { html } recommendations { work { title credits { person { name } } } } } }
    }"""
    async with reading(loaded_url) as reader:
        answer = await reader.ask(query)
    counted = {name: answer[name]["totalCount"] for name in ("issues", "works", "people", "recommendations")}
    assert counted == {"issues": 12, "works": 90, "people": 40, "recommendations": 180}
    sections = answer["latestIssue"]["sections"]
    assert [len(section["recommendations"]) for section in sections] == [3] * 5
    assert all(len(each["work"]["credits"]) == 3 for section in sections for each in section["recommendations"])
    assert all(len(section["body"]["html"]) > 1900 for section in sections)


def test_a_size_whose_recommendations_do_not_lead_to_every_work_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lead to every work"):
        Content(Size(issues=12, works=1000, people=40))
