"""Which sites show which cards, as editors read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Embed, Issue, Recommendation, Work

EMBEDS, ISSUES, RECOMMENDATIONS, WORKS = (table_of(model) for model in (Embed, Issue, Recommendation, Work))
MOST_SITES, MOST_CARDS = 100, 10
"""How many sites are listed, and how many cards of each."""


@dataclass(frozen=True)
class EmbeddedCard:
    """A card on a site: ``path`` is the page that it leads to, ``title`` that of its work or issue, if it is there."""

    path: str
    title: str | None
    views: int
    seen_on: date


@dataclass
class Site:
    """A site that shows cards, those that it shows most first; ``host`` is empty of sites that do not say it."""

    host: str
    views: int
    first_on: date
    seen_on: date
    count: int
    cards: list[EmbeddedCard] = field(default_factory=list)


def read_sites(session: Session) -> list[Site]:
    """Return the sites that show cards, those that show them most often first."""
    total = sa.func.sum(sa.cast(EMBEDS.c.views, sa.BigInteger)).label("views")
    columns = sa.func.min(EMBEDS.c.first_on), sa.func.max(EMBEDS.c.seen_on), sa.func.count()
    order = (total.desc(), EMBEDS.c.host)
    found = session.execute(
        sa.select(EMBEDS.c.host, total, *columns).group_by(EMBEDS.c.host).order_by(*order).limit(MOST_SITES)
    )
    sites = {host: Site(host, int(views), *rest) for host, views, *rest in found}
    place = sa.func.row_number().over(partition_by=EMBEDS.c.host, order_by=(EMBEDS.c.views.desc(), EMBEDS.c.card))
    placed = sa.select(EMBEDS, place.label("place")).where(EMBEDS.c.host.in_(sites)).subquery()
    cards = session.execute(sa.select(placed).where(placed.c.place <= MOST_CARDS).order_by(placed.c.place)).all()
    titles = _titles(session, [row.card for row in cards])
    for row in cards:
        card = EmbeddedCard(f"/{row.card}", titles.get(row.card), row.views, row.seen_on)
        sites[row.host].cards.append(card)
    return list(sites.values())


def _titles(session: Session, cards: Iterable[str]) -> dict[str, str]:
    """Return the titles of what cards show, by their addresses."""
    names: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        kind, _, name = card.partition("/")
        names[kind].append(name)
    of_works = sa.select(RECOMMENDATIONS.c.id, WORKS.c.title).join(WORKS, WORKS.c.id == RECOMMENDATIONS.c.work_id)
    selects = {
        "works": sa.select(WORKS.c.slug, WORKS.c.title).where(WORKS.c.slug.in_(names["works"])),
        "issues": sa.select(ISSUES.c.slug, ISSUES.c.title).where(ISSUES.c.slug.in_(names["issues"])),
        "recommendations": of_works.where(RECOMMENDATIONS.c.id.in_(names["recommendations"])),
    }
    return {
        f"{kind}/{name}": title
        for kind, select in selects.items()
        if names[kind]
        for name, title in session.execute(select)
    }
