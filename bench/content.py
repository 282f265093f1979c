"""The benchmark's content, as rows of Liane's tables: what ``schema.writes`` would have written, made up in bulk.

Everything follows from an object's number, so the same size gives the same rows. Every issue has five sections of three
recommendations. All but the last of its fifteen recommendations go round the works in a fixed stride; the last is one
of ten classics, which the magazine recommends again and again.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from math import gcd
from typing import Any, NamedTuple, Protocol

from sqlmodel import SQLModel

from bench import words
from schema import tables
from schema.bases import table_of
from schema.ids import PREFIXES, new_id
from schema.instants import instant_text, zone
from schema.kinds import KINDS
from schema.text import Body, count_words, fold, reading_minutes, slugify

Row = dict[str, Any]

SECTIONS, PER_SECTION, CREDITS = 5, 3, 3
PER_ISSUE = SECTIONS * PER_SECTION
CLASSICS = 10
STRIDE = 7919  # a prime that divides neither size below, so that the stride meets every work
TIME_ZONE = zone(str(tables.Publication.model_fields["time_zone"].default))
LAST_DAY = datetime(2023, 8, 25, 6, tzinfo=UTC)
COLUMNS = ("À la une", "Un format à la loupe", "L’œuvre", "Vu d’ailleurs", "En coulisses", "À suivre")
ORGANIZATIONS = 40
ORGANIZATION_KINDS = ("PLATFORM", "STUDIO", "BRAND", "LABEL", "PUBLISHER", "COMPANY")
BEHIND = {"brand_id": "BRAND", "label_id": "LABEL", "publication_id": "PUBLISHER", "publisher_id": "PUBLISHER"}
NAMED_BY_KIND: dict[str, tuple[str, str]] = {
    kind.name: (column.name, BEHIND.get(column.name, "COMPANY"))
    for kind in KINDS.values()
    for column in table_of(kind.row).c
    if column.references(table_of(tables.Organization).c.id)
}
"""The column of a kind's own row that refers to an organisation, and of which kind that is."""
TAGS = tuple(f"Thème {word}" for word in words.WORDS[:12])
ROLES = ("PICK", "PICK", "SUBJECT", "REFERENCE")
CREDIT_ROLES = ("DIRECTOR", "WRITER", "ACTOR")
AVAILABILITIES = (0, 1, 0, 2, 0)  # of works in turn: three for five works
KIND_NAMES = tuple(str(name) for name in KINDS)
SERIES, EPISODE = KIND_NAMES.index("SERIES"), KIND_NAMES.index("EPISODE")


class Size(NamedTuple):
    """How much content."""

    issues: int
    works: int
    people: int


COMPARISON = Size(2_000, 20_000, 5_000)
MIDDLE = Size(20_000, 200_000, 50_000)
GROWTH = Size(100_000, 200_000, 50_000)


class Texts(Protocol):
    """What makes up names and texts by their numbers; ``BODIES`` of them differ."""

    BODIES: int

    def name(self, number: int, /) -> str:
        """Return a person's name."""

    def title(self, number: int, /) -> str:
        """Return the title of a work."""

    def sentence(self, number: int, /) -> str:
        """Return a sentence."""

    def body(self, number: int, /) -> Body:
        """Return a section's text."""


class Batch(NamedTuple):
    """The rows of one table."""

    model: type[SQLModel]
    rows: Iterable[Row]


