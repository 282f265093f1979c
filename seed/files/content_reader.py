"""Reads the documents of stored content: export writes them, an import compares its changes with them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlmodel import Session

from schema import tables
from schema.kinds import KINDS
from schema.rows import Model, Row, fetch_rows
from seed.files import documents
from seed.files.mapping import to_details, to_document


class ContentReader:
    """Reads documents in one open transaction; all slugs are read once, at the start."""

    def __init__(self, session: Session) -> None:
        """Take the session."""
        self._session = session
        self._slugs: dict[str, str] = {}
        self._former_slugs: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, tables.Slug):
            if row["current"]:
                self._slugs[row["target_id"]] = row["slug"]
            else:
                self._former_slugs.setdefault(row["target_id"], []).append(row["slug"])

    def publication(self) -> documents.Publication | None:
        """Return the publication, if there is one."""
        rows = fetch_rows(self._session, tables.Publication)
        return to_document(documents.Publication, rows[0], self._slugs) if rows else None

    def columns(self) -> Iterator[documents.Column]:
        """Yield all columns."""
        for row in fetch_rows(self._session, tables.Column):
            yield self._document(documents.Column, row)

    def organizations(self) -> Iterator[documents.Organization]:
        """Yield all organisations."""
        for row in fetch_rows(self._session, tables.Organization):
            yield self._document(documents.Organization, row)

    def people(self) -> Iterator[documents.Person]:
        """Yield all people."""
        affiliations = self._owned(tables.Affiliation, documents.Affiliation, "person_id")
        for row in fetch_rows(self._session, tables.Person):
            yield self._document(documents.Person, row, affiliations=affiliations)

    def works(self) -> Iterator[documents.Work]:
        """Yield all works."""
        lists: dict[str, Mapping[str, list[Any]]] = {
            "credits": self._owned(tables.Credit, documents.Credit, "work_id"),
            "availability": self._owned(tables.Availability, documents.Availability, "work_id"),
            "external_ids": self._owned(tables.ExternalId, documents.ExternalId, "work_id"),
            "links": self._owned(tables.Link, documents.Link, "work_id"),
            "organizations": self._linked_slugs(tables.WorkOrganization, "work_id", "organization_id"),
            "tags": self._tags(),
        }
        kind_rows = {row["id"]: row for kind in KINDS.values() for row in fetch_rows(self._session, kind.row)}
        for row in fetch_rows(self._session, tables.Work):
            details = to_details(row["kind"], kind_rows[row["id"]], self._slugs)
            yield self._document(documents.Work, row | {"details": details}, **lists)

    def issues(self, ids: Collection[str] | None = None) -> Iterator[documents.Issue]:
        """Yield the issues with these ids, or all of them."""
        authors = self._linked_slugs(tables.IssueAuthor, "issue_id", "person_id", ids)
        sections = self._sections(ids)
        for row in fetch_rows(self._session, tables.Issue, "id", ids):
            yield self._document(documents.Issue, row, authors=authors, sections=sections)

    def issue(self, issue_id: str) -> documents.Issue:
        """Return one issue, which must exist."""
        return next(self.issues([issue_id]))

    def _sections(self, issues: Collection[str] | None) -> dict[str, list[documents.Section]]:
        rows = fetch_rows(self._session, tables.Section, "issue_id", issues)
        ids = None if issues is None else [row["id"] for row in rows]
        lists: dict[str, Mapping[str, list[Any]]] = {
            "recommendations": self._owned(tables.Recommendation, documents.Recommendation, "section_id", ids),
            "people": self._linked_slugs(tables.SectionPerson, "section_id", "person_id", ids),
            "organizations": self._linked_slugs(tables.SectionOrganization, "section_id", "organization_id", ids),
            "sources": self._owned(tables.Source, documents.Source, "section_id", ids),
            "key_figures": self._owned(tables.KeyFigure, documents.KeyFigure, "section_id", ids),
        }
        sections: dict[str, list[documents.Section]] = {}
        for row in rows:
            sections.setdefault(row["issue_id"], []).append(self._document(documents.Section, row, **lists))
        return sections

    def _document(
        self, model: type[documents.AnyContent], row: Row, **lists: Mapping[str, list[Any]]
    ) -> documents.AnyContent:
        """Return the document of a row with an id: its former slugs and its part of each list are added."""
        own_lists = {name: by_owner.get(row["id"], []) for name, by_owner in lists.items()}
        if "former_slugs" in model.model_fields:
            own_lists["former_slugs"] = self._former_slugs.get(row["id"], [])
        return to_document(model, row, self._slugs, **own_lists)

    def _owned(
        self, table: Model, model: type[documents.AnyContent], owner: str, ids: Collection[str] | None = None
    ) -> dict[str, list[documents.AnyContent]]:
        """Return the documents of an owned table, by their owner's id."""
        owned: dict[str, list[documents.AnyContent]] = {}
        for row in fetch_rows(self._session, table, owner, ids):
            owned.setdefault(row[owner], []).append(to_document(model, row, self._slugs))
        return owned

    def _linked_slugs(
        self, table: Model, owner: str, target: str, ids: Collection[str] | None = None
    ) -> dict[str, list[str]]:
        """Return the slugs that a link table leads to, by the owner's id."""
        slugs: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, table, owner, ids):
            slugs.setdefault(row[owner], []).append(self._slugs[row[target]])
        return slugs

    def _tags(self) -> dict[str, list[str]]:
        names = {row["id"]: row["name"] for row in fetch_rows(self._session, tables.Tag)}
        tags: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, tables.WorkTag):
            tags.setdefault(row["work_id"], []).append(names[row["tag_id"]])
        return tags
