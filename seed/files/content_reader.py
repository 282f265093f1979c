"""The documents of what the database holds: what export writes, and what an import is compared with."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlmodel import Session

from schema import tables
from schema.kinds import KINDS
from schema.rows import Model, Row, fetch_rows
from seed.files import documents
from seed.files.mapping import to_details, to_document


class ContentReader:
    """Reads documents from one open transaction; the slugs of everything are read once, at the start."""

    def __init__(self, session: Session) -> None:
        """Take the session."""
        self._session = session
        self._slugs: dict[str, str] = {}
        self._former: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, tables.Slug):
            if row["current"]:
                self._slugs[row["target_id"]] = row["slug"]
            else:
                self._former.setdefault(row["target_id"], []).append(row["slug"])

    def publication(self) -> documents.Publication | None:
        """Give the publication, when there is one."""
        rows = fetch_rows(self._session, tables.Publication)
        return to_document(documents.Publication, rows[0], self._slugs) if rows else None

    def columns(self) -> Iterator[documents.Column]:
        """Give all columns."""
        for row in fetch_rows(self._session, tables.Column):
            yield self._document(documents.Column, row)

    def organizations(self) -> Iterator[documents.Organization]:
        """Give all organisations."""
        for row in fetch_rows(self._session, tables.Organization):
            yield self._document(documents.Organization, row)

    def people(self) -> Iterator[documents.Person]:
        """Give all people."""
        affiliations = self._owned(tables.Affiliation, documents.Affiliation, "person_id")
        for row in fetch_rows(self._session, tables.Person):
            yield self._document(documents.Person, row, affiliations=affiliations)

    def works(self) -> Iterator[documents.Work]:
        """Give all works."""
        lists: dict[str, Mapping[str, list[Any]]] = {
            "credits": self._owned(tables.Credit, documents.Credit, "work_id"),
            "availability": self._owned(tables.Availability, documents.Availability, "work_id"),
            "external_ids": self._owned(tables.ExternalId, documents.ExternalId, "work_id"),
            "links": self._owned(tables.Link, documents.Link, "work_id"),
            "organizations": self._named(tables.WorkOrganization, "work_id", "organization_id"),
            "tags": self._tags(),
        }
        kind_rows = {row["id"]: row for kind in KINDS.values() for row in fetch_rows(self._session, kind.row)}
        for row in fetch_rows(self._session, tables.Work):
            details = to_details(row["kind"], kind_rows[row["id"]], self._slugs)
            yield self._document(documents.Work, row | {"details": details}, **lists)

    def issues(self, ids: Collection[str] | None = None) -> Iterator[documents.Issue]:
        """Give the issues with these ids, or all of them."""
        authors = self._named(tables.IssueAuthor, "issue_id", "person_id", ids)
        sections = self._sections(ids)
        for row in fetch_rows(self._session, tables.Issue, "id", ids):
            yield self._document(documents.Issue, row, authors=authors, sections=sections)

    def issue(self, issue_id: str) -> documents.Issue:
        """Give one issue that is there."""
        return next(self.issues([issue_id]))

    def _sections(self, issues: Collection[str] | None) -> dict[str, list[documents.Section]]:
        rows = fetch_rows(self._session, tables.Section, "issue_id", issues)
        ids = None if issues is None else [row["id"] for row in rows]
        lists: dict[str, Mapping[str, list[Any]]] = {
            "recommendations": self._owned(tables.Recommendation, documents.Recommendation, "section_id", ids),
            "people": self._named(tables.SectionPerson, "section_id", "person_id", ids),
            "organizations": self._named(tables.SectionOrganization, "section_id", "organization_id", ids),
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
        """Give the document of a row with an id: its former slugs and what each list holds for it."""
        held = {name: by_owner.get(row["id"], []) for name, by_owner in lists.items()}
        if "former_slugs" in model.model_fields:
            held["former_slugs"] = self._former.get(row["id"], [])
        return to_document(model, row, self._slugs, **held)

    def _owned(
        self, table: Model, model: type[documents.AnyContent], owner: str, ids: Collection[str] | None = None
    ) -> dict[str, list[documents.AnyContent]]:
        """Give the documents of an owned table by owner."""
        owned: dict[str, list[documents.AnyContent]] = {}
        for row in fetch_rows(self._session, table, owner, ids):
            owned.setdefault(row[owner], []).append(to_document(model, row, self._slugs))
        return owned

    def _named(self, table: Model, owner: str, named: str, ids: Collection[str] | None = None) -> dict[str, list[str]]:
        """Give by owner the slugs of what a table of pairs names."""
        slugs: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, table, owner, ids):
            slugs.setdefault(row[owner], []).append(self._slugs[row[named]])
        return slugs

    def _tags(self) -> dict[str, list[str]]:
        names = {row["id"]: row["name"] for row in fetch_rows(self._session, tables.Tag)}
        tags: dict[str, list[str]] = {}
        for row in fetch_rows(self._session, tables.WorkTag):
            tags.setdefault(row["work_id"], []).append(names[row["tag_id"]])
        return tags
