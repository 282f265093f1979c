"""Linking a text to the catalogue: which works, people, organisations and columns it names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from schema.rows import Model
from schema.tables import Column, ExternalId, Organization, Person, Work
from schema.text import fold
from schema.vocabulary import RecommendationRole
from seed.linking.column_roles import ColumnRole, assign_roles, learn_column_roles
from seed.linking.known_sites import recognise
from seed.linking.names import CatalogueEntry, Mention, Names

# "🎬 À voir :" is the column "À voir".
SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
WORK, PERSON, ORGANIZATION = "work", "person", "organization"


@dataclass(frozen=True)
class SectionLinks:
    """What one section names, each once and in order of first mention.

    ``mentions`` are all places in the section's text; ``ambiguous`` the names there that several works have.
    """

    column: str | None
    works: dict[CatalogueEntry, RecommendationRole]
    people: list[str]
    organizations: list[str]
    mentions: list[Mention]
    ambiguous: dict[str, tuple[CatalogueEntry, ...]]


class Catalogue:
    """The works, people, organisations and columns of the database, by their names."""

    def __init__(
        self,
        names: Names,
        columns: dict[str, str],
        column_roles: dict[str, ColumnRole],
        works_by_external_id: dict[tuple[str, str], CatalogueEntry] | None = None,
        ids: dict[tuple[Model, str], str] | None = None,
    ) -> None:
        """Take what was read.

        Args:
            names: of works, people and organisations.
            columns: their slugs by folded name.
            column_roles: by the column's slug.
            works_by_external_id: by scheme and value.
            ids: of all of these by type and slug.
        """
        self._names = names
        self._works_by_external_id = works_by_external_id or {}
        self._columns = columns
        self._column_roles = column_roles
        self.ids = ids or {}

    @classmethod
    def load(cls, session: Session, identity: str = "") -> "Catalogue":
        """Read the catalogue; the issue with this ``identity`` is left out when column roles are learnt."""
        names = Names()
        works = _add_works(names, session)
        ids: dict[tuple[Model, str], str] = {(Work, work.slug): work_id for work_id, work in works.items()}
        for table, entry_type in ((Person, PERSON), (Organization, ORGANIZATION)):
            query = sa.select(col(table.id), col(table.slug), col(table.name), col(table.aliases))
            for row_id, slug, name, aliases in session.execute(query.order_by(col(table.id))):
                ids[table, slug] = row_id
                for each in (name, *aliases):
                    names.add(each, CatalogueEntry(entry_type, slug, name))
        columns = {}
        for row_id, name, slug in session.execute(sa.select(col(Column.id), col(Column.name_key), col(Column.slug))):
            ids[Column, slug], columns[name] = row_id, slug
        external_ids = sa.select(col(ExternalId.scheme), col(ExternalId.value), col(ExternalId.work_id))
        works_by_external_id = {
            (scheme, value): works[work_id] for scheme, value, work_id in session.execute(external_ids)
        }
        return cls(names, columns, learn_column_roles(session, identity), works_by_external_id, ids)

    def with_current_roles(self, session: Session, identity: str) -> "Catalogue":
        """Return the same catalogue with the column roles as they are now, learnt without the issue being imported."""
        column_roles = learn_column_roles(session, identity)
        return Catalogue(self._names, self._columns, column_roles, self._works_by_external_id, self.ids)

    def column(self, heading: str | None) -> str | None:
        """Return the slug of the column with this name, whatever its case, its accents and the signs around it."""
        if not heading:
            return None
        return self._columns.get(fold(heading)) or self._columns.get(fold(SIGNS_AROUND.sub("", heading)))

    def knows(self, name: str) -> bool:
        """Whether a work, a person or an organisation has this name."""
        return name in self._names

    def person(self, name: str) -> str | None:
        """Return the slug of the one person who has this name; None where there is none, or several."""
        whole = [mention for mention in self._names.find(name) if (mention.start, mention.end) == (0, len(name))]
        slugs = {entry.slug for mention in whole for entry in mention.entries if entry.type == PERSON}
        return slugs.pop() if len(slugs) == 1 else None

    def link_section(self, heading: str | None, text: str, urls: Iterable[str] = ()) -> SectionLinks:
        """Link one section by its heading (unless that is the name of a column), its text and where it leads.

        Works get the role that ``column_roles`` assigns. A name that several works have links none of them.
        """
        column = self.column(heading)
        heading_mentions = [] if column or not heading else self._names.find(heading)
        mentions = self._names.find(text)
        counts: Counter[CatalogueEntry] = Counter()
        ambiguous: dict[str, tuple[CatalogueEntry, ...]] = {}
        sources = [*((mention, heading or "") for mention in heading_mentions), *((each, text) for each in mentions)]
        for mention, source in sources:
            works = _works_meant(mention, source)
            counts.update([entry for entry in mention.entries if entry.type != WORK])
            if len(works) == 1:
                counts.update(works)
            elif works:
                ambiguous.setdefault(source[mention.start : mention.end], works)
        for work in self._works_at(urls):
            counts.setdefault(work, 1)
        work_counts = {entry: count for entry, count in counts.items() if entry.type == WORK}
        in_heading = {entry for mention in heading_mentions for entry in mention.entries if entry in work_counts}
        return SectionLinks(
            column=column,
            works=assign_roles(self._column_roles.get(column or ""), work_counts, in_heading),
            people=_slugs(counts, PERSON),
            organizations=_slugs(counts, ORGANIZATION),
            mentions=mentions,
            ambiguous=ambiguous,
        )

    def _works_at(self, urls: Iterable[str]) -> Iterator[CatalogueEntry]:
        """Yield the works that URLs of known sites lead to."""
        for url in urls:
            page = recognise(url)
            if page and (work := self._works_by_external_id.get((page.scheme, page.value))):
                yield work


def _add_works(names: Names, session: Session) -> dict[str, CatalogueEntry]:
    """Add the names of all works; return the works by their ids."""
    works: dict[str, CatalogueEntry] = {}
    whole = aliased(Work)
    rows = session.execute(
        sa.select(
            col(Work.id),
            col(Work.slug),
            col(Work.kind),
            col(Work.title),
            col(Work.original_title),
            col(Work.aliases),
            col(whole.slug).label("whole"),
        )
        .outerjoin(whole, col(whole.id) == col(Work.part_of_id))
        .order_by(col(Work.id))
    )
    for work_id, slug, kind, title, original_title, aliases, part_of in rows:
        entry = works[work_id] = CatalogueEntry(WORK, slug, title, kind, part_of)
        for name in (title, original_title or "", *aliases):
            names.add(name, entry)
    return works


def _works_meant(mention: Mention, text: str) -> tuple[CatalogueEntry, ...]:
    """Return the works that a mention may mean: a title before an alias, a whole before its parts."""
    works = [entry for entry in mention.entries if entry.type == WORK]
    name = fold(text[mention.start : mention.end])
    works = [work for work in works if fold(work.title) == name] or works
    slugs = {work.slug for work in works}
    return tuple(work for work in works if work.part_of not in slugs)


def _slugs(entries: Iterable[CatalogueEntry], entry_type: str) -> list[str]:
    return [entry.slug for entry in entries if entry.type == entry_type]
