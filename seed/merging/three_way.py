"""Merges an edited file into an issue that may have been edited elsewhere since: a three-way comparison.

What the file changes is written where the stored value is still as the last import left it; edits made elsewhere stay.
Where the file changes the very thing that was edited elsewhere, to another value, that is a conflict.

Columns, works, people and organisations are not in a letter: the catalogue finds them in the text. Where a section's
heading and text are as they were, what is stored of these wins over what the catalogue would now find, without a
conflict; so does a date. An export states all of it (``stated``): what it leaves out was taken out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schema.history.labels import field_label, section_label
from schema.history.three_way import Decision, decide, is_reordered_twice, merged_list
from schema.vocabulary import StoredStatus
from seed.files.snapshot import (
    ISSUE_FIELDS,
    NAMED_IN_SECTIONS,
    RECOMMENDATION_FIELDS,
    SectionSnapshot,
    Snapshot,
)
from seed.merging.section_matching import match_sections

DATE = ("published_at", "published_at_basis")
"""What a letter's day is only inferred from."""


@dataclass
class MergeResult:
    """What an import has to write: the changed columns and, when any section changes, all sections in order.

    ``conflicts`` name what was edited elsewhere; when there are any, nothing is to be written.
    ``order`` holds the file's section at each place (None: one that the file does not have), ``incoming`` what the file
    says in the form that was compared.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    order: list[SectionSnapshot | None] = field(default_factory=list)
    since: str = "the last import"
    incoming: Snapshot = field(default_factory=Snapshot)

    def overwrites(self, base: Any, stored: Any, incoming: Any, label: str, *, stored_wins: bool = False) -> bool:
        """Whether the incoming value is to be written over the stored one.

        Where both differ from the base, the stored value stays: that is a conflict, unless ``stored_wins``.
        """
        decision = decide(base, stored, incoming)
        if decision is Decision.CONFLICT and not stored_wins:
            self.conflicts.append(f"{label} was edited elsewhere since {self.since}")
        return decision is Decision.TAKE


def merge(
    base: Snapshot | None,
    stored: Snapshot,
    incoming: Snapshot,
    columns: Mapping[str, Any],
    *,
    stated: bool = False,
) -> MergeResult:
    """Return what a file changes in a stored issue.

    Args:
        base: what the last import wrote, or, sealed, what was exported; None when the issue was not imported.
        stored: what the database holds.
        incoming: what the file says.
        columns: the same as column values; those without a field in ``incoming`` are ignored.
        stated: whether the file is an export with its base, so that what it lacks was taken out.
    """
    result = MergeResult(since="this file was exported" if stated else "the last import")
    labels = {
        str(section.id): section_label(position, section.fields.get("heading"))
        for position, section in enumerate(stored.sections, 1)
    }
    if stated:
        stored, incoming = stored.sealed(), incoming.sealed()
    result.incoming = incoming
    was = base or Snapshot(fields={"status": StoredStatus.DRAFT.value})
    for name in ISSUE_FIELDS if stated else incoming.fields:
        values = was.fields.get(name), stored.fields.get(name), incoming.fields.get(name)
        if result.overwrites(*values, field_label(name), stored_wins=name in DATE and not stated):
            result.columns[name] = columns[name]
    authors = merged_list(was.authors, stored.authors, incoming.authors if stated else incoming.authors or was.authors)
    if authors != stored.authors:
        result.columns["authors"] = authors
    if incoming.sections or stated:
        sections = _SectionMerge(result, was, stored, labels, stated=stated)
        sections.merge(incoming, columns["sections"], match_loosely=base is None)
    return result


class _SectionMerge:
    """The merge of an issue's sections, which adds to the result of the issue."""

    def __init__(
        self, result: MergeResult, base: Snapshot, stored: Snapshot, labels: Mapping[str, str], *, stated: bool
    ) -> None:
        self._result = result
        self._base = {str(section.id): section for section in base.sections}
        self._stored = {str(section.id): section for section in stored.sections}
        self._labels = labels
        self._stated = stated

    def merge(self, incoming: Snapshot, rows: Sequence[Mapping[str, Any]], *, match_loosely: bool) -> None:
        """Merge every section and their order; the file's sections take the ids of those they continue."""
        self._identify(incoming.sections, match_loosely=match_loosely)
        row_of = {str(section.id): row for section, row in zip(incoming.sections, rows, strict=True)}
        sections = {str(section.id): section for section in incoming.sections}
        self._check_removed(sections)
        ids = merged_list(list(self._base), list(self._stored), list(sections))
        if is_reordered_twice(list(self._base), list(self._stored), list(sections)):
            order = f"the order of the sections was changed elsewhere since {self._result.since}"
            self._result.conflicts.append(order)
        merged_rows = []
        for section_id in ids:
            if section_id not in self._stored:
                merged_rows.append({name: value for name, value in row_of[section_id].items() if name != "id"})
            else:
                in_file = section_id in sections
                changes = self._changes(sections[section_id], row_of[section_id]) if in_file else {}
                merged_rows.append({"id": section_id, **changes})
        if ids != list(self._stored) or any(row.keys() - {"id"} for row in merged_rows):
            self._result.columns["sections"] = merged_rows
        self._result.order = [sections.get(section_id) for section_id in ids]

    def _identify(self, incoming: Sequence[SectionSnapshot], *, match_loosely: bool) -> None:
        """Set the ids of the file's sections: of those they continue in the base, else of those added elsewhere."""
        in_base = match_sections(list(self._base.values()), incoming)
        ids = [str(section.id) if section else "" for section in in_base]
        rest = [index for index, section_id in enumerate(ids) if not section_id]
        added = [section for section_id, section in self._stored.items() if section_id not in self._base]
        in_added = match_sections(added, [incoming[index] for index in rest], loosely=match_loosely)
        for index, section in zip(rest, in_added, strict=True):
            ids[index] = str(section.id) if section else f"new {index}"
        for section, section_id in zip(incoming, ids, strict=True):
            section.id = section_id

    def _check_removed(self, incoming: Mapping[str, SectionSnapshot]) -> None:
        """Note as conflicts the sections that one side removed and the other changed."""
        for section_id, base in self._base.items():
            stored = self._stored.get(section_id)
            if section_id not in incoming and stored and not stored.has_same_content(base):
                self._result.conflicts.append(
                    f"{self._labels[section_id]} was edited elsewhere since {self._result.since}"
                )
            if section_id in incoming and not stored and not incoming[section_id].has_same_text(base):
                heading = None if self._stated else base.fields.get("heading")
                self._result.conflicts.append(
                    f"{section_label(None, heading)} was removed elsewhere since {self._result.since}"
                )

    def _changes(self, incoming: SectionSnapshot, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what changes in a section that is stored."""
        section_id = str(incoming.id)
        stored, base = self._stored[section_id], self._base.get(section_id, SectionSnapshot())
        linked_again = not self._stated and incoming.has_same_text(base)
        changes: dict[str, Any] = {}
        for name in ("heading", "body_markdown", "column_id", "sources", "key_figures"):
            label = f"{self._labels[section_id]}: {field_label(name)}"
            stored_wins = linked_again and name == "column_id"
            base_value, stored_value, value = (section.fields.get(name) for section in (base, stored, incoming))
            if self._result.overwrites(base_value, stored_value, value, label, stored_wins=stored_wins):
                changes[name] = row[name]
        for name in NAMED_IN_SECTIONS:
            lists = [section.named.get(name, []) for section in (base, stored, incoming)]
            if (ids := merged_list(*lists)) != lists[1]:
                changes[name] = ids
        rows = {each["work_id"]: each for each in row.get("recommendations") or ()}
        recommendations = self._recommendations(base, stored, incoming, rows, linked_again=linked_again)
        if recommendations is not None:
            changes["recommendations"] = recommendations
        return changes

    def _recommendations(
        self,
        base: SectionSnapshot,
        stored: SectionSnapshot,
        incoming: SectionSnapshot,
        rows: Mapping[str, Mapping[str, Any]],
        *,
        linked_again: bool,
    ) -> list[dict[str, Any]] | None:
        """Return the section's recommendations in order, or None when they stay as they are.

        In a text that was only linked again no stored role changes: it would be another guess about the same words.
        """
        label = self._labels[str(incoming.id)]
        changed: dict[str, dict[str, Any]] = {}
        edited = [work for work in base.works if work in stored.works and stored.works[work] != base.works[work]]
        for work in (work for work in edited if work not in incoming.works):
            self._result.overwrites(
                base.works[work], stored.works[work], None, f"{label}: a recommendation", stored_wins=linked_again
            )
        # One that was edited counts as the editor's own: the file cannot take it away.
        unedited = [work for work in base.works if work not in edited]
        ids = merged_list(unedited, list(stored.works), list(incoming.works))
        for work in [] if linked_again else [work for work in incoming.works if work in stored.works]:
            base_values, stored_values, values = base.works.get(work, {}), stored.works[work], incoming.works[work]
            for key in RECOMMENDATION_FIELDS if self._stated else values:
                what = f"{label}: {field_label(key)} of a recommendation"
                if self._result.overwrites(base_values.get(key), stored_values.get(key), values.get(key), what):
                    changed.setdefault(work, {})[key] = rows[work][key]
        if ids == list(stored.works) and not changed:
            return None
        for work in (work for work in ids if work not in stored.works):
            changed[work] = {key: rows[work][key] for key in RECOMMENDATION_FIELDS if key in rows[work]}
        return [{"work_id": work, **changed.get(work, {})} for work in ids]
