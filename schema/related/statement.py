"""The SELECT of the works that have most in common with a work, and of what each has.

All numbers are integers, and every list that is cut has an order: the two databases answer the same. What was found of
a work goes along as JSON in any order, and is only put in order for the few works that are answered with.
"""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from schema.engine.arguments import is_any_of
from schema.engine.compiler.found import Finding
from schema.engine.sql.json_text import Concat, JoinedAggregate, Quoted, json_items, json_member, json_object
from schema.engine.sql.rows import TableAlias
from schema.related.candidates import Candidates
from schema.related.pieces import at_most, number, outer, text
from schema.related.rules import (
    MOST_CANDIDATES,
    MOST_NAMED,
    MOST_POINTS,
    MOST_SECTIONS,
    ONE_EACH,
    POINTS_OF_COMPANION,
)
from schema.tables import Work
from schema.vocabulary import RelationReason


class Relations:
    """The parts of the SELECT that choose among the candidates, and tell what they have in common with the work.

    Args:
        finding: what it is written for, with the work as its row.
        candidates: what may be related.
    """

    def __init__(self, finding: Finding, candidates: Candidates) -> None:
        self._dialect = finding.dialect
        self._work_id = finding.row.id
        self._candidates = candidates

    def best(self, works: TableAlias, *where: sa.ColumnElement[bool]) -> sa.FromClause:
        """Return the works with the most points, each with all that was found of it, in any order."""
        found, work = self._candidates.found(), works.row()
        most = sa.case(*((found.c.reason == text(each.value), number(cap)) for each, cap in MOST_POINTS.items()))
        row = [Quoted(found.c.reason), Quoted(found.c.via), sa.cast(found.c.points, sa.Text), Quoted(found.c.newer)]
        item = Concat("[", row[0], ",", row[1], ",", row[2], ",", row[3], "]")
        points = at_most(sa.func.sum(found.c.points), most)
        each = sa.select(found.c.other, points.label("points"), JoinedAggregate(item, []).label("found"))
        by_reason: Any = each.group_by(found.c.other, found.c.reason).subquery(self._candidates.name("by_reason"))
        total, all_ = sa.func.sum(by_reason.c.points), JoinedAggregate(by_reason.c.found, [])
        summed = sa.select(by_reason.c.other, total.label("points"), all_.label("found"))
        by_work: Any = summed.group_by(by_reason.c.other).subquery(self._candidates.name("by_work"))
        columns = {"id": work.id, "work_kind": work.kind, "released": work.release_key}
        best = sa.select(*(column.label(name) for name, column in columns.items()), by_work.c.points, by_work.c.found)
        best = best.select_from(by_work.join(works.from_clause(), work.id == by_work.c.other)).where(*where)
        best = best.order_by(by_work.c.points.desc(), work.release_key.desc(), work.id.desc())
        return best.limit(number(MOST_CANDIDATES)).subquery(self._candidates.name("best"))

    def told(self, found: Any, other: Any) -> sa.ColumnElement[Any]:
        """Return the reasons of a work as JSON without brackets, of what was found of it."""
        told = self._by_reason(self._running(self._unpacked(found)))
        item = self.reason(told.c, other)
        joined = JoinedAggregate(item, [told.c.points.desc(), told.c.reason, told.c.nth])
        return sa.select(joined).select_from(told).scalar_subquery()

    def _unpacked(self, found: Any) -> sa.FromClause:
        """Return what was found of a work as rows again."""
        each = json_items(Concat("[", found, "]"), self._dialect, self._candidates.name("item"))
        names = {"reason": sa.Text(), "via": sa.Text(), "points": sa.Integer(), "newer": sa.Text()}
        members = {name: json_member(each, number(place), names[name]) for place, name in enumerate(names)}
        if self._dialect == "postgresql":
            members |= {name: members[name].collate("C") for name in ("via", "newer")}
        return (
            sa.select(*(member.label(name) for name, member in members.items()))
            .select_from(each)
            .subquery(self._candidates.name("unpacked"))
        )

    def _running(self, found: Any) -> sa.FromClause:
        """Return what was found of a work, each row with what those before it of the same reason add up to."""
        order = (found.c.points.desc(), found.c.newer.desc(), found.c.via)
        window: dict[str, Any] = {"partition_by": found.c.reason, "order_by": order}
        is_ = {each: found.c.reason == text(each.value) for each in MOST_POINTS}
        return sa.select(
            *found.c,
            sa.func.sum(found.c.points).over(**window, rows=(None, 0)).label("ran"),
            sa.func.row_number().over(**window).label("nth"),
            sa.case(*((is_[each], number(most)) for each, most in MOST_POINTS.items())).label("most"),
            sa.case(*((is_[each], found.c.via) for each in ONE_EACH), else_=text("")).label("one"),
        ).subquery(self._candidates.name("running"))

    def _by_reason(self, running: Any) -> sa.FromClause:
        """Return the reasons with their points, and the things that they rest on."""
        row = running.c
        points = sa.func.sum(at_most(row.ran, row.most) - at_most(row.ran - row.points, row.most))
        shown = sa.case((row.reason == text(RelationReason.TOGETHER), number(MOST_SECTIONS)), else_=number(MOST_NAMED))
        columns = {
            "points": points,
            "count": sa.func.count(),
            "nth": sa.func.min(row.nth),
            "thing": sa.func.min(row.via),
            "via": JoinedAggregate(Quoted(row.via), [row.nth], row.nth <= shown),
        }
        grouped = sa.select(row.reason, *(column.label(name) for name, column in columns.items()))
        grouped = grouped.group_by(row.reason, row.one).having(points > number(0))
        return grouped.subquery(self._candidates.name("reason"))

    def reason(self, told: Any, other: Any) -> Concat:
        """Return the JSON of a reason: what it is, what it counts, the things in common, or the one, and the works."""
        return json_object(
            [
                ("reason", Quoted(told.reason)),
                ("points", sa.cast(told.points, sa.Text)),
                ("count", sa.cast(told.count, sa.Text)),
                ("via", Concat("[", told.via, "]")),
                ("thing", Quoted(told.thing)),
                ("work", Quoted(self._work_id)),
                ("other", Quoted(other)),
            ]
        )

    def companion(self, reason: RelationReason, thing: Any, other: Any) -> Concat:
        """Return the JSON of a reason that counts beside others."""
        columns = {"reason": text(reason.value), "points": number(POINTS_OF_COMPANION), "count": number(1)}
        return self.reason(SimpleNamespace(**columns, via=Quoted(thing), thing=thing), other)


