"""The texts of what was found, as the SQL that prints them: the raw material of fragments."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.sql.json_text import Coalesced, Concat, Escaped, JoinedSelect, json_array
from schema.rows import Model
from schema.search.documents import Kind
from schema.tables import (
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


def texts_of(row: Any, _env: Any) -> Any:
    """Return the expression of how a found row was found, and of its texts by their fields, the best first."""
    texts = sa.case(*((row.kind == sa.literal_column(str(kind.value)), _TEXTS[kind](row.id)) for kind in Kind))
    return Concat('{"match":"', row.match, '","texts":', Coalesced([texts], "[]"), "}")


def _pairs(*pairs: tuple[str, Any]) -> Concat:
    pieces: list[Any] = []
    for field, value in pairs:
        pieces += [f'{"," if pieces else ""}["{field}",', value, "]"]
    return Concat("[", *pieces, "]")


def _text(column: Any) -> Any:
    return Coalesced([Escaped(column)], "null")


def _select(table: Any, id_: Any, value: Any) -> Any:
    return sa.select(value).where(table.c.id == id_).scalar_subquery()


def _listed(link: Model, owner: str, target: Model, column: str, name: str, id_: Any) -> Any:
    links, targets = table_of(link).alias(), table_of(target).alias()
    rows = sa.select().select_from(links.join(targets, targets.c.id == links.c[column])).where(links.c[owner] == id_)
    return json_array(JoinedSelect(Escaped(targets.c[name]), rows, [links.c.position]))


def _work(id_: Any) -> Any:
    works = table_of(Work).alias()
    named: Sequence[tuple[str, Any]] = (
        ("NAME", _text(works.c.title)),
        ("ORIGINAL_TITLE", _text(works.c.original_title)),
        ("ALIAS", Coalesced([sa.type_coerce(works.c.aliases, sa.Text)], "[]")),
        ("SUMMARY", _text(works.c.summary)),
        ("TAG", _listed(WorkTag, "work_id", Tag, "tag_id", "name", id_)),
        ("CREDIT", _listed(Credit, "work_id", Person, "person_id", "name", id_)),
        ("CREDIT", _listed(WorkOrganization, "work_id", Organization, "organization_id", "name", id_)),
    )
    return _select(works, id_, _pairs(*named))


def _section(id_: Any) -> Any:
    sections, said = table_of(Section).alias(), table_of(Recommendation).alias()
    reasons = sa.select().select_from(said).where(said.c.section_id == id_, said.c.reason.is_not(None))
    named = (
        ("HEADING", _text(sections.c.heading)),
        ("REASON", json_array(JoinedSelect(Escaped(said.c.reason), reasons, [said.c.position]))),
        ("BODY", _text(sections.c.body_text)),
    )
    return _select(sections, id_, _pairs(*named))


def _issue(id_: Any) -> Any:
    issues = table_of(Issue).alias()
    return _select(issues, id_, _pairs(("NAME", _text(issues.c.title)), ("STANDFIRST", _text(issues.c.standfirst))))


def _named(model: Model, id_: Any) -> Any:
    table = table_of(model).alias()
    aliases = Coalesced([sa.type_coerce(table.c.aliases, sa.Text)], "[]")
    named = (("NAME", _text(table.c.name)), ("ALIAS", aliases), ("SUMMARY", _text(table.c.summary)))
    return _select(table, id_, _pairs(*named))


def _column(id_: Any) -> Any:
    columns = table_of(Column).alias()
    return _select(columns, id_, _pairs(("NAME", _text(columns.c.name)), ("SUMMARY", _text(columns.c.description))))


_TEXTS = {
    Kind.WORK: _work,
    Kind.PERSON: lambda id_: _named(Person, id_),
    Kind.ORGANIZATION: lambda id_: _named(Organization, id_),
    Kind.COLUMN: _column,
    Kind.ISSUE: _issue,
    Kind.SECTION: _section,
}
