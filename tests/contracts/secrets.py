"""Content that the public must never see, beside content that it sees and that shares works and people with it.

Every name, title, slug, id and text of what is hidden holds the word SECRET.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema import db, writes
from schema.bases import table_of
from schema.kinds import KINDS

MARK = "SECRET"
FORMS = (MARK.encode(), MARK.lower().encode(), MARK.encode().hex().encode(), MARK.lower().encode().hex().encode())
STAMP = datetime(2023, 8, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC)


def revealed(body: bytes) -> bool:
    """Whether an answer holds the word, also inside a cursor."""
    return any(form in body for form in FORMS)


def revealed_chapters(body: bytes) -> set[str]:
    """Return the names of the hidden chapters that an answer names."""
    text = body.lower()
    return {each.name for each in HIDDEN if each.name.lower().encode() in text}


@dataclass(frozen=True)
class Chapter:
    """An issue with a person, an organisation, a column and works of some kinds that only it leads to."""

    name: str
    number: int
    kinds: tuple[str, ...]
    status: str | None = "DRAFT"
    published_at: datetime | None = None
    friends: tuple["Chapter", ...] = ()
    """What else it refers to, and must not hide."""

    @property
    def mark(self) -> str:
        """The word in its texts."""
        return MARK if self.name.startswith(MARK) else "open"

    def slug(self, of: str = "") -> str:
        """Return the slug of something of the chapter."""
        return f"{self.name}-{of}".strip("-").lower().replace("_", "-")

    def id(self, prefix: str, of: str = "") -> str:
        """Return the id of something of the chapter."""
        return f"{prefix}_{self.name}{of}"

    def together(self, prefix: str) -> list[str]:
        """Return the ids of the chapter's and of its friends' one person, organisation or column."""
        return [each.id(prefix) for each in (self, *self.friends)]

    def works(self) -> list[str]:
        """Return the ids of the chapter's works."""
        return [self.id("wrk", kind) for kind in self.kinds]


ALL = tuple(KINDS)
OPEN = (
    Chapter("open-1", 1, ALL[::2], "PUBLISHED", datetime(2023, 5, 1, tzinfo=UTC)),
    Chapter("open-2", 2, ALL[1::2], "PUBLISHED", datetime(2023, 7, 1, tzinfo=UTC)),
)
HIDDEN = (
    Chapter(f"{MARK}-draft", 11, ALL[::5], "DRAFT", None, OPEN),
    Chapter(f"{MARK}-dated", 12, ALL[1::5], "DRAFT", datetime(2023, 6, 1, tzinfo=UTC), OPEN),
    Chapter(f"{MARK}-future", 13, ALL, "PUBLISHED", FUTURE, OPEN),
    Chapter(f"{MARK}-unpublished", 14, ALL[3::5], "UNPUBLISHED", datetime(2023, 6, 2, tzinfo=UTC), OPEN),
    Chapter(f"{MARK}-orphan", 15, ALL[4::5], None, None, OPEN),
)


def values() -> dict[str, list[Any]]:
    """Return values that a curious client could try, by the name of the argument or filter field."""
    chapters = (*OPEN, *HIDDEN)
    parts = (("iss", ""), ("col", ""), ("per", ""), ("org", ""), ("sec", "0"), ("rec", "0-0"))
    ids = [id_ for chapter in chapters for id_ in (chapter.works()[0], *(chapter.id(*part) for part in parts))]
    slugs = [
        chapter.slug(of) for chapter in chapters for of in ("", "old", chapter.kinds[0], f"old-{chapter.kinds[0]}")
    ]
    return {
        "id": ids,
        "ids": [ids],
        "slug": slugs,
        "column": slugs,
        "issue": slugs,
        "work": slugs,
        "person": slugs,
        "platform": slugs,
        "author": slugs,
        "recommendedBy": slugs,
        "partOf": slugs,
        "years": [{"from": 1900, "to": 1912}, {"to": 1911}, {"from": 1913}],
        "released": [{"from": "1900-01-01"}],
        "recommended": [{"from": "2023-05-31", "to": "2023-06-30"}, {"from": str(FUTURE.date())}],
        "country": ["FR", "MX"],
        "availableIn": ["FR", "MX"],
        "asOf": ["2023-07-01"],
        "verifiedSince": ["2023-07-01"],
        "anyOf": [{"kind": ["FILM"]}, {"kind": ["BOOK"], "column": slugs}],
        "not": [{"kind": ["FILM"]}, {"person": slugs}],
        "organization": slugs,
        "number": [chapter.number for chapter in chapters],
        "year": [1900 + chapter.number for chapter in chapters],
        "language": ["fr", "x-secret"],
        "published": [{"from": "2023-05-31", "to": "2023-06-30"}, {"from": str(FUTURE.date())}, {"to": "2023-05-01"}],
        "tag": [f"{MARK} tag", "open tag", *(chapter.slug("tag") for chapter in chapters)],
        "externalId": [{"scheme": each.slug("scheme"), "value": each.slug("value")} for each in chapters],
        "query": [MARK, "open", f'"{MARK} tag"', f"{MARK}x", "secret draft"],
        "text": [MARK, "open", "secret draft"],
        "prefix": [MARK, "open", MARK[:3], f"{MARK}x"],
        "first": [1],
        "last": [1, 100],
    }


def fill(url: str) -> None:
    """Write all chapters into a database."""
    write_all(url, (*OPEN, *HIDDEN))


def fill_innocently(url: str) -> None:
    """Write what was published into a database, and nothing that is hidden."""
    write_all(url, OPEN)


