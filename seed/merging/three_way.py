"""Bringing an edited file into an issue that may have been edited elsewhere since: a three-way comparison.

What the file says anew is taken where what is stored is still as the last import left it; what was edited elsewhere
stays. Where the file changes the very thing that was edited elsewhere, to something else, that is a conflict.

Columns, works, people and organisations are not said by the file but found by the catalogue. Where a section's heading
and text are as they were, an edit of these wins over what the catalogue would now find, and nobody is bothered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schema.vocabulary import StoredStatus
from seed.files.snapshot import SectionSnapshot, Snapshot
from seed.merging.snapshots import SECTION_NAMES, pair

IN_PLAIN_WORDS = {"body_markdown": "text", "column_id": "column", "recommended_by_id": "recommended by"}


@dataclass
class MergeResult:
    """What an import has to write: the changed columns and, when any section changes, all sections in order.

    ``conflicts`` say in plain words what was edited elsewhere; when there are any, nothing is to be written.
    ``order`` holds the file's section at each place (None: one that the file does not have).
    """

    columns: dict[str, Any] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    order: list[SectionSnapshot | None] = field(default_factory=list)

    def takes(self, base: Any, stored: Any, given: Any, what: str, *, yields: bool = False) -> bool:
        """Tell whether the file's value is to be written over the stored one; note a conflict unless it ``yields``."""
        if given in (base, stored):
            return False
        if stored == base:
            return True
        if not yields:
            self.conflicts.append(f"{what} was edited elsewhere since the last import")
        return False


def merge(base: Snapshot | None, stored: Snapshot, given: Snapshot, columns: Mapping[str, Any]) -> MergeResult:
    """Work out what a file changes.

    Args:
        base: what the last import wrote; None when the issue was not imported.
        stored: what the database holds.
        given: what the file says.
        columns: the same as column values; what ``given`` does not state is left out of account.
    """
    result = MergeResult()
    was = base or Snapshot(fields={"status": StoredStatus.DRAFT.value})
    for name, value in given.fields.items():
        if result.takes(was.fields.get(name), stored.fields.get(name), value, name.replace("_", " ")):
            result.columns[name] = columns[name]
    if "published_at" in result.columns:
        result.columns["published_at_basis"] = columns.get("published_at_basis")
    authors = merged_list(was.authors, stored.authors, given.authors or was.authors)
    if authors != stored.authors:
        result.columns["authors"] = authors
    if given.parts:
        _Sections(result, was, stored, by_place=base is None).merge(given, columns["sections"])
    return result


def merged_list(base: Sequence[str], stored: Sequence[str], given: Sequence[str]) -> list[str]:
    """Apply to ``stored`` what ``given`` adds to ``base``, takes away from it and orders otherwise.

    What was added, taken away or ordered otherwise elsewhere stays so.
    """
    kept = {each for each in stored if each in given or each not in base}
    kept |= {each for each in given if each not in base}
    reordered = [each for each in stored if each in base] != [each for each in base if each in stored]
    first, second = (stored, given) if reordered else (given, stored)
    result = [each for each in first if each in kept]
    before: str | None = None
    for each in (each for each in second if each in kept):
        if each not in result:
            result.insert(result.index(before) + 1 if before else 0, each)
        before = each
    return result


