"""Merges an edit into what was saved since the version that it was made on: field by field, list by list."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schema.history.differences import Difference, Names, Path, difference, field_difference, work_name
from schema.history.labels import section_label
from schema.history.three_way import Decision, decide, is_reordered_twice, merged_list
from schema.rows import Row
from schema.writes.matching import NEW


class MergedEdit(NamedTuple):
    """What is to be saved, and what was changed elsewhere in the very same place; where anything was, nothing is."""

    values: Row
    conflicts: list[Difference]


def merge_edit(base: Row, stored: Row, given: Row, names: Names) -> MergedEdit:
    """Return what an edit makes of a stored document.

    Args:
        base: the document that it was made on.
        stored: the document as it is.
        given: the edit, as ``given_document`` makes it; what is left out of it is as it was.
        names: what the ids in conflicts are called.
    """
    merge = _Merge(names)
    values = merge.fields((), "", base, stored, given)
    if "details" in given:
        values |= merge.details(base, stored, given)
    if "sections" in given:
        values |= merge.sections(base["sections"], stored["sections"], given["sections"])
    return MergedEdit(values, merge.conflicts)


class _Merge:
    """Collects the conflicts of one merge."""

    def __init__(self, names: Names) -> None:
        self.conflicts: list[Difference] = []
        self._names = names

    def fields(self, path: Path, prefix: str, base: Row, stored: Row, given: Row) -> Row:
        """Return the given values that are to be written."""
        taken: Row = {}
        for name, value in given.items():
            if name in {"id", NEW, "details", "sections", "recommendations"}:
                continue
            was, now = base.get(name), stored.get(name)
            if all(_are_texts(each) for each in (was, now, value)):
                taken |= {name: merged} if (merged := merged_list(was, now, value)) != now else {}  # type: ignore[arg-type]
            elif (decision := decide(was, now, value)) is Decision.TAKE:
                taken[name] = value
            elif decision is Decision.CONFLICT:
                self.conflicts.append(field_difference(path, prefix, name, (was, now), self._names))
        return taken

    def details(self, base: Row, stored: Row, given: Row) -> Row:
        """Return what only works of a kind have, whole where anything of it is to be written."""
        if given.get("kind", stored["kind"]) == stored["kind"] == base["kind"]:
            taken = self.fields(("details",), "", base["details"], stored["details"], given["details"])
            return {"details": stored["details"] | taken} if taken else {}
        return self.fields((), "", *({"all": each["details"]} for each in (base, stored, given))) and {
            "details": given["details"]
        }

    def sections(self, base: list[Row], stored: list[Row], given: list[Row]) -> Row:
        """Return all sections in order, where any is to be written; each with what is."""
        was, now, wanted = _by_id(base), _by_id(stored), _by_id(given)
        labels = {each["id"]: section_label(place, each["heading"]) for place, each in enumerate(stored, 1)}
        self._find_removed("sections", was, now, wanted, labels)
        orders = [*was], [*now], [*wanted]
        if is_reordered_twice(*orders):
            self.conflicts.append(difference(("sections",), "sections in another order"))
        merged = []
        for row_id in merged_list(*orders):
            if row_id not in now:
                merged.append(wanted[row_id])
            elif row_id in wanted:
                path = ("sections", str([*wanted].index(row_id)))
                before = was.get(row_id, now[row_id])
                merged.append(self._section(path, labels[row_id], before, now[row_id], wanted[row_id]))
            else:
                merged.append({"id": row_id})
        return {"sections": merged} if [*now] != merged_list(*orders) or any(map(_is_written, merged)) else {}

    def _section(self, path: Path, label: str, base: Row, stored: Row, given: Row) -> Row:
        section = {"id": stored["id"], **self.fields(path, f"{label}: ", base, stored, given)}
        if "recommendations" in given:
            lists = (each["recommendations"] for each in (base, stored, given))
            section |= self._recommendations((*path, "recommendations"), label, *lists)
        return section

    def _recommendations(self, path: Path, label: str, base: list[Row], stored: list[Row], given: list[Row]) -> Row:
        was, now = _by_id(base), _by_id(stored)
        added = {row["work_id"]: row_id for row_id, row in now.items() if row_id not in was}
        wanted = _by_id([_continued(row, added) for row in given])
        labels = {row_id: f"{label}: {work_name(row, self._names)}" for row_id, row in {**was, **now}.items()}
        self._find_removed(path[-1], was, now, wanted, labels, path[:-1])
        ids, merged = merged_list([*was], [*now], [*wanted]), []
        for place, row_id in enumerate(ids):
            if row_id not in now:
                merged.append(wanted[row_id])
                continue
            row = wanted.get(row_id, {})
            before = was.get(row_id, {})
            taken = self.fields((*path, str(place)), f"{labels[row_id]}: ", before, now[row_id], row)
            merged.append({"id": row_id, **taken})
        return {"recommendations": merged} if ids != [*now] or any(map(_is_written, merged)) else {}

    def _find_removed(
        self,
        name: str,
        base: Mapping[str, Row],
        stored: Mapping[str, Row],
        given: Mapping[str, Row],
        labels: Mapping[str, str],
        path: Path = (),
    ) -> None:
        """Note as conflicts what one side removed and the other changed."""
        for row_id, was in base.items():
            if row_id not in given and row_id in stored and stored[row_id] != was:
                self.conflicts.append(difference((*path, name), f"{labels[row_id]} changed"))
            edits = {key: value for key, value in given.get(row_id, {}).items() if was.get(key) != value}
            if row_id in given and row_id not in stored and _without_kept(edits, was):
                label = labels.get(row_id) or section_label(None, was.get("heading"))
                place = str([*given].index(row_id))
                self.conflicts.append(difference((*path, name, place), f"{label} removed"))


def _without_kept(edits: Row, was: Row) -> Row:
    """Return the edits of a part, without lists whose items say nothing but that they stay."""
    kept = [{"id": each["id"]} for each in was.get("recommendations", ())]
    return {key: value for key, value in edits.items() if key != NEW and value != kept}


def _continued(row: Row, added: Mapping[str, str]) -> Row:
    """Return a recommendation, with the id of the one that was added elsewhere of the same work."""
    row_id = added.get(row.get("work_id", "")) if row.get(NEW) else None
    return {**{name: value for name, value in row.items() if name != NEW}, "id": row_id} if row_id else row


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    """Return rows by their ids; new ones by their places."""
    return {str(row.get("id") or f"new {place}"): row for place, row in enumerate(rows)}


def _is_written(row: Row) -> bool:
    return bool(row.keys() - {"id"})


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