def write_all(url: str, chapters: tuple[Chapter, ...]) -> None:
    """Write chapters into a database."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        write(session, chapters)
        stamp(session)
    engine.dispose()


def write(session: Session, chapters: tuple[Chapter, ...]) -> None:
    """Write some chapters."""
    writes.save_publication(session, {"name": "Liane", "logo_url": "https://liane.example/logo.png", "logo_alt": ""})
    for chapter in chapters:
        write_catalogue(session, chapter)
        if chapter.status is not None:
            write_issue(session, chapter)


def write_catalogue(session: Session, chapter: Chapter) -> None:
    """Write what an issue refers to."""
    named = {"slug": chapter.slug(), "name": f"{chapter.mark} {chapter.name}", "former_slugs": [chapter.slug("old")]}
    known = {"aliases": [chapter.mark], "summary": chapter.mark}
    url = f"https://liane.example/{chapter.slug()}"
    writes.save_column(session, {**named, "id": chapter.id("col"), "description": chapter.mark})
    writes.save_organization(session, {**named, **known, "id": chapter.id("org"), "kind": "COMPANY", "url": url})
    affiliations = [{"organization_id": each, "title": chapter.mark} for each in chapter.together("org")]
    writes.save_person(session, {**named, **known, "id": chapter.id("per"), "affiliations": affiliations})
    for kind in chapter.kinds:
        write_work(session, chapter, kind)


def write_work(session: Session, chapter: Chapter, kind: str) -> None:
    """Write a work; the chapter's first is the whole of the others, and a part of something of its friends."""
    first = kind == chapter.kinds[0]
    elsewhere = chapter.friends[0].works()[0] if chapter.friends else None
    organizations = [column.name for column in table_of(KINDS[kind].row).c if column.name.endswith("_id")]
    platforms = chapter.together("org")
    work = {
        "id": chapter.id("wrk", kind),
        "slug": chapter.slug(kind),
        "former_slugs": [chapter.slug(f"old-{kind}")],
        "kind": kind,
        "title": f"{chapter.mark} {chapter.name} {kind}",
        "original_title": chapter.mark,
        "aliases": [chapter.mark],
        "summary": chapter.mark,
        "year": 1900 + chapter.number,
        "part_of_id": elsewhere if first else chapter.works()[0],
        "details": dict.fromkeys(organizations, chapter.id("org")),
        "tags": [chapter.slug("tag"), f"{chapter.mark} tag"],
        "organizations": chapter.together("org"),
        "credits": [{"person_id": each, "role": "SELF"} for each in chapter.together("per")],
        "availability": [availability(chapter, each) for each in platforms],
        "external_ids": [{"scheme": chapter.slug("scheme"), "value": chapter.slug("value")}] if first else [],
        "links": [{"rel": "official", "url": f"https://liane.example/{chapter.slug()}", "title": chapter.mark}],
        **image("image", chapter),
    }
    writes.save_work(session, work)


def availability(chapter: Chapter, platform: str) -> dict[str, Any]:
    """Return the columns of an availability."""
    price = {"price_amount": "1", "price_currency": chapter.mark, "price_period": "MONTH"}
    known = {"country": "FR", "access": "FREE", "verified_at": STAMP}
    return {"platform_id": platform, "url": f"https://liane.example/{chapter.slug()}", **known, **price}


def image(prefix: str, chapter: Chapter) -> dict[str, Any]:
    """Return the columns of a picture."""
    return {f"{prefix}_url": f"https://liane.example/{chapter.slug()}.png", f"{prefix}_alt": chapter.mark}


def write_issue(session: Session, chapter: Chapter) -> None:
    """Write an issue: one section in each column, the works and people of its friends among its own."""
    works = [work for each in (chapter, *chapter.friends) for work in each.works()]
    section = {
        "heading": f"{chapter.mark} {chapter.name}",
        "body_markdown": chapter.mark,
        "people": chapter.together("per"),
        "organizations": chapter.together("org"),
        "sources": [{"publication_id": each, "title": chapter.mark} for each in chapter.together("org")],
        "key_figures": [{"label": chapter.mark, "value": "1", "unit": chapter.mark}],
    }
    sections = [
        {
            **section,
            "id": chapter.id("sec", str(place)),
            "column_id": column,
            "recommendations": [
                {
                    "id": chapter.id("rec", f"{place}-{number}"),
                    "work_id": work,
                    "role": ("PICK", "SUBJECT", "REFERENCE")[number % 3],
                    "reason": chapter.mark,
                    "recommended_by_id": chapter.id("per"),
                }
                for number, work in enumerate(works if place == 0 else works[:1])
            ],
        }
        for place, column in enumerate(chapter.together("col"))
    ]
    issue = {
        "id": chapter.id("iss"),
        "slug": chapter.slug(),
        "former_slugs": [chapter.slug("old")],
        "number": chapter.number,
        "title": f"{chapter.mark} {chapter.name}",
        "standfirst": chapter.mark,
        "language": "x-secret" if chapter.mark == MARK else "fr",
        "status": chapter.status,
        "published_at": chapter.published_at,
        "authors": chapter.together("per"),
        "sections": sections,
        **image("cover", chapter),
    }
    writes.save_issue(session, issue)


def stamp(session: Session) -> None:
    """Set one ``updated_at`` on all rows: when hidden content was written must not distinguish databases."""
    for table in SQLModel.metadata.sorted_tables:
        if "updated_at" in table.c:
            session.execute(sa.update(table).values(created_at=STAMP, updated_at=STAMP))
