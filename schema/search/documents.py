"""What of the content is found by which words: the sources of documents, read for some rows of a table at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from enum import IntEnum
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import Among
from schema.bases import table_of
from schema.rows import Model, Row
from schema.search.analysis import Source
from schema.tables import (
    Affiliation,
    Column,
    Credit,
    Issue,
    Organization,
    Person,
    Recommendation,
    Section,
    Tag,
    Work,
    WorkOrganization,
    WorkTag,
)
from schema.vocabulary import RecommendationRole

NONE: Mapping[str, Row] = {}


class Kind(IntEnum):
    """The kinds of documents, in the order of those that appeared in the same second."""

    WORK = 1
    PERSON = 2
    ORGANIZATION = 3
    COLUMN = 4
    ISSUE = 5
    SECTION = 6


KINDS: Mapping[str, Kind] = {
    "Issue": Kind.ISSUE,
    "Section": Kind.SECTION,
    "Work": Kind.WORK,
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANIZATION,
    "Column": Kind.COLUMN,
}
"""The kind of each model's documents, by its name in the log."""
MODELS: Mapping[Kind, Model] = {
    Kind.ISSUE: Issue,
    Kind.SECTION: Section,
    Kind.WORK: Work,
    Kind.PERSON: Person,
    Kind.ORGANIZATION: Organization,
    Kind.COLUMN: Column,
}


class Found(NamedTuple):
    """A row of the content as it is found: from when on readers see it, and what its document is made of.

    A section has an issue and a place in it.
    """

    id: str
    kind: Kind
    visible_from: datetime | None
    source: Source
    issue_id: str = ""
    position: int = 0

    @property
    def digest(self) -> str:
        """What is another where the document is another."""
        return blake2b(repr(self.source).encode(), digest_size=8).hexdigest()


def read(session: Session, kind: Kind, ids: Collection[str], known: Mapping[str, Row] = NONE) -> Iterator[Found]:
    """Yield what is found of some rows of a kind; those that there are not are left out.

    Args:
        session: the open transaction.
        kind: theirs.
        ids: theirs.
        known: rows that need not be read, by id; that of a section with the ``language`` of its issue.
    """
    among = {"among": list(ids)}
    texts: dict[str, list[str]] = defaultdict(list)
    if kind in _TEXTS:
        for row_id, _, text in session.execute(_TEXTS[kind](), among):
            texts[row_id].append(text)
    rows = [known[row_id] for row_id in ids if row_id in known]
    if len(rows) < len(ids):
        unknown = {"among": [row_id for row_id in ids if row_id not in known]}
        rows += [dict(row) for row in session.execute(_select_rows(kind), unknown).mappings()]
    for row in rows:
        yield _FOUND[kind](row, texts[row["id"]])


@cache
def _select_rows(kind: Kind) -> "sa.Select[Any]":
    table = table_of(MODELS[kind])
    rows = sa.select(*(table.c[name] for name in _COLUMNS[kind]))
    if kind is Kind.SECTION:
        issues = table_of(Issue)
        rows = rows.add_columns(issues.c.language).join(issues, issues.c.id == table.c.issue_id)
    return rows.where(Among(table.c.id))


_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ISSUE: ("id", "visible_from", "title", "standfirst", "language"),
    Kind.SECTION: ("id", "visible_from", "issue_id", "position", "heading", "body_text"),
    Kind.WORK: ("id", "visible_from", "title", "original_title", "aliases", "summary", "year"),
    Kind.PERSON: ("id", "visible_from", "name", "aliases", "summary"),
    Kind.ORGANIZATION: ("id", "visible_from", "name", "aliases", "summary"),
    Kind.COLUMN: ("id", "visible_from", "name", "description"),
}


def _texts(*selects: "sa.Select[Any]") -> "sa.CompoundSelect[Any]":
    """Unite SELECTs of an id, a place and a text, in that order."""
    united = sa.union_all(*selects)
    return united.order_by(*(sa.text(str(number)) for number in (1, 2)))


def _linked(link: Model, owner: str, target: Model, column: str, name: str, place: int) -> "sa.Select[Any]":
    """Select a text of the rows that a list of ``owner`` names, after what has a lower ``place``."""
    links, targets = table_of(link), table_of(target)
    return (
        sa.select(links.c[owner], links.c.position + place, targets.c[name])
        .join(targets, targets.c.id == links.c[column])
        .where(Among(links.c[owner]))
    )


