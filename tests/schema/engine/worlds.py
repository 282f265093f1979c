"""Generated content: small databases full of drafts, future issues, nulls and odd text, the same for the same seed.

Everything is written through ``schema.writes``, so that visibility is as in production; only the odd text that the
writes would clean is put in afterwards, for the engine has to print whatever a database holds.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import table_of
from schema.kinds import KINDS
from schema.tables import Issue, KeyFigure, Person, Publication, Recommendation, Section, Work
from schema.vocabulary import (
    Access,
    AppStage,
    Basis,
    CreditRole,
    OrganizationKind,
    Precision,
    PricePeriod,
    RecommendationRole,
    WorkKind,
)

NOW = datetime(2023, 9, 1, 6, 0, 0, tzinfo=UTC)
TODAY = NOW.date()
ODD = (
    "plain",
    "",
    'it\'s "quoted" and \\back\\slashed\\',
    "\x01\x08\x1f\x7f\x80\x85",
    "tab\tline\nreturn\r",
    "\u2028 and \u2029 and \ufeff",
    "emoji 👩🏽\u200d🚀 🦜",
    "combining e\u0301 c\u0327 \u0300",
    "right to left \u200fשלום\u202e abc",
    "</script><!-- & 'b' %s :p1 $1 {0} --",
    "a:b:c",
    "Z",
    "z",
    "é",
    "\U0010fffd\uffff\ue000",
)
"""Texts that are easily printed, compared or passed on wrongly."""
PICTURES = (f"{'0a' * 16}-1200x800", f"{'0b' * 16}-100x4000", f"{'0c' * 16}-9000x10")
"""The last is none that is kept."""
CLEAN = tuple(text for text in ODD if text.isprintable() and text.strip())


@dataclass
class Generator:
    """One database's content, decided by a seeded generator of random numbers."""

    session: Session
    random: Random
    organizations: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)

    def fill(self) -> None:
        """Write everything: catalogue, issues, then what changes, disappears or is odd."""
        for name, placeholder in zip(PICTURES[:2], ("data:image/webp;base64,UklGRg==", None), strict=True):
            width, height = map(int, name.rpartition("-")[2].split("x"))
            known = {"format": "JPEG", "bytes": 1, "dominant_color": "#0a5a3b", "placeholder": placeholder}
            writes.save_picture(self.session, {"id": name, "width": width, "height": height, **known})
        self._publication()
        for number in range(6):
            self._organization(number)
        for number in range(7):
            self._person(number)
        for number in range(3):
            values = {
                "slug": f"column-{number}",
                "name": f"{self.word()} {number}",
                "description": self.maybe(self.text()),
            }
            self.columns.append(writes.save_column(self.session, values).id)
        for number in range(18):
            self._work(number)
        for number in range(9):
            self._issue(number)
        self._change()
        self._make_odd()

    # Dice

    def maybe(self, value: Any, chance: float = 0.5) -> Any:
        """Return the value, or null."""
        return value if self.random.random() < chance else None

    def word(self) -> str:
        """Return a text that the write functions keep as it is."""
        return self.random.choice(CLEAN)

    def text(self) -> str:
        """Return any text."""
        return self.random.choice(ODD)

    def some(self, ids: list[str], most: int) -> list[str]:
        """Return a few of some ids, each once."""
        return self.random.sample(ids, min(len(ids), self.random.randint(0, most)))

    def day(self) -> date:
        """Return one of a few days, so that some are equal."""
        return date(2020, 1, 1) + timedelta(days=200 * self.random.randint(0, 6))

    def image(self, prefix: str) -> dict[str, Any]:
        """Return the columns of a picture, or of none."""
        if self.random.random() < 0.5:
            return {}
        if self.random.random() < 0.5:
            return {
                f"{prefix}url": f"/pictures/{self.random.choice(PICTURES)}",
                f"{prefix}alt": self.text(),
                **self.random.choice(({}, {f"{prefix}focal_x": "0.25", f"{prefix}focal_y": "1.0"})),
            }
        return {
            f"{prefix}url": f"https://example.org/{self.random.randint(1, 9)}.png?a=1&b=\"'",
            f"{prefix}alt": self.text(),
            f"{prefix}width": self.maybe(640),
            f"{prefix}height": self.maybe(480),
            f"{prefix}credit": self.maybe(self.text()),
        }

    # The catalogue

    def _publication(self) -> None:
        values = {"name": self.word(), "tagline": self.maybe(self.text()), "url": self.maybe("https://example.org/")}
        values["availability_fresh_days"] = self.random.choice([3, 30, 2**31 - 1])
        values["accent_color"] = self.maybe("#e4002b")
        writes.save_publication(self.session, {**values, **self.image("logo_")})

    def _organization(self, number: int) -> None:
        values = {
            "slug": f"organization-{number}",
            "name": self.word(),
            "kind": self.random.choice(list(OrganizationKind)),
            "aliases": [self.text() for _ in range(self.random.randint(0, 2))],
            "summary": self.maybe(self.text()),
            "url": self.maybe("https://example.org/o"),
        }
        self.organizations.append(writes.save_organization(self.session, values).id)

    def _person(self, number: int) -> None:
        affiliations = [{"organization_id": id_, "title": self.text()} for id_ in self.some(self.organizations, 2)]
        values = {
            "slug": f"person-{number}",
            "name": self.word(),
            "aliases": [self.text() for _ in range(self.random.randint(0, 2))],
            "summary": self.maybe(self.text()),
            "affiliations": affiliations,
        }
        self.people.append(writes.save_person(self.session, values).id)

    def _work(self, number: int) -> None:
        kind = self.random.choice(list(WorkKind)) if number >= len(WorkKind) else list(WorkKind)[number]
        values = {
            "slug": f"work-{number}",
            "kind": kind,
            "title": self.word(),
            "original_title": self.maybe(self.text()),
            "aliases": [self.text() for _ in range(self.random.randint(0, 2))],
            "release_date": self.maybe(self.day()),
            "release_date_basis": self.maybe(self.random.choice(list(Basis))),
            "year": self.maybe(2021, 0.2),
            "summary": self.maybe(self.text()),
            "part_of_id": self.maybe(self.random.choice(self.works), 0.4) if self.works else None,
            "details": self._details(kind),
            "tags": self.random.sample(["essai", "noir", "it's", "été 🦜"], self.random.randint(0, 3)),
            "organizations": self.some(self.organizations, 2),
            "credits": [
                {"person_id": id_, "role": self.random.choice(list(CreditRole))} for id_ in self.some(self.people, 3)
            ],
            "availability": [self._availability() for _ in range(self.random.randint(0, 2))],
            "external_ids": [{"scheme": "imdb", "value": f"tt{number:07}"}, {"scheme": "x'y", "value": f"{number}"}],
            "links": [{"rel": "official", "url": "https://example.org/w", "title": self.maybe(self.text())}],
            **self.image("image_"),
        }
        self.works.append(writes.save_work(self.session, values).id)

    def _details(self, kind: WorkKind) -> dict[str, Any]:
        """Fill the columns of a kind's own table by their types: a new kind needs no line here."""
        details: dict[str, Any] = {}
        for column in table_of(KINDS[kind].row).c:
            if column.primary_key or (column.nullable and self.random.random() < 0.4):
                continue
            if column.foreign_keys:
                details[column.name] = self.random.choice(self.organizations)
            elif isinstance(column.type, sa.Boolean):
                details[column.name] = self.random.random() < 0.5
            elif isinstance(column.type, sa.Integer):
                details[column.name] = self.random.randint(1, 2**31 - 1)
            else:
                details[column.name] = self.random.choice(list(AppStage)) if column.name == "stage" else self.text()
        return details

    def _availability(self) -> dict[str, Any]:
        first = self.maybe(self.random.choice([self.day(), TODAY + timedelta(days=self.random.randint(-1, 1))]))
        until = TODAY + timedelta(days=self.random.randint(-2, 1))
        price = {"price_amount": "9.90", "price_currency": "EUR", "price_period": self.maybe(PricePeriod.MONTH)}
        return {
            "platform_id": self.maybe(self.random.choice(self.organizations)),
            "country": self.random.choice([None, "FR", "MX", "PF"]),
            "access": self.random.choice(list(Access)),
            "from_date": first,
            "from_basis": first and self.random.choice(list(Basis)),
            "until_date": first and self.maybe(max(first, until)),
            "url": self.maybe("https://example.org/a"),
            "verified_at": self.maybe(NOW - timedelta(days=self.random.choice([3, 30, 31]))),
            "price_approximate": self.random.random() < 0.5,
            **(price if self.random.random() < 0.5 else {}),
        }

    # Issues

    def _issue(self, number: int) -> None:
        status, published_at = (
            ("PUBLISHED", NOW - timedelta(days=30 * (number + 1))),
            ("PUBLISHED", NOW - timedelta(days=60)),
            ("PUBLISHED", NOW),
            ("PUBLISHED", NOW + timedelta(seconds=1)),
            ("PUBLISHED", NOW + timedelta(days=40)),
            ("DRAFT", None),
            ("DRAFT", NOW - timedelta(days=10)),
            ("UNPUBLISHED", NOW - timedelta(days=20)),
        )[number % 8]
        values = {
            "slug": f"issue-{number}",
            "number": self.maybe(number + 1),
            "title": self.word(),
            "standfirst": self.maybe(self.text()),
            "language": self.random.choice(["fr", "en", "fr-CA"]),
            "status": status,
            "published_at": published_at,
            "published_at_basis": self.maybe(self.random.choice(list(Basis))),
            "authors": self.some(self.people, 2),
            "sections": [self._section() for _ in range(self.random.randint(0, 4))],
            **self.image("cover_"),
        }
        writes.save_issue(self.session, values)

    def _section(self) -> dict[str, Any]:
        works = self.some(self.works, 4)
        roles = list(RecommendationRole)
        return {
            "heading": self.maybe(self.word()),
            "column_id": self.maybe(self.random.choice(self.columns), 0.7),
            "body_markdown": f"*{self.word()}*\n\n{self.text()}\n\n![](/pictures/{PICTURES[0]})",
            "people": self.some(self.people, 2),
            "organizations": self.some(self.organizations, 2),
            "sources": [{"title": self.text(), "publication_id": self.maybe(self.random.choice(self.organizations))}],
            "key_figures": [
                {"label": self.text(), "value": "1.50", "unit": "€", "precision": self.random.choice(list(Precision))}
                for _ in range(self.random.randint(0, 2))
            ],
            "recommendations": [
                {
                    "work_id": work_id,
                    "role": self.random.choice(roles),
                    "reason": self.maybe(self.text()),
                    "recommended_by_id": self.maybe(self.random.choice(self.people), 0.3),
                }
                for work_id in works
            ],
        }

    # What happens later

    def _change(self) -> None:
        """Rename some things; old slugs stay good."""
        for kind, save, ids in (
            ("work", writes.save_work, self.works),
            ("person", writes.save_person, self.people),
            ("organization", writes.save_organization, self.organizations),
            ("column", writes.save_column, self.columns),
        ):
            save(self.session, {"id": ids[0], "slug": f"{kind}-renamed"})
        writes.save_issue(self.session, {"slug": "issue-renamed", "former_slugs": ["issue-0"]})

    def _make_odd(self) -> None:
        """Put texts in some rows that no write would accept."""
        for model, column in (
            (Issue, "title"),
            (Section, "heading"),
            (Section, "body_text"),
            (Recommendation, "reason"),
            (Work, "summary"),
            (Work, "title"),
            (Person, "name"),
            (KeyFigure, "unit"),
            (Publication, "name"),
        ):
            table = table_of(model)
            for row_id in self.session.execute(sa.select(table.c.id).order_by(table.c.id)).scalars().all():
                if self.random.random() < 0.4:
                    odd = sa.update(table).where(table.c.id == row_id).values({column: self.text()})
                    self.session.execute(odd)


def fill(session: Session, seed: int) -> None:
    """Fill an empty database with the content of a seed."""
    Generator(session, Random(seed)).fill()  # noqa: S311 - dice, no secrets


def make_things_disappear(session: Session) -> None:
    """Delete one issue and unpublish another, so that some earlier ids and cursors lead nowhere."""
    writes.delete_issue(session, "issue-1")
    writes.unpublish_issue(session, "issue-8")
