"""A slow twin of related works: the same answer from all rows, in plain loops."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from schema.rows import Row
from schema.vocabulary import RelationReason as Reason

MAKERS = {"DIRECTOR", "CREATOR", "AUTHOR", "COMPOSER", "WRITER"}
MOST_POINTS = {
    Reason.SAME_WHOLE: 160,
    Reason.SAME_PERSON: 240,
    Reason.TOGETHER: 200,
    Reason.SHARED_TAG: 160,
    Reason.SIMILAR_TEXT: 160,
    Reason.SAME_ORGANIZATION: 80,
}
ONE_EACH = {Reason.SAME_PERSON, Reason.SAME_WHOLE, Reason.SAME_ORGANIZATION}
Shared = tuple[str, Reason, str, int, str]
"""A work, a reason, what is shared, the points, and how new it is."""


def bits(count: int) -> int:
    """Return what a thing is worth that so many works have."""
    return max(1, min(15, 16 - (count - 1).bit_length()))


class Twin:
    """What works have in common, for a reader at an instant, or for an editor, who sees all.

    Args:
        rows: the rows of all tables.
        now: the instant; None for an editor.
    """

    def __init__(self, rows: Mapping[str, list[Row]], now: datetime | None) -> None:
        def seen(table: str) -> list[Row]:
            return [row for row in rows[table] if now is None or (row["visible_from"] and row["visible_from"] <= now)]

        self.rows = rows
        self.works = {row["id"]: row for row in seen("works")}
        self.said = seen("recommendations")
        self.columns = {row["id"] for row in seen("columns")}
        self.bodies = {row["id"] for row in seen("organizations")}
        self.column_of = {row["id"]: row["column_id"] for row in rows["sections"]}

    def related(self, work_id: str) -> list[dict[str, Any]]:
        """Return all related works with their scores and reasons, the best first."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        shared = sorted(self._shared(work_id), key=lambda each: (each[0], each[1].value))
        for (other, reason), group in groupby(shared, key=lambda each: (each[0], each[1])):
            found[other] += self._told(reason, sorted(group, key=lambda each: each[2]))
        best = [(sum(each["points"] for each in reasons), other) for other, reasons in found.items() if reasons]
        newest = sorted(best, key=lambda each: (each[0], self.works[each[1]]["release_key"], each[1]), reverse=True)
        return self._with_companions(work_id, newest[:40], found)

    def _told(self, reason: Reason, shared: list[Shared]) -> list[dict[str, Any]]:
        shared = sorted(shared, key=lambda each: each[4], reverse=True)
        shared = sorted(shared, key=lambda each: each[3], reverse=True)
        ran = 0
        told: list[dict[str, Any]] = []
        for _, _, via, points, _ in shared:
            counted = min(MOST_POINTS[reason], ran + points) - min(MOST_POINTS[reason], ran)
            ran += points
            if reason in ONE_EACH or not told:
                told.append({"reason": reason.value, "points": counted, "via": [via]})
            else:
                told[0]["points"] += counted
                told[0]["via"].append(via)
        return [each for each in told if each["points"]]

    def _with_companions(
        self, work_id: str, best: list[tuple[int, str]], found: Mapping[str, list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        answer = []
        for score, other in best:
            reasons = sorted(found[other], key=lambda each: each["reason"])
            reasons = sorted(reasons, key=lambda each: -each["points"])
            for reason, via in self._companions(work_id, other):
                reasons.append({"reason": reason.value, "points": 10, "via": [via]})
            extra = 10 * (len(reasons) - len(found[other]))
            answer.append({"id": other, "score": score + extra, "reasons": reasons})
        released = {other: self.works[other]["release_key"] for _, other in best}
        return sorted(answer, key=lambda each: (each["score"], released[each["id"]], each["id"]), reverse=True)

    def _companions(self, work_id: str, other: str) -> Iterator[tuple[Reason, str]]:
        if both := self._picked_in(work_id) & self._picked_in(other) & self.columns:
            yield Reason.SAME_COLUMN, min(both)
        if self.works[work_id]["kind"] == self.works[other]["kind"] and (
            both := self._had_at(work_id) & self._had_at(other) & self.bodies
        ):
            yield Reason.SAME_PLATFORM_AND_KIND, min(both)

    def _picked_in(self, work_id: str) -> set[str]:
        return {
            column
            for row in self.said
            if row["work_id"] == work_id and row["role"] == "PICK" and (column := self.column_of[row["section_id"]])
        }

    def _had_at(self, work_id: str) -> set[str]:
        return {row["platform_id"] for row in self.rows["availability"] if row["work_id"] == work_id} - {None}

    def _shared(self, work_id: str) -> Iterator[Shared]:
        yield from self._family(work_id)
        yield from self._people(work_id)
        yield from self._together(work_id)
        yield from self._things(work_id, Reason.SHARED_TAG, "work_tags", "tag_id", 8, 4)
        yield from self._things(work_id, Reason.SIMILAR_TEXT, "work_words", "word", 5, 10)
        yield from self._things(work_id, Reason.SAME_ORGANIZATION, "work_organizations", "organization_id", 5, 4)

    def _rare(self, work_id: str, table: str, column: str, most: int) -> list[tuple[int, str, set[str]]]:
        """Return the rarest things of a work that others have: how many have each, the thing, and those."""
        having = defaultdict(set)
        for row in self.rows[table]:
            if row["work_id"] in self.works:
                having[row[column]].add(row["work_id"])
        own = {row[column] for row in self.rows[table] if row["work_id"] == work_id}
        return sorted((len(having[via]), via, having[via]) for via in own if len(having[via]) > 1)[:most]

    def _things(
        self, work_id: str, reason: Reason, table: str, column: str, points: int, most: int
    ) -> Iterator[Shared]:
        for count, via, having in self._rare(work_id, table, column, most):
            for other in having - {work_id}:
                yield other, reason, via, bits(count) * points, ""

    def _people(self, work_id: str) -> Iterator[Shared]:
        made: Callable[[str, str], bool] = lambda work, person: any(  # noqa: E731
            row["role"] in MAKERS
            for row in self.rows["credits"]
            if row["work_id"] == work and row["person_id"] == person
        )
        for count, via, having in self._rare(work_id, "credits", "person_id", 12):
            for other in having - {work_id}:
                yield (
                    other,
                    Reason.SAME_PERSON,
                    via,
                    bits(count) * (10 if made(work_id, via) and made(other, via) else 6),
                    "",
                )

    def _together(self, work_id: str) -> Iterator[Shared]:
        for mine in (row for row in self.said if row["work_id"] == work_id):
            for row in self.said:
                if row["section_id"] == mine["section_id"] and row["work_id"] in self.works.keys() - {work_id}:
                    points = (50, 70, 90)[(row["role"] == "PICK") + (mine["role"] == "PICK")]
                    yield row["work_id"], Reason.TOGETHER, row["section_id"], points, mine["sort_key"]

    def _family(self, work_id: str) -> Iterator[Shared]:
        whole = self.works[work_id]["part_of_id"]
        for other, row in self.works.items():
            if row["part_of_id"] == work_id:
                yield other, Reason.SAME_WHOLE, work_id, 160, ""
            elif other != work_id and whole in self.works and whole in {other, row["part_of_id"]}:
                yield other, Reason.SAME_WHOLE, whole, 160, ""