class Content:
    """All rows of one size, table by table."""

    def __init__(self, size: Size, texts: Texts = words) -> None:
        """Take what makes up the texts, and work out from when on everything is seen.

        That is the date of the earliest issue that leads to it.

        Raises:
            ValueError: the recommendations are too few to lead to every work, or the works too few for the kinds.
        """
        ordinary = size.works - CLASSICS
        if ordinary < len(KIND_NAMES) or gcd(STRIDE, ordinary) != 1 or size.issues * (PER_ISSUE - 1) < ordinary:
            raise ValueError(f"{size} does not lead to every work")
        self.size = size
        self._texts = texts
        self._inverse = pow(STRIDE, -1, ordinary)
        self._works = [self._first_issue(work) for work in range(size.works)]
        for work in range(SERIES, size.works - 1, len(KIND_NAMES)):
            self._works[work] = min(self._works[work], self._works[work + 1])  # the episode leads to its series
        self._people: dict[int, int] = {}
        self._organizations: dict[int, int] = {}
        self._find_first_issues()

    def batches(self) -> Iterator[Batch]:
        """Yield every table's rows, each table after those it refers to."""
        yield Batch(tables.Publication, [{"id": "pub_1", "name": "Liane", "url": "https://liane.example"}])
        yield Batch(tables.Column, map(self._column, range(len(COLUMNS))))
        yield Batch(tables.Organization, map(self._organization, range(ORGANIZATIONS)))
        yield Batch(tables.Tag, map(_tag, range(len(TAGS))))
        yield Batch(tables.Person, map(self._person, range(self.size.people)))
        works, issues = range(self.size.works), range(self.size.issues)
        yield Batch(tables.Work, map(self._work, works))
        for offset, kind in enumerate(KINDS.values()):
            yield Batch(kind.row, map(_details, works[offset :: len(KINDS)]))
        yield Batch(tables.Credit, _lists(self._credits, works))
        yield Batch(tables.WorkOrganization, _lists(_work_organizations, works))
        yield Batch(tables.WorkTag, _lists(_work_tags, works))
        yield Batch(tables.ExternalId, _lists(_external_ids, works))
        yield Batch(tables.Availability, _lists(_availability, works))
        yield Batch(tables.Issue, map(self._issue, issues))
        yield Batch(tables.IssueAuthor, map(self._author, issues))
        yield Batch(tables.Section, _lists(self._sections, issues))
        yield Batch(tables.Source, _lists(_sources, issues))
        yield Batch(tables.Recommendation, _lists(self._recommendations, issues))

    def published_at(self, issue: int) -> datetime:
        """Return an issue's date: issues come hour by hour, the last one on a fixed day."""
        return LAST_DAY - timedelta(hours=self.size.issues - 1 - issue)

    def work_of(self, issue: int, place: int) -> int:
        """Return the work at a place of an issue, from 0."""
        if place == PER_ISSUE - 1:
            return issue % CLASSICS
        return CLASSICS + (issue * (PER_ISSUE - 1) + place) * STRIDE % (self.size.works - CLASSICS)

    def _first_issue(self, work: int) -> int:
        if work < CLASSICS:
            return work
        return (work - CLASSICS) * self._inverse % (self.size.works - CLASSICS) // (PER_ISSUE - 1)

    def _find_first_issues(self) -> None:
        for work, issue in enumerate(self._works):
            for row in range(CREDITS):
                _earliest(self._people, self._credited(work, row), issue)
            for organization in (*_behind(work), *_platforms(work)):
                _earliest(self._organizations, organization, issue)
        for issue in range(min(self.size.issues, self.size.people)):
            _earliest(self._people, issue, issue)  # as its author
        for issue in range(min(self.size.issues, ORGANIZATIONS)):
            _earliest(self._organizations, _cited(issue), issue)

    def _credited(self, work: int, row: int) -> int:
        return (work * CREDITS + row) % self.size.people

    def _column(self, number: int) -> Row:
        name = COLUMNS[number]
        # Issue i has the columns i + 1, i + 2 and i + 3, counted round.
        first = min(issue for issue in range(len(COLUMNS)) if number in _columns(issue))
        return {
            "id": _id("columns", slugify(name)),
            "slug": slugify(name),
            "name": name,
            "name_key": fold(name),
            "visible_from": self.published_at(first),
        }

    def _organization(self, number: int) -> Row:
        return {
            "id": _organization_id(number),
            "slug": _organization_slug(number),
            "name": f"Société {number}",
            "name_key": fold(f"Société {number}"),
            "kind": ORGANIZATION_KINDS[number % len(ORGANIZATION_KINDS)],
            "summary": self._texts.sentence(number),
            "visible_from": self._seen(self._organizations.get(number)),
        }

    def _person(self, number: int) -> Row:
        name = self._texts.name(number)
        return {
            "id": _person_id(number),
            "slug": f"personne-{number}",
            "name": name,
            "name_key": fold(name),
            "visible_from": self._seen(self._people.get(number)),
        }

    def _work(self, number: int) -> Row:
        title = self._texts.title(number)
        day = date(1950, 1, 1) + timedelta(days=number * 37 % 26_000)
        dated, released = number % 7 != 0, number % 3 != 0  # some without a date, some with their year alone
        release_key = "" if not dated else day.isoformat() if released else str(day.year)
        return {
            "id": _work_id(number),
            "slug": _work_slug(number),
            "kind": KIND_NAMES[number % len(KIND_NAMES)],
            "title": title,
            "title_key": fold(title),
            "original_title": self._texts.title(-number) if number % 4 == 0 else None,
            "release_date": day if dated and released else None,
            "release_date_basis": "STATED" if dated and released else None,
            "year": day.year if dated else None,
            "release_key": release_key,
            "summary": self._texts.sentence(number % self._texts.BODIES),
            "image_url": f"https://images.example/{number}.jpg" if number % 2 else None,
            "image_alt": f"L’affiche n° {number}" if number % 2 else None,
            "image_width": 600 if number % 2 else None,
            "image_height": 900 if number % 2 else None,
            "part_of_id": _work_id(number - 1) if number % len(KIND_NAMES) == EPISODE else None,
            "visible_from": self._seen(self._works[number]),
        }

    def _credits(self, work: int) -> Iterator[Row]:
        for row in range(CREDITS):
            person = _person_id(self._credited(work, row))
            yield _listed("credits", "work_id", _work_id(work), row, person_id=person, role=CREDIT_ROLES[row])

    def _issue(self, number: int) -> Row:
        title, standfirst = (
            f"Numéro {number + 1} : {self._texts.title(number)}",
            self._texts.sentence(number % self._texts.BODIES),
        )
        headings = " ".join(heading or "" for heading in (_heading(number, place) for place in range(SECTIONS)))
        counted = count_words(f"{title} {standfirst} {headings}")
        counted += sum(self._body(number, place).words for place in range(SECTIONS))
        published = self.published_at(number)
        return {
            "id": _issue_id(number),
            "slug": issue_slug(number),
            "number": number + 1,
            "title": title,
            "standfirst": standfirst,
            "status": "PUBLISHED",
            "published_at": published,
            "published_on": published.astimezone(TIME_ZONE).date().isoformat(),
            "visible_from": published,
            "word_count": counted,
            "reading_minutes": reading_minutes(counted),
            "sort_key": self._sort_key(number),
        }

    def _author(self, issue: int) -> Row:
        return {"issue_id": _issue_id(issue), "person_id": _person_id(issue % self.size.people), "position": 1}

    def _sections(self, issue: int) -> Iterator[Row]:
        published, issue_id, key = self.published_at(issue), _issue_id(issue), self._sort_key(issue)
        for place, section_id in enumerate(_section_ids(issue)):
            body, column = self._body(issue, place), _column_of(issue, place)
            yield {
                "id": section_id,
                "issue_id": issue_id,
                "position": place + 1,
                "column_id": None if column is None else _id("columns", slugify(COLUMNS[column])),
                "heading": _heading(issue, place),
                "body_markdown": body.markdown,
                "body_html": body.html,
                "body_text": body.text,
                "word_count": body.words,
                "visible_from": published,
                "sort_key": _below(key, place),
            }

    def _recommendations(self, issue: int) -> Iterator[Row]:
        published, issue_id, key = self.published_at(issue), _issue_id(issue), self._sort_key(issue)
        section_ids = _section_ids(issue)
        for place in range(PER_ISSUE):
            section, position = divmod(place, PER_SECTION)
            work_id = _work_id(self.work_of(issue, place))
            yield {
                "id": _id("recommendations", section_ids[section], work_id),
                "section_id": section_ids[section],
                "issue_id": issue_id,
                "work_id": work_id,
                "position": position + 1,
                "role": ROLES[(issue + place) % len(ROLES)],
                "reason": self._texts.sentence((issue + place) % self._texts.BODIES) if place % 3 else None,
                "visible_from": published,
                "sort_key": _below(_below(key, section), position),
            }

    def _body(self, issue: int, place: int) -> Body:
        return self._texts.body((issue * SECTIONS + place) % self._texts.BODIES)

    def _sort_key(self, issue: int) -> str:
        return f"{instant_text(self.published_at(issue))}|{issue + 1:08d}"

    def _seen(self, issue: int | None) -> datetime | None:
        return None if issue is None else self.published_at(issue)


