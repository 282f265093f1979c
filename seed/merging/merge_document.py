"""Merges an edited file of a work, a person, an organisation, a column or the publication into what is stored.

Fields are compared one by one, as ``seed.merging.three_way`` does with issues: what was edited in the file since it was
exported is written, what was edited elsewhere since stays, and where both changed one field, that is a conflict.
"""

from typing import Any, Generic, NamedTuple

from schema.history.labels import field_label
from seed.files.digests import DETAILS, digests
from seed.files.documents import AnyContent


class MergedDocument(NamedTuple, Generic[AnyContent]):
    """A document as it is to be stored, and the conflicts in words; where there are any, nothing is to be stored."""

    document: AnyContent
    conflicts: list[str]


def merge_document(stored: AnyContent, incoming: AnyContent) -> MergedDocument[AnyContent]:
    """Return what a file makes of a stored document.

    A file that no export wrote counts in all that it says, and takes away nothing of what it does not speak of.
    """
    exported: dict[str, str] | None = getattr(incoming, "exported", None)
    is_stored, is_wanted = digests(stored), digests(incoming)
    taken, conflicts = [], []
    for name in {**is_wanted, **is_stored} if exported is not None else is_wanted:
        before = (is_stored if exported is None else exported).get(name)
        if is_wanted.get(name) in (before, is_stored.get(name)):
            continue
        taken.append(name)
        if is_stored.get(name) != before:
            conflicts.append(f"{field_label(name)} was edited elsewhere since this file was exported")
    return MergedDocument(_with(stored, incoming, taken), conflicts)


def edited_since(stored: AnyContent, incoming: AnyContent) -> list[str]:
    """Return in plain words the fields that a file would replace though they were edited since it was exported."""
    exported: dict[str, str] = getattr(incoming, "exported", None) or {}
    is_stored, is_wanted = digests(stored), digests(incoming)
    names = {**is_stored, **is_wanted}
    replaced = (name for name in names if is_wanted.get(name) != is_stored.get(name))
    return [field_label(name) for name in replaced if is_stored.get(name) != exported.get(name)]


def _with(stored: AnyContent, incoming: AnyContent, names: list[str]) -> AnyContent:
    """Return the stored document with some fields of the file."""
    aliases = {field.alias or name: name for name, field in type(stored).model_fields.items()}
    fields: dict[str, Any] = {}
    for name in names:
        if name.startswith(DETAILS):
            detail = name.removeprefix(DETAILS)
            details = fields.setdefault("details", dict(getattr(stored, "details", {})))
            details.pop(detail, None)
            details |= {key: value for key, value in getattr(incoming, "details", {}).items() if key == detail}
        else:
            fields[aliases[name]] = getattr(incoming, aliases[name])
    return stored.model_copy(update=fields)