@cache
def _texts_of_works() -> "sa.CompoundSelect[Any]":
    works, wholes = table_of(Work), table_of(Work).alias("wholes")
    whole = (
        sa.select(works.c.id, sa.literal_column("0"), wholes.c.title)
        .join(wholes, wholes.c.id == works.c.part_of_id)
        .where(Among(works.c.id))
    )
    return _texts(
        whole,
        _linked(WorkTag, "work_id", Tag, "tag_id", "name", 0),
        _linked(Credit, "work_id", Person, "person_id", "name", 10_000),
        _linked(WorkOrganization, "work_id", Organization, "organization_id", "name", 20_000),
    )


@cache
def _texts_of_people() -> "sa.CompoundSelect[Any]":
    affiliations = table_of(Affiliation)
    titles = sa.select(affiliations.c.person_id, affiliations.c.position, affiliations.c.title).where(
        Among(affiliations.c.person_id)
    )
    return _texts(titles, _linked(Affiliation, "person_id", Organization, "organization_id", "name", 10_000))


@cache
def _texts_of_sections() -> "sa.CompoundSelect[Any]":
    table = table_of(Recommendation)
    said = (Among(table.c.section_id), table.c.reason.is_not(None))
    titles = _linked(Recommendation, "section_id", Work, "work_id", "title", 10_000)
    chosen = [RecommendationRole.PICK.value, RecommendationRole.SUBJECT.value]
    return _texts(
        sa.select(table.c.section_id, table.c.position, table.c.reason).where(*said),
        titles.where(table.c.role.in_([sa.literal_column(f"'{role}'") for role in chosen])),
    )


_TEXTS = {Kind.WORK: _texts_of_works, Kind.PERSON: _texts_of_people, Kind.SECTION: _texts_of_sections}


def _issue(row: Row, texts: list[str]) -> Found:
    source = Source([row["title"]], _given(row["standfirst"], *texts), language=row["language"])
    return Found(row["id"], Kind.ISSUE, row["visible_from"], source)


def _section(row: Row, texts: list[str]) -> Found:
    source = Source([], _given(row["heading"], *texts), row["body_text"], row["language"])
    return Found(
        row["id"], Kind.SECTION, row["visible_from"], source, issue_id=row["issue_id"], position=row["position"]
    )


def _work(row: Row, texts: list[str]) -> Found:
    names = _given(row["title"], row["original_title"], *row["aliases"])
    year = str(row["year"]) if row["year"] else None
    source = Source(names, _given(row["summary"], *texts, year))
    return Found(row["id"], Kind.WORK, row["visible_from"], source)


def _person(row: Row, texts: list[str]) -> Found:
    source = Source([row["name"], *row["aliases"]], _given(row["summary"], *texts), of_person=True)
    return Found(row["id"], Kind.PERSON, row["visible_from"], source)


def _organization(row: Row, texts: list[str]) -> Found:
    source = Source([row["name"], *row["aliases"]], _given(row["summary"], *texts))
    return Found(row["id"], Kind.ORGANIZATION, row["visible_from"], source)


def _column(row: Row, texts: list[str]) -> Found:
    source = Source([row["name"]], _given(row["description"], *texts))
    return Found(row["id"], Kind.COLUMN, row["visible_from"], source)


_FOUND = {
    Kind.ISSUE: _issue,
    Kind.SECTION: _section,
    Kind.WORK: _work,
    Kind.PERSON: _person,
    Kind.ORGANIZATION: _organization,
    Kind.COLUMN: _column,
}


def _given(*texts: str | None) -> list[str]:
    return [text for text in texts if text]


@cache
def dependents(kind: Kind) -> Mapping[Kind, "sa.Select[Any]"]:
    """Select the rows, by their kinds, whose documents have the first names of some rows of a kind."""
    works, recommended = table_of(Work), table_of(Recommendation)
    credits_, bodies, held = table_of(Credit), table_of(WorkOrganization), table_of(Affiliation)
    selects: dict[Kind, dict[Kind, sa.Select[Any]]] = {
        Kind.WORK: {
            Kind.WORK: sa.select(works.c.id).where(Among(works.c.part_of_id)),
            Kind.SECTION: sa.select(recommended.c.section_id).where(Among(recommended.c.work_id)),
        },
        Kind.PERSON: {Kind.WORK: sa.select(credits_.c.work_id).where(Among(credits_.c.person_id))},
        Kind.ORGANIZATION: {
            Kind.WORK: sa.select(bodies.c.work_id).where(Among(bodies.c.organization_id)),
            Kind.PERSON: sa.select(held.c.person_id).where(Among(held.c.organization_id)),
        },
    }
    return selects.get(kind, {})
