"""Finds out which section of an issue is which section of an earlier snapshot."""

from collections.abc import Iterable, Sequence

from schema.rows import Row
from schema.text import fold
from schema.writes.matching import match_rows
from seed.files.snapshot import SectionSnapshot


def match_sections(
    existing: Sequence[SectionSnapshot], incoming: Sequence[SectionSnapshot], *, loosely: bool = True
) -> list[SectionSnapshot | None]:
    """Return for each incoming section the existing one it continues, if any: by id, else column, else heading.

    ``loosely`` compares the rest by their text, then by their position.
    """
    keys = [lambda row: row["id"], lambda row: row["column"], lambda row: row["heading"]]
    if loosely:
        keys += [lambda row: row["body"], lambda row: row["position"]]
    return [row["section"] if row else None for row in match_rows(_rows(existing), _rows(incoming), keys)]


def _rows(sections: Iterable[SectionSnapshot]) -> list[Row]:
    """Return what each section is matched by."""
    return [
        {
            "section": section,
            "id": section.id,
            "column": section.fields.get("column_id"),
            "heading": fold(str(section.fields.get("heading") or "")) or None,
            "body": section.fields.get("body_markdown"),
            "position": position,
        }
        for position, section in enumerate(sections)
    ]
