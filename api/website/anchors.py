"""The anchors of an issue's sections: one rule for the issue's page and for all that links into it."""

from collections.abc import Iterable

from api.website.results import SectionAnchor
from schema.text import slugify

RESERVED = {"text", "contents", "x"}
"""Anchors that pages use themselves, and what ``slugify`` returns for a heading without letters."""


def heading_of(section: SectionAnchor) -> str | None:
    """Return what stands above a section: its heading, else the name of its column."""
    return section["heading"] or (section["column"]["name"] if section["column"] else None)


def section_anchors(sections: Iterable[SectionAnchor]) -> dict[int, str]:
    """Return the anchors of all sections of an issue, by position.

    They are made of headings, or of the names of columns, so that they stay when sections move; one that repeats is
    numbered.
    """
    anchors: dict[int, str] = {}
    for number, section in enumerate(sections, 1):
        name = slugify(heading_of(section) or "")
        if name in RESERVED:
            name = f"section-{number}"
        repeats = sum(1 for anchor in anchors.values() if anchor == name or anchor.startswith(f"{name}--"))
        anchors[section["position"]] = f"{name}--{repeats + 1}" if repeats else name
    return anchors
