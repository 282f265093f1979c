"""The works that have something in common with a work, one SELECT for each way to have it.

Each reads the works that share one thing, where these are few enough for that to mean something: so what is read is
bounded, and the rarer a thing is, the more it counts.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.compiler.found import Finding
from schema.engine.sql.rows import Row, TableAlias
from schema.related.pieces import bits, number, outer, text
from schema.related.rules import (
    FEW,
    MAKERS,
    MANY,
    MOST_PARTS,
    MOST_THINGS,
    MOST_WORKS,
    NEWEST,
    POINTS_OF_MAKER,
    POINTS_OF_ORGANIZATION,
    POINTS_OF_OTHERS,
    POINTS_OF_TAG,
    POINTS_OF_WHOLE,
    POINTS_OF_WORD,
    TOGETHER,
    bit_of,
)
from schema.rows import Model
from schema.search_tables import WorkWord
from schema.tables import (
    Availability,
    Column,
    Credit,
    Organization,
    Recommendation,
    Section,
    Work,
    WorkOrganization,
    WorkTag,
)
from schema.vocabulary import RecommendationRole, RelationReason


class Candidates:
    """The SELECTs of what has something in common with one work, under the rule of a viewer.

    Args:
        finding: what it is written for, with the work as its row.
    """

    def __init__(self, finding: Finding) -> None:
        self.ctx = finding.ctx
        self.work: Row = finding.row
        self._asked = (
            None if finding.given("reasons") is None else finding.arguments.value("reasons").parameter(sa.Integer())
        )

    def table(self, model: Model) -> tuple[TableAlias, Row]:
        """Return a table under a new name, and its row."""
        alias = self.ctx.alias(table_of(model))
        return alias, alias.row()

    def asked_for(self, reason: RelationReason) -> Sequence[sa.ColumnElement[bool]]:
        """Return the condition that a reason is asked for, where only some are; nothing is read for others."""
        if self._asked is None:
            return []
        return [self._asked.op("&")(number(bit_of(reason))) > number(0)]

    def having(self, link: Row, works: TableAlias) -> Sequence[sa.ColumnElement[bool]]:
        """Return the conditions that a link is of a work which the viewer sees."""
        return [works.row().id == link.work_id, *self.ctx.visibility(works.row())]

    def count(self, model: Model, column: str, value: Any, most: int) -> sa.ColumnElement[int]:
        """Return how many works have a thing, counted up to one more than ``most``."""
        (link, row), (works, _) = self.table(model), self.table(Work)
        joined = link.from_clause().join(works.from_clause(), sa.and_(*self.having(row, works)))
        ids = sa.select(row.work_id.label("id")).distinct().select_from(joined).where(getattr(row, column) == value)
        few = ids.limit(number(most + 1)).subquery(self.name("few"))
        return sa.select(sa.func.count()).select_from(few).scalar_subquery()

    def things(self, reason: RelationReason, model: Model, column: str, *values: Any) -> sa.FromClause:
        """Return the rarest things of the work that others have too: ``via``, ``n`` that have it, and more values."""
        link, row = self.table(model)
        most, via = MOST_WORKS.get(reason, MANY), getattr(row, column)
        own = sa.select(via.label("via"), *(value(row) for value in values)).select_from(link.from_clause())
        own = own.where(row.work_id == self.work.id, *self.asked_for(reason)).group_by(via)
        named = own.subquery(self.name("own"))
        counted = sa.select(*named.c, self.count(model, column, outer(named, "via"), most).label("n"))
        all_: Any = counted.select_from(named).subquery(self.name("all"))
        is_useless = sa.or_(all_.c.n <= number(1), all_.c.n > number(most))
        # Those that are of no use are put last and left out afterwards, so that SQLite counts once.
        ordered = sa.select(all_).order_by(is_useless, all_.c.n, all_.c.via)
        rare = ordered.limit(number(MOST_THINGS.get(reason, FEW))).subquery(self.name("rare"))
        useful = sa.select(rare).where(rare.c.n > number(1), rare.c.n <= number(most))
        return useful.subquery(self.name("useful"))

    def name(self, prefix: str) -> str:
        """Return a name that the statement has once."""
        return f"{prefix}{next(self.ctx.numbers)}"

    def sharing(self, reason: RelationReason, model: Model, column: str, points: int) -> "sa.Select[Any]":
        """Select the works that have a thing which the work has."""
        rare, (link, row), (works, _) = self.things(reason, model, column), self.table(model), self.table(Work)
        joined = rare.join(link.from_clause(), getattr(row, column) == rare.c.via).join(
            works.from_clause(), sa.and_(*self.having(row, works))
        )
        worth = bits(rare.c.n) * number(points)
        return self.rows(reason, row.work_id, rare.c.via, worth).select_from(joined).where(row.work_id != self.work.id)

    def rows(self, reason: RelationReason, other: Any, via: Any, points: Any, newer: Any = None) -> "sa.Select[Any]":
        """Select what each generator of candidates gives, without a FROM yet."""
        return sa.select(
            other.label("other"),
            text(reason.value).label("reason"),
            via.label("via"),
            points.label("points"),
            (text("") if newer is None else newer).label("newer"),
        )

    def people(self) -> "sa.Select[Any]":
        """Select the works with the same people; more is what they made than what they appear in."""
        reason = RelationReason.SAME_PERSON
        rare = self.things(reason, Credit, "person_id", lambda row: makes(row).label("makes"))
        (link, row), (works, _) = self.table(Credit), self.table(Work)
        joined = rare.join(link.from_clause(), row.person_id == rare.c.via).join(
            works.from_clause(), sa.and_(*self.having(row, works))
        )
        both = sa.and_(rare.c.makes == number(1), makes(row) == number(1))
        strength = sa.case((both, number(POINTS_OF_MAKER)), else_=number(POINTS_OF_OTHERS))
        shared = self.rows(reason, row.work_id, rare.c.via, bits(rare.c.n) * strength).select_from(joined)
        return shared.where(row.work_id != self.work.id).group_by(row.work_id, rare.c.via, rare.c.n, rare.c.makes)

    def together(self) -> "sa.Select[Any]":
        """Select the works that stand in the same sections."""
        newest = self.newest(self.work.id, lambda _: sa.and_(sa.true(), *self.asked_for(RelationReason.TOGETHER)))
        (others, row), (works, _) = self.table(Recommendation), self.table(Work)
        joined = newest.join(
            others.from_clause(), sa.and_(row.section_id == newest.c.section_id, *self.ctx.visibility(row))
        ).join(works.from_clause(), sa.and_(*self.having(row, works)))
        picked = sa.case((row.role == text(RecommendationRole.PICK), number(1)), else_=number(0)) + newest.c.picked
        points = sa.case(
            *((picked == number(many), number(worth)) for many, worth in TOGETHER.items()), else_=number(0)
        )
        rows = self.rows(RelationReason.TOGETHER, row.work_id, newest.c.section_id, points, newest.c.newer)
        return rows.select_from(joined).where(row.work_id != self.work.id)

    def newest(self, work_id: Any, *where: Any) -> sa.FromClause:
        """Return the newest recommendations of a work: ``section_id``, ``newer`` and ``picked``, 1 or 0."""
        said, row = self.table(Recommendation)
        picked = sa.case((row.role == text(RecommendationRole.PICK), number(1)), else_=number(0))
        rows = sa.select(row.section_id.label("section_id"), row.sort_key.label("newer"), picked.label("picked"))
        rows = rows.select_from(said.from_clause()).where(row.work_id == work_id, *self.ctx.visibility(row))
        rows = rows.where(*(condition(row) for condition in where)).order_by(row.sort_key.desc(), row.id)
        return rows.limit(number(NEWEST)).subquery(self.name("newest"))

    def family(self) -> "sa.Select[Any]":
        """Select the whole of which the work is a part, the other parts of that, and the work's own parts."""
        work, whole = self.work.id, self.work.part_of_id
        near = sa.union_all(
            self._of_family(lambda row: row.id == whole, whole),
            self._of_family(lambda row: row.part_of_id == whole, whole),
            self._of_family(lambda row: row.part_of_id == work, work),
        ).subquery(self.name("family"))
        return sa.select(near).where(near.c.other != work)

    def _of_family(self, on: Callable[[Row], Any], whole: Any) -> "sa.Select[Any]":
        """Select the works that a condition holds for, where the viewer sees the whole too."""
        (works, row), (wholes, seen) = self.table(Work), self.table(Work)
        joined = works.from_clause().join(wholes.from_clause(), sa.and_(seen.id == whole, *self.ctx.visibility(seen)))
        rows = self.rows(RelationReason.SAME_WHOLE, row.id, seen.id, number(POINTS_OF_WHOLE)).select_from(joined)
        rows = rows.where(on(row), *self.ctx.visibility(row), *self.asked_for(RelationReason.SAME_WHOLE))
        # The sum is no index's order, so that the parts are looked up and not all works.
        few = rows.order_by(row.id + text("")).limit(number(MOST_PARTS)).subquery(self.name("near"))
        return sa.select(few)

    def found(self) -> sa.FromClause:
        """Return the rows of all generators."""
        shares = (
            (RelationReason.SHARED_TAG, WorkTag, "tag_id", POINTS_OF_TAG),
            (RelationReason.SIMILAR_TEXT, WorkWord, "word", POINTS_OF_WORD),
            (RelationReason.SAME_ORGANIZATION, WorkOrganization, "organization_id", POINTS_OF_ORGANIZATION),
        )
        generated = [self.family(), self.people(), self.together(), *(self.sharing(*each) for each in shares)]
        return sa.union_all(*generated).subquery(self.name("found"))

    def shared_column(self, other: Any) -> sa.ColumnElement[Any]:
        """Return the id of a column that has recommended both works; NULL where there is none."""
        (mine, own), (theirs, row), (columns, column) = (self.table(Section), self.table(Section), self.table(Column))
        picks = self.newest(self.work.id, lambda said: said.role == text(RecommendationRole.PICK))
        others = self.newest(other, lambda said: said.role == text(RecommendationRole.PICK))
        of_work = picks.join(mine.from_clause(), own.id == picks.c.section_id)
        of_other = others.join(theirs.from_clause(), row.id == others.c.section_id)
        both = of_work.join(of_other, own.column_id == row.column_id).join(
            columns.from_clause(), sa.and_(column.id == own.column_id, *self.ctx.visibility(column))
        )
        rows = sa.select(column.id).select_from(both).where(*self.asked_for(RelationReason.SAME_COLUMN))
        return rows.order_by(column.id).limit(number(1)).scalar_subquery()

    def shared_platform(self, other: Any, kind: Any) -> sa.ColumnElement[Any]:
        """Return the id of a platform that has both works, where they are of one kind; NULL where there is none."""
        (mine, own), (theirs, row), (bodies, body) = (
            self.table(Availability),
            self.table(Availability),
            self.table(Organization),
        )
        both = mine.from_clause().join(theirs.from_clause(), row.platform_id == own.platform_id)
        both = both.join(bodies.from_clause(), sa.and_(body.id == own.platform_id, *self.ctx.visibility(body)))
        rows = sa.select(body.id).select_from(both)
        rows = rows.where(own.work_id == self.work.id, row.work_id == other, kind == self.work.kind)
        rows = rows.where(*self.asked_for(RelationReason.SAME_PLATFORM_AND_KIND))
        return rows.order_by(body.id).limit(number(1)).scalar_subquery()


def makes(row: Row) -> sa.ColumnElement[int]:
    """Return 1 where one of the grouped credits is of somebody who makes works, else 0."""
    roles = [text(role.value) for role in MAKERS]
    return sa.func.max(sa.case((row.role.in_(roles), number(1)), else_=number(0)))