def issue_slug(number: int) -> str:
    """Return the slug of an issue, counted from 0."""
    return f"numero-{number + 1}"


def _lists(rows_of: Callable[[int], Iterable[Row]], owners: range) -> Iterator[Row]:
    return chain.from_iterable(map(rows_of, owners))


def _id(table: str, *natural_key: str) -> str:
    return new_id(PREFIXES[table], *natural_key)


def _issue_id(number: int) -> str:
    return _id("issues", issue_slug(number))


def _work_slug(number: int) -> str:
    return f"oeuvre-{number}"


def _work_id(number: int) -> str:
    return _id("works", _work_slug(number))


def _person_id(number: int) -> str:
    return _id("people", f"personne-{number}")


def _organization_slug(number: int) -> str:
    return f"societe-{number}"


def _organization_id(number: int) -> str:
    return _id("organizations", _organization_slug(number))


def _below(key: str, place: int) -> str:
    """Return the sort key of the row at a place, from 0; keys count down: the newest row is first."""
    return f"{key}|{9998 - place:04d}"


def _earliest(first_issues: dict[int, int], number: int, issue: int) -> None:
    first_issues[number] = min(first_issues.get(number, issue), issue)


def _columns(issue: int) -> tuple[int, ...]:
    return tuple((issue + place) % len(COLUMNS) for place in range(1, SECTIONS - 1))


