"""The orders of lists, and the keys of those that are worked out: what the viewer may not see is in none of them."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from schema import tables
from schema.bases import table_of
from schema.engine.specs import Asked, Order
from schema.engine.sql.json_text import Padded
from schema.enums import IssueOrder, RecommendationOrder, RecommendationRole, WorkOrder
from schema.offers import meets
from schema.search.filtering import Relevance

NO_KEY = sa.literal_column("''", sa.Text())


def count_picks(work: Any, env: Any) -> sa.ColumnElement[int]:
    """Return the expression of in how many issues a work was picked, that the viewer may see."""
    return _of_picks(work, env, lambda picks: sa.func.count(picks.issue_id.distinct()))


def by_picks(work: Any, env: Any, asked: Asked) -> sa.ColumnElement[Any]:
    """Return the expression of in how many issues a work was picked, then when last."""
    del asked

    def key(picks: Any) -> sa.ColumnElement[Any]:
        newest = sa.func.coalesce(sa.func.max(picks.sort_key), NO_KEY)
        return Padded(sa.func.count(picks.issue_id.distinct()), 9).op("||")(newest)

    return _of_picks(work, env, key)


def _of_picks(work: Any, env: Any, value: Callable[[Any], sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """Return an aggregate of the picks of a work that the viewer may see."""
    picks = table_of(tables.Recommendation).alias()
    is_pick = picks.c.role == sa.literal_column(f"'{RecommendationRole.PICK}'")
    select = sa.select(value(picks.c)).where(picks.c.work_id == work.id, is_pick, *env.visible(picks.c))
    return select.scalar_subquery()


def by_last_recommendation(work: Any, env: Any, asked: Asked) -> sa.ColumnElement[Any]:
    """Return the expression of when a work was last recommended, examined or named."""
    del asked
    named = table_of(tables.Recommendation).alias()
    newest = sa.select(sa.func.max(named.c.sort_key)).where(named.c.work_id == work.id, *env.visible(named.c))
    return sa.func.coalesce(newest.scalar_subquery(), NO_KEY)


def by_first_day(work: Any, env: Any, asked: Asked) -> sa.ColumnElement[Any]:
    """Return the expression of the newest day from which an offer is open, of those that a filter asks for."""
    offer = table_of(tables.Availability).alias()
    days = sa.select(sa.cast(sa.func.max(offer.c.from_date), sa.Text)).where(
        offer.c.work_id == work.id, *meets(offer.c, asked, env)
    )
    return sa.func.coalesce(days.scalar_subquery(), NO_KEY)


def by_relevance(work: Any, env: Any, asked: Asked) -> sa.ColumnElement[Any]:
    """Return the expression of where ``search`` ranks a work that has the words."""
    del env
    return Relevance(work.id, asked["text"])


NEWEST_FIRST = {"NEWEST_FIRST": Order("sort_key", descending=True)}
BY_NAME = {"NAME_ASC": Order("name_key")}
ISSUE_ORDERS = {
    IssueOrder.PUBLISHED_AT_DESC: Order("sort_key", descending=True),
    IssueOrder.PUBLISHED_AT_ASC: Order("sort_key"),
}
RECOMMENDATION_ORDERS = {
    RecommendationOrder.PUBLISHED_AT_DESC: Order("sort_key", descending=True),
    RecommendationOrder.PUBLISHED_AT_ASC: Order("sort_key"),
}
WORKED_OUT = "order_key"
WORK_ORDERS = {
    WorkOrder.TITLE_ASC: Order("title_key"),
    WorkOrder.TITLE_DESC: Order("title_key", descending=True),
    WorkOrder.RELEASE_DATE_DESC: Order("release_key", descending=True),
    WorkOrder.RELEASE_DATE_ASC: Order("release_key"),
    WorkOrder.MOST_RECOMMENDED: Order(WORKED_OUT, descending=True, sql=by_picks),
    WorkOrder.LAST_RECOMMENDED: Order(WORKED_OUT, descending=True, sql=by_last_recommendation),
    WorkOrder.AVAILABLE_FROM_DESC: Order(WORKED_OUT, descending=True, sql=by_first_day),
    WorkOrder.AVAILABLE_FROM_ASC: Order(WORKED_OUT, sql=by_first_day),
    WorkOrder.RELEVANCE: Order(WORKED_OUT, descending=True, sql=by_relevance, needs="text"),
}
