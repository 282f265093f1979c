"""Linking a text to the catalogue: which works, people, organisations and columns it names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from schema.rows import Model
from schema.tables import Column, Organization, Person, Work
from schema.text import fold
from schema.vocabulary import RecommendationRole
from seed.linking.column_roles import ColumnRole, assign_roles
from seed.linking.known_sites import recognise
from seed.linking.names import CatalogueEntry, Mention, Names
from seed.linking.namesakes import Makers, Meant, no_makers, which_is_meant

# "🎬 À voir :" is the column "À voir".
SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
WORK, PERSON, ORGANIZATION = "work", "person", "organization"
MODELS: dict[str, Model] = {WORK: Work, PERSON: Person, ORGANIZATION: Organization}
NO_WORKS: Mapping[tuple[str, str], CatalogueEntry] = MappingProxyType({})


class Evidence(NamedTuple):
    """What a work was linked by: the words that name it, as they are written, and the addresses that lead to it."""

    named: dict[str, None]
    urls: dict[str, None]


@dataclass(frozen=True)
class SectionLinks:
    """What one section names, each once and in order of first mention.

    ``heading`` is the section's own; None where it only repeats the name of its column, whatever its case and accents.
    ``evidence`` is that of each work; ``mentions`` are all places in the section's text; ``ambiguous`` the names there
    that several works have, ``weighed`` what was found beside these names and does not tell which is meant, and
    ``undecided`` the works of which one or more may have the role of the column. ``ids``
    are those of all that is linked, by type and slug.
    """

    heading: str | None
    column: str | None
    works: dict[CatalogueEntry, RecommendationRole]
    evidence: dict[CatalogueEntry, Evidence]
    people: list[str]
    organizations: list[str]
    mentions: list[Mention]
    ambiguous: dict[str, tuple[CatalogueEntry, ...]]
    weighed: dict[str, tuple[str, ...]]
    undecided: tuple[CatalogueEntry, ...]
    ids: dict[tuple[Model, str], str]


class NamedColumn(NamedTuple):
    """A column of the magazine."""

    id: str
    slug: str


class Catalogue:
    """The works, people, organisations and columns of the database, by their names."""

    def __init__(
        self,
        names: Names,
        columns: Mapping[str, NamedColumn],
        column_roles: Mapping[str, ColumnRole],
        works_by_external_id: Mapping[tuple[str, str], CatalogueEntry] = NO_WORKS,
        makers: Makers = no_makers,
    ) -> None:
        """Take what was read.

        Args:
            names: of works, people and organisations.
            columns: by folded name.
            column_roles: by the column's slug.
            works_by_external_id: by scheme and value, those that the text's links may lead to.
            makers: returns who is behind works.
        """
        self._names = names
        self._works_by_external_id = works_by_external_id
        self._makers = makers
        self._columns = columns
        self._column_roles = column_roles

    def column(self, heading: str | None) -> NamedColumn | None:
        """Return the column with this name, whatever its case, its accents and the signs around it."""
        if not heading:
            return None
        return self._columns.get(fold(heading)) or self._columns.get(fold(SIGNS_AROUND.sub("", heading)))

    def knows(self, name: str) -> bool:
        """Whether a work, a person or an organisation has this name."""
        return name in self._names

    def near(self, name: str) -> list[tuple[CatalogueEntry, str]]:
        """Return the works that have nearly this name, each with how it differs; none where something has it."""
        return [(entry, why) for entry, why in self._names.near(name) if entry.type == WORK]

    def person(self, name: str) -> str | None:
        """Return the slug of the one person who has this name; None where there is none, or several."""
        whole = [mention for mention in self._names.find(name) if (mention.start, mention.end) == (0, len(name))]
        slugs = {entry.slug for mention in whole for entry in mention.entries if entry.type == PERSON}
        return slugs.pop() if len(slugs) == 1 else None

    def link_section(self, heading: str | None, text: str, urls: Iterable[str] = ()) -> SectionLinks:
        """Link one section by its heading (unless that is the name of a column), its text and where it leads.

        Works get the role that ``column_roles`` assigns. A name that several works have links the one that what stands
        beside it tells (``seed.linking.namesakes``), else none.
        """
        column = self.column(heading)
        heading_mentions = [] if column or not heading else self._names.find(heading)
        mentions = self._names.find(text)
        counts: Counter[CatalogueEntry] = Counter()
        at_links = [*self._works_at(urls)]
        linked = {work.id for _, work in at_links}
        open_: list[tuple[str, Meant]] = []
        decided: defaultdict[str, set[CatalogueEntry]] = defaultdict(set)
        evidence: defaultdict[CatalogueEntry, Evidence] = defaultdict(lambda: Evidence({}, {}))
        sources = [*((mention, heading or "") for mention in heading_mentions), *((each, text) for each in mentions)]
        for mention, source in sources:
            works = _works_meant(mention, source)
            weighed: tuple[str, ...] = ()
            counts.update([entry for entry in mention.entries if entry.type != WORK])
            words = source[mention.start : mention.end]
            if len(works) > 1:
                named = mentions if source is text else heading_mentions
                works, weighed = which_is_meant(works, mention, source, named, linked, self._makers)
            if len(works) == 1:
                counts.update(works)
                evidence[works[0]].named.setdefault(words)
                decided[fold(words)].update(works)
            elif works:
                open_.append((words, Meant(works, weighed)))
        ambiguous: dict[str, Meant] = {}
        for words, meant in open_:
            # Said once which one is meant, a name stands for it in the whole section.
            told = decided[fold(words)]
            if len(told) == 1 and not meant.weighed:
                counts.update(told)
            else:
                ambiguous.setdefault(words, meant)
        for url, work in at_links:
            counts.setdefault(work, 1)
            evidence[work].urls.setdefault(url)
        work_counts = {entry: count for entry, count in counts.items() if entry.type == WORK}
        slug = column.slug if column else None
        in_heading = {entry for mention in heading_mentions for entry in mention.entries if entry in work_counts}
        roles = assign_roles(self._column_roles.get(slug or ""), work_counts, in_heading)
        return SectionLinks(
            heading=None if fold(heading or "") in self._columns else heading,
            column=slug,
            works=roles.roles,
            evidence=dict(evidence),
            people=_slugs(counts, PERSON),
            organizations=_slugs(counts, ORGANIZATION),
            mentions=mentions,
            ambiguous={words: meant.works for words, meant in ambiguous.items()},
            weighed={words: meant.weighed for words, meant in ambiguous.items()},
            undecided=roles.undecided,
            ids={(MODELS[entry.type], entry.slug): entry.id for entry in counts}
            | ({(Column, column.slug): column.id} if column else {}),
        )

    def _works_at(self, urls: Iterable[str]) -> Iterator[tuple[str, CatalogueEntry]]:
        """Yield the URLs of known sites that lead to works, and these."""
        for url in urls:
            page = recognise(url)
            if page and (work := self._works_by_external_id.get((page.scheme, page.value))):
                yield url, work


def _works_meant(mention: Mention, text: str) -> tuple[CatalogueEntry, ...]:
    """Return the works that a mention may mean: a title before an alias, a whole before its parts."""
    works = [entry for entry in mention.entries if entry.type == WORK]
    name = fold(text[mention.start : mention.end])
    works = [work for work in works if fold(work.title) == name] or works
    ids = {work.id for work in works}
    return tuple(work for work in works if work.part_of_id not in ids)


def _slugs(entries: Iterable[CatalogueEntry], entry_type: str) -> list[str]:
    return [entry.slug for entry in entries if entry.type == entry_type]