def related_works(finding: Finding) -> "sa.Select[Any]":
    """Select the works that have most in common with a work: ``place``, ``id``, ``score`` and ``reasons``."""
    candidates = Candidates(finding)
    relations = Relations(finding, candidates)
    works, work = candidates.table(Work)
    of_kind = [] if finding.given("kinds") is None else [is_any_of(work.kind, finding.arguments.value("kinds"))]
    best = relations.best(works, *of_kind)
    companions = {
        RelationReason.SAME_COLUMN: candidates.shared_column(outer(best, "id")),
        RelationReason.SAME_PLATFORM_AND_KIND: candidates.shared_platform(outer(best, "id"), outer(best, "work_kind")),
    }
    beside = (via.label(reason.value.lower()) for reason, via in companions.items())
    named: Any = sa.select(best, *beside).subquery(candidates.name("named"))
    things = {reason: named.c[reason.value.lower()] for reason in companions}
    counted: Any = (
        sa.case((thing.is_not(None), number(POINTS_OF_COMPANION)), else_=number(0)) for thing in things.values()
    )
    score = sum(counted, start=named.c.points)
    order = (score.desc(), named.c.released.desc(), named.c.id.desc())
    place = sa.func.row_number().over(order_by=order).label("place")
    chosen = sa.select(place, sa.cast(score, sa.Integer).label("score"), named.c.id, named.c.found, *things.values())
    chosen = chosen.order_by(*order).limit(number(int(finding.given("limit"))))
    first = chosen.subquery(candidates.name("first"))
    reasons = [relations.told(outer(first, "found"), outer(first, "id"))]
    for reason in companions:
        thing = first.c[reason.value.lower()]
        told = Concat(",", relations.companion(reason, thing, first.c.id))
        reasons.append(sa.case((thing.is_not(None), told), else_=Concat("")))
    all_ = Concat("[", *reasons, "]").label("reasons")
    return sa.select(first.c.place, first.c.score, first.c.id, number(0).label("kind"), all_)
