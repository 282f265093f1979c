"""Reads the documents of stored content: export writes them, an import compares its changes with them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from sqlmodel import Session

from schema import tables
from schema.kinds import KINDS
from schema.rows import Model, Row, fetch_rows
from seed.files import documents
from seed.files.mapping import to_details, to_document

Ids: TypeAlias = Collection[str] | None


class _Slugs(dict[str, str]):
    """The current slug of each id, and its former ones; each is looked up when it is asked for, or all are at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._former: dict[str, list[str]] | None = None
        self.ids: dict[tuple[str, str], str] = {}

    def read_all(self) -> None:
        """Read every slug, unless that was done."""
        if self._former is None:
            self._former = {}
            for row in fetch_rows(self._session, tables.Slug):
                self.ids[row["type"], row["slug"]] = row["target_id"]
                if row["current"]:
                    self[row["target_id"]] = row["slug"]
                else:
                    self._former.setdefault(row["target_id"], []).append(row["slug"])

    def former(self, row_id: str) -> list[str]:
        """Return the slugs that a row once had, in order."""
        if self._former is not None:
            return self._former.get(row_id, [])
        rows = fetch_rows(self._session, tables.Slug, "target_id", [row_id])
        return [row["slug"] for row in rows if not row["current"]]

    def __missing__(self, row_id: str) -> str:
        rows = fetch_rows(self._session, tables.Slug, "target_id", [row_id])
        self[row_id] = next(row["slug"] for row in rows if row["current"])
        return self[row_id]


class ContentReader:
    """Reads documents in one open transaction."""

    def __init__(self, session: Session) -> None:
        """Take the session."""
        self._session = session
        self._slugs = _Slugs(session)

    def id_of(self, model: Model, slug: str, _field: str = "") -> str:
        """Return the id of what a document of this reader names by slug."""
        self._slugs.read_all()
        return self._slugs.ids[model.__name__, slug]

    def publication(self) -> documents.Publication | None:
        """Return the publication, if there is one."""
        rows = fetch_rows(self._session, tables.Publication)
        return to_document(documents.Publication, rows[0], self._slugs) if rows else None

    def columns(self, ids: Ids = None) -> Iterator[documents.Column]:
        """Yield the columns with these ids, or all of them."""
        for row in self._rows(tables.Column, ids):
            yield self._document(documents.Column, row)

    def organizations(self, ids: Ids = None) -> Iterator[documents.Organization]:
        """Yield the organisations with these ids, or all of them."""
        for row in self._rows(tables.Organization, ids):
            yield self._document(documents.Organization, row)

    def people(self, ids: Ids = None) -> Iterator[documents.Person]:
        """Yield the people with these ids, or all of them."""
        affiliations = self._owned(tables.Affiliation, documents.Affiliation, "person_id", ids)
        for row in self._rows(tables.Person, ids):
            yield self._document(documents.Person, row, affiliations=affiliations)

    def works(self, ids: Ids = None) -> Iterator[documents.Work]:
        """Yield the works with these ids, or all of them."""
        lists: dict[str, Mapping[str, list[Any]]] = {
            "credits": self._owned(tables.Credit, documents.Credit, "work_id", ids),
            "availability": self._owned(tables.Availability, documents.Availability, "work_id", ids),
            "external_ids": self._owned(tables.ExternalId, documents.ExternalId, "work_id", ids),
            "links": self._owned(tables.Link, documents.Link, "work_id", ids),
            "organizations": self._linked_slugs(tables.WorkOrganization, "work_id", "organization_id", ids),
            "tags": self._tags(ids),
        }
        kind_rows = {row["id"]: row for kind in KINDS.values() for row in self._rows(kind.row, ids, "id")}
        for row in self._rows(tables.Work, ids):
            details = to_details(row["kind"], kind_rows[row["id"]], self._slugs)
            yield self._document(documents.Work, row | {"details": details}, **lists)

    def issues(self, ids: Ids = None) -> Iterator[documents.Issue]:
        """Yield the issues with these ids, or all of them."""
        authors = self._linked_slugs(tables.IssueAuthor, "issue_id", "person_id", ids)
        sections = self._sections(ids)
        for row in self._rows(tables.Issue, ids):
            issue = self._document(documents.Issue, row, authors=authors, sections=sections)
            issue.updated_at = row["updated_at"] if row["updated_at"] != row["published_at"] else None
            yield issue

    def issue(self, issue_id: str) -> documents.Issue:
        """Return one issue, which must exist."""
        return next(self.issues([issue_id]))

    def _rows(self, table: Model, ids: Ids, column: str = "id") -> list[Row]:
        if ids is None:
            self._slugs.read_all()
        return fetch_rows(self._session, table, column, ids)

    def _sections(self, issues: Ids) -> dict[str, list[documents.Section]]:
        rows = self._rows(tables.Section, issues, "issue_id")
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
            own_lists["former_slugs"] = self._slugs.former(row["id"])
        return to_document(model, row, self._slugs, **own_lists)

    def _owned(
        self, table: Model, model: type[documents.AnyContent], owner: str, ids: Ids = None
    ) -> dict[str, list[documents.AnyContent]]:
        """Return the documents of an owned table, by their owner's id."""
        owned: dict[str, list[documents.AnyContent]] = {}
        for row in self._rows(table, ids, owner):
            owned.setdefault(row[owner], []).append(to_document(model, row, self._slugs))
        return owned

    def _linked_slugs(self, table: Model, owner: str, target: str, ids: Ids = None) -> dict[str, list[str]]:
        """Return the slugs that a link table leads to, by the owner's id."""
        slugs: dict[str, list[str]] = {}
        for row in self._rows(table, ids, owner):
            slugs.setdefault(row[owner], []).append(self._slugs[row[target]])
        return slugs

    def _tags(self, ids: Ids) -> dict[str, list[str]]:
        names = {row["id"]: row["name"] for row in fetch_rows(self._session, tables.Tag)}
        tags: dict[str, list[str]] = {}
        for row in self._rows(tables.WorkTag, ids, "work_id"):
            tags.setdefault(row["work_id"], []).append(names[row["tag_id"]])
        return tags
