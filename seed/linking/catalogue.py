"""Linking a text to the catalogue: which works, people, organisations and columns it names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from schema.rows import Model
from schema.tables import Column, ExternalId, Organization, Person, Work
from schema.text import fold
from schema.vocabulary import RecommendationRole
from seed.linking.column_roles import ColumnRole, learn_column_roles, roles
from seed.linking.known_sites import recognise
from seed.linking.names import CatalogueEntry, Mention, Names

# An emoji or a colon beside its name makes no other column.
SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
WORK, PERSON, ORGANIZATION = "work", "person", "organization"


@dataclass(frozen=True)
class SectionLinks:
    """What one section names, each once and in order of first mention.

    ``mentions`` are all places in the section's text; ``ambiguous`` the names there that several works bear.
    """

    column: str | None
    works: dict[CatalogueEntry, RecommendationRole]
    people: list[str]
    organizations: list[str]
    mentions: list[Mention]
    ambiguous: dict[str, tuple[CatalogueEntry, ...]]


class Catalogue:
    """The names that the database knows, ready to be found in a text."""

    def __init__(
        self,
        names: Names,
        columns: dict[str, str],
        habits: dict[str, ColumnRole],
        pages: dict[tuple[str, str], CatalogueEntry] | None = None,
        ids: dict[tuple[Model, str], str] | None = None,
    ) -> None:
        """Take what is known.

        Args:
            names: of works, people and organisations.
            columns: slugs by folded name.
            habits: of the columns, by slug.
            pages: works by scheme and value of an external id.
            ids: of all of these by type and slug.
        """
        self._names = names
        self._pages = pages or {}
        self._columns = columns
        self._habits = habits
        self.ids = ids or {}

    @classmethod
    def load(cls, session: Session, identity: str = "") -> "Catalogue":
        """Read all names; the issue with this ``identity`` is left out when columns' habits are learnt."""
        names = Names()
        works = _add_works(names, session)
        known: dict[tuple[Model, str], str] = {(Work, entry.slug): key for key, entry in works.items()}
        for table, kind in ((Person, PERSON), (Organization, ORGANIZATION)):
            query = sa.select(col(table.id), col(table.slug), col(table.name), col(table.aliases))
            for key, slug, name, aliases in session.execute(query.order_by(col(table.id))):
                known[table, slug] = key
                for each in (name, *aliases):
                    names.add(each, CatalogueEntry(kind, slug, name))
        columns = {}
        for key, name, slug in session.execute(sa.select(col(Column.id), col(Column.name_key), col(Column.slug))):
            known[Column, slug], columns[name] = key, slug
        ids = sa.select(col(ExternalId.scheme), col(ExternalId.value), col(ExternalId.work_id))
        pages = {(scheme, value): works[work] for scheme, value, work in session.execute(ids)}
        return cls(names, columns, learn_column_roles(session, identity), pages, known)

    def beside(self, session: Session, identity: str) -> "Catalogue":
        """Give the same catalogue with the columns' habits as they are now, learnt without this issue."""
        return Catalogue(self._names, self._columns, learn_column_roles(session, identity), self._pages, self.ids)

    def column(self, heading: str | None) -> str | None:
        """Give the slug of the column with this name, whatever its case, its accents and the signs around it."""
        if not heading:
            return None
        return self._columns.get(fold(heading)) or self._columns.get(fold(SIGNS_AROUND.sub("", heading)))

    def knows(self, name: str) -> bool:
        """Tell whether a work, a person or an organisation has this name."""
        return self._names.knows(name)

    def link_section(self, heading: str | None, text: str, urls: Iterable[str] = ()) -> SectionLinks:
        """Link one section by its heading (unless that is the name of a column), its text and where it leads.

        The role of each work is that of ``column_roles``. A name that several works bear links none of them.
        """
        column = self.column(heading)
        above = [] if column or not heading else self._names.find(heading)
        mentions = self._names.find(text)
        named: Counter[CatalogueEntry] = Counter()
        ambiguous: dict[str, tuple[CatalogueEntry, ...]] = {}
        for mention, source in [*((mention, heading or "") for mention in above), *((m, text) for m in mentions)]:
            bearers = _works(mention, source)
            named.update([entry for entry in mention.entries if entry.type != WORK])
            if len(bearers) == 1:
                named.update(bearers)
            elif bearers:
                ambiguous.setdefault(source[mention.start : mention.end], bearers)
        for url in urls:
            page = recognise(url)
            if page and (work := self._pages.get((page.scheme, page.value))):
                named.setdefault(work, 1)
        works = {entry: count for entry, count in named.items() if entry.type == WORK}
        in_heading = {entry for mention in above for entry in mention.entries if entry in works}
        return SectionLinks(
            column=column,
            works=roles(self._habits.get(column or ""), works, in_heading),
            people=_slugs(named, PERSON),
            organizations=_slugs(named, ORGANIZATION),
            mentions=mentions,
            ambiguous=ambiguous,
        )


def _add_works(names: Names, session: Session) -> dict[str, CatalogueEntry]:
    """Add the names of all works; give the works by their ids."""
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
    for key, slug, kind, title, original_title, aliases, part_of in rows:
        entry = works[key] = CatalogueEntry(WORK, slug, title, kind, part_of)
        for name in (title, original_title or "", *aliases):
            names.add(name, entry)
    return works


def _works(mention: Mention, text: str) -> tuple[CatalogueEntry, ...]:
    """Give the works that a mention may mean: a title before an alias, a whole before its parts."""
    works = [entry for entry in mention.entries if entry.type == WORK]
    name = fold(text[mention.start : mention.end])
    works = [work for work in works if fold(work.title) == name] or works
    slugs = {work.slug for work in works}
    return tuple(work for work in works if work.part_of not in slugs)


def _slugs(entries: Iterable[CatalogueEntry], kind: str) -> list[str]:
    return [entry.slug for entry in entries if entry.type == kind]
