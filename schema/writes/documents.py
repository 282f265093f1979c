"""Reads the documents of stored rows, and makes those of what is given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from schema import tables
from schema.documents import LISTS, PARTS, Listed, given_columns, given_values
from schema.kinds import KINDS
from schema.rows import Model, Row, Values, fetch_row, fetch_rows
from schema.writes.matching import NEW
from schema.writes.validation import validate, with_defaults


def read_document(session: Session, model: Model, row_id: str) -> Row:
    """Return the document of a stored row."""
    row = fetch_row(session, model, row_id) or {}
    document = given_values(model, row) | read_lists(session, model, row, LISTS[model])
    if model is tables.Issue:
        document["sections"] = _read_sections(session, row_id)
    return document | (read_details(session, row) if model is tables.Work else {})


def read_lists(session: Session, model: Model, row: Row, names: Iterable[str]) -> Row:
    """Return some lists of a row."""
    lists = {name: LISTS[model][name] for name in names if name in LISTS[model]}
    rows = {name: fetch_rows(session, listed.model, listed.owner, [row["id"]]) for name, listed in lists.items()}
    read: Row = {name: [_item(lists[name], each) for each in rows[name]] for name in rows}
    if "tags" in read:
        names_of_tags = {tag["id"]: tag["name"] for tag in fetch_rows(session, tables.Tag, "id", read["tags"])}
        read["tags"] = [names_of_tags[tag_id] for tag_id in read["tags"]]
    return read


def read_details(session: Session, work: Row) -> Row:
    """Return what only a work's kind has."""
    model = KINDS[work["kind"]].row
    return {"details": given_values(model, fetch_row(session, model, work["id"]) or {})}


def _read_sections(session: Session, issue_id: str) -> list[Row]:
    rows = fetch_rows(session, tables.Section, "issue_id", [issue_id])
    ids = [row["id"] for row in rows]
    documents = {row["id"]: given_values(tables.Section, row) for row in rows}
    for name, listed in LISTS[tables.Section].items():
        for document in documents.values():
            document[name] = []
        for item in fetch_rows(session, listed.model, listed.owner, ids):
            documents[item[listed.owner]][name].append(_item(listed, item))
    _add_recommendations(documents, fetch_rows(session, tables.Recommendation, "issue_id", [issue_id]))
    return list(documents.values())


def _add_recommendations(sections: Mapping[str, Row], rows: Iterable[Row]) -> None:
    for section in sections.values():
        section["recommendations"] = []
    for row in rows:
        sections[row["section_id"]]["recommendations"].append(given_values(tables.Recommendation, row))


def _item(listed: Listed, row: Values) -> Any:
    return row[listed.item] if listed.item else given_values(listed.model, row)


def issue_document(row: Row, lists: Values, sections: Sequence[Row], before: Values) -> Row:
    """Return the document of an issue that was just written, without reading it.

    Args:
        row: the issue's row.
        lists: what was given of its lists.
        sections: what the document says of its sections.
        before: the document before the write.
    """
    authors = list(dict.fromkeys(lists["authors"])) if "authors" in lists else before.get("authors", [])
    return given_values(tables.Issue, row) | {"authors": authors, "sections": sections}


def section_documents(
    sections: Sequence[tuple[Row, Values]], recommendations: Iterable[Row], before: Values
) -> list[Row]:
    """Return what the document of an issue says of sections that were just written, without reading them.

    Args:
        sections: their rows, each with what was given of its lists.
        recommendations: their rows, by position in each section.
        before: the document before the write.
    """
    known = {section["id"]: section for section in before.get("sections", ())}
    documents = {
        section["id"]: given_values(tables.Section, section)
        | {name: _given_items(name, given, known.get(section["id"], {})) for name in LISTS[tables.Section]}
        for section, given in sections
    }
    _add_recommendations(documents, recommendations)
    return list(documents.values())


def given_document(model: Model, values: Values, kind: str | None = None) -> Row:
    """Return values as they are given to a write function in the form of a document; what is left out is left out.

    Raises:
        Invalid: a value does not fit.
    """
    own = {name: values[name] for name in given_columns(model) if name in values}
    document = validate(model, own) | {name: values[name] for name in (NEW,) if name in values}
    for name in LISTS.get(model, {}).keys() & values.keys():
        document[name] = _items(LISTS[model][name], values[name])
    if "details" in values:
        document["details"] = validate(KINDS[str(values.get("kind") or kind)].row, values["details"])
    for name, part in PARTS.items():
        if name in values:
            document[name] = [given_document(part, each) for each in values[name]]
    return document


def _given_items(name: str, given: Values, before: Values) -> list[Any]:
    """Return a list of a section as it is stored: the given one, else that before the write."""
    if name not in given:
        return before.get(name) or []
    return _items(LISTS[tables.Section][name], given[name])


def _items(listed: Listed, given: Sequence[Any]) -> list[Any]:
    """Return given items as they are stored."""
    if listed.item:
        return list(dict.fromkeys(given))
    own = {"id": "", "position": 0, listed.owner: ""}
    rows = (with_defaults(listed.model, {**validate(listed.model, values), **own}) for values in given)
    return [given_values(listed.model, row) for row in rows]