class _Sections:
    """The sections of one merge."""

    def __init__(self, result: MergeResult, base: Snapshot, stored: Snapshot, *, by_place: bool) -> None:
        self._result = result
        self._base = {str(part.id): part for part in base.parts}
        self._stored = {str(part.id): part for part in stored.parts}
        self._by_place = by_place
        self._names = {str(part.id): _name(place, part) for place, part in enumerate(stored.parts, 1)}

    def merge(self, given: Snapshot, rows: Sequence[Mapping[str, Any]]) -> None:
        """Settle every section and their order; the file's sections take the ids of those they continue."""
        self._identify(given.parts)
        row_of = {str(part.id): row for part, row in zip(given.parts, rows, strict=True)}
        said = {str(part.id): part for part in given.parts}
        self._check_removed(said)
        ids = merged_list(list(self._base), list(self._stored), list(said))
        self._check_order(list(said), ids)
        written = []
        for each in ids:
            if each not in self._stored:
                written.append({name: value for name, value in row_of[each].items() if name != "id"})
            else:
                written.append({"id": each, **(self._section(said[each], row_of[each]) if each in said else {})})
        if ids != list(self._stored) or any(row.keys() - {"id"} for row in written):
            self._result.columns["sections"] = written
        self._result.order = [said.get(each) for each in ids]

    def _identify(self, parts: Sequence[SectionSnapshot]) -> None:
        found = dict.fromkeys(range(len(parts)), "")
        for index, (_, base) in enumerate(pair(list(self._base.values()), parts)):
            found[index] = str(base.id) if base else ""
        rest = [index for index, row_id in found.items() if not row_id]
        added = [part for row_id, part in self._stored.items() if row_id not in self._base]
        for index, (_, other) in zip(rest, pair(added, [parts[i] for i in rest], by_place=self._by_place), strict=True):
            found[index] = str(other.id) if other else f"new {index}"
        for index, part in enumerate(parts):
            part.id = found[index]

    def _check_removed(self, said: Mapping[str, SectionSnapshot]) -> None:
        """Find what one side removed and the other changed."""
        for row_id, base in self._base.items():
            stored = self._stored.get(row_id)
            if row_id not in said and stored and not stored.equals(base):
                self._result.conflicts.append(f"{self._names[row_id]} was edited elsewhere since the last import")
            if row_id in said and not stored and not said[row_id].says_as_much_as(base):
                self._result.conflicts.append(f"{_name(None, base)} was removed elsewhere since the last import")

    def _check_order(self, said: list[str], ids: list[str]) -> None:
        common = [each for each in self._base if each in said and each in self._stored]
        given, result = ([each for each in order if each in common] for order in (said, ids))
        if given not in (common, result):
            self._result.conflicts.append("the order of the sections was changed elsewhere since the last import")

    def _section(self, given: SectionSnapshot, row: Mapping[str, Any]) -> dict[str, Any]:
        """Give what changes in a section that is stored."""
        row_id = str(given.id)
        stored, base = self._stored[row_id], self._base.get(row_id, SectionSnapshot())
        found_only = given.says_as_much_as(base)
        changes: dict[str, Any] = {}
        for name in ("heading", "body_markdown", "column_id", "sources", "key_figures"):
            value = given.fields.get(name)
            what = f"{self._names[row_id]}: {IN_PLAIN_WORDS.get(name, name).replace('_', ' ')}"
            yields = found_only and name == "column_id"
            if self._result.takes(base.fields.get(name), stored.fields.get(name), value, what, yields=yields):
                changes[name] = row[name]
        for name in SECTION_NAMES:
            lists = [part.names.get(name, []) for part in (base, stored, given)]
            if (names := merged_list(*lists)) != lists[1]:
                changes[name] = names
        works = self._works(base, stored, given, yields=found_only)
        if works is not None:
            changes["recommendations"] = works
        return changes

    def _works(
        self, base: SectionSnapshot, stored: SectionSnapshot, given: SectionSnapshot, *, yields: bool
    ) -> list[dict[str, Any]] | None:
        """Give the section's recommendations in order, or None when they stay."""
        name = self._names[str(given.id)]
        changed: dict[str, dict[str, Any]] = {}
        edited = {work for work in base.works.keys() & stored.works.keys() if stored.works[work] != base.works[work]}
        for work in edited - given.works.keys():
            self._result.takes(base.works[work], stored.works[work], None, f"{name}: a recommendation", yields=yields)
        # One that was edited counts as the editor's own: the file cannot take it away.
        ids = merged_list([work for work in base.works if work not in edited], list(stored.works), list(given.works))
        for work in stored.works.keys() & given.works.keys():
            was, held = base.works.get(work, {}), stored.works[work]
            for key, value in given.works[work].items():
                what = f"{name}: {IN_PLAIN_WORDS.get(key, key)} of a recommendation"
                if self._result.takes(was.get(key), held.get(key), value, what, yields=yields):
                    changed.setdefault(work, {})[key] = value
        if ids == list(stored.works) and not changed:
            return None
        added = {work: dict(given.works[work]) for work in ids if work not in stored.works}
        return [{"work_id": work, **(added | changed).get(work, {})} for work in ids]


def _name(position: int | None, part: SectionSnapshot) -> str:
    heading = f" “{part.fields['heading']}”" if part.fields.get("heading") else ""
    return f"section {position}{heading}" if position else f"a section{heading}"