def _column_of(issue: int, place: int) -> int | None:
    """Return the column of a section: the first and the last section of an issue have none."""
    return _columns(issue)[place - 1] if 0 < place < SECTIONS - 1 else None


def _heading(issue: int, place: int) -> str | None:
    """Return a section's heading: the first section opens without one."""
    return f"À lire {issue % 97}, {place + 1} : {words.WORDS[(issue + place) % len(words.WORDS)]}" if place else None


def _section_ids(issue: int) -> list[str]:
    """Return the ids of an issue's sections: named after their column, else their heading, else their place."""
    named = (_column_of(issue, place) for place in range(SECTIONS))
    keys = [
        slugify(COLUMNS[column]) if column is not None else fold(_heading(issue, place) or "lead")
        for place, column in enumerate(named)
    ]
    return [_id("sections", _issue_id(issue), key) for key in keys]


def _tag(number: int) -> Row:
    slug = slugify(TAGS[number])
    return {"id": _id("tags", slug), "slug": slug, "name": TAGS[number]}


def _of_kind(kind: str, work: int) -> int:
    """Choose the organisation of a kind that is behind a work."""
    numbers = range(ORGANIZATION_KINDS.index(kind), ORGANIZATIONS, len(ORGANIZATION_KINDS))
    return numbers[work % len(numbers)]


def _behind(work: int) -> tuple[int, ...]:
    """Return the organisations behind a work: the one that its kind's own row names, else a studio."""
    _, kind = NAMED_BY_KIND.get(KIND_NAMES[work % len(KIND_NAMES)], ("", "STUDIO"))
    return (_of_kind(kind, work // len(KIND_NAMES)),)


def _platforms(work: int) -> list[int]:
    count = AVAILABILITIES[work // len(KIND_NAMES) % len(AVAILABILITIES)]
    return [_of_kind("PLATFORM", work + row) for row in range(count)]


def _cited(issue: int) -> int:
    return _of_kind("PUBLISHER", issue)


def _details(work: int) -> Row:
    """Return the columns that only the work's kind has."""
    kind = KIND_NAMES[work % len(KIND_NAMES)]
    row: Row = {"id": _work_id(work)}
    if kind in NAMED_BY_KIND:
        row[NAMED_BY_KIND[kind][0]] = _organization_id(_behind(work)[0])
    if kind == "FILM":
        row |= {"runtime_minutes": 60 + work % 120, "is_documentary": work % 20 == 0}
    if kind == "EPISODE":
        row |= {"season_number": 1 + work % 5, "episode_number": 1 + work % 12}
    return row


def _listed(table: str, owner: str, owner_id: str, row: int, **values: Any) -> Row:
    """Return a row of the list that belongs to an owner, at a place from 0."""
    return {"id": _id(table, owner_id, str(row + 1)), owner: owner_id, "position": row + 1, **values}


def _work_organizations(work: int) -> Iterator[Row]:
    for row, number in enumerate(_behind(work)):
        yield {"work_id": _work_id(work), "organization_id": _organization_id(number), "position": row + 1}


def _work_tags(work: int) -> Iterator[Row]:
    for row in range(2):
        tag = _tag((work + row) % len(TAGS))
        yield {"work_id": _work_id(work), "tag_id": tag["id"], "position": row + 1}


def _external_ids(work: int) -> Iterator[Row]:
    yield _listed("external_ids", "work_id", _work_id(work), 0, scheme="wikidata", value=f"Q{work + 1}")


def _availability(work: int) -> Iterator[Row]:
    for row, platform in enumerate(_platforms(work)):
        values: Row = {"platform_id": _organization_id(platform), "access": "SUBSCRIPTION", "country": "FR"}
        if row:
            values |= {"access": "RENT", "price_amount": "3.99", "price_currency": "EUR", "price_period": "ONCE"}
        yield _listed("availability", "work_id", _work_id(work), row, **values)


def _sources(issue: int) -> Iterator[Row]:
    section_id = _section_ids(issue)[1]
    publication = _organization_id(_cited(issue))
    yield _listed("sources", "section_id", section_id, 0, publication_id=publication, title=f"Le dossier n° {issue}")
