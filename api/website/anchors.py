"""The anchors of an issue's sections: one rule for the issue's page and for all that links into it."""

from collections.abc import Iterable

from api.website.results import SectionAnchor
from schema.text import slugify

RESERVED = {"text", "contents", "x"}
"""Anchors that pages use themselves, and what ``slugify`` returns for a heading without letters."""


def section_anchors(sections: Iterable[SectionAnchor]) -> dict[int, str]:
    """Return the anchors of all sections of an issue, by position.

    They are made of headings, so that they stay when sections move; a heading that repeats is numbered.
    """
    anchors: dict[int, str] = {}
    for number, section in enumerate(sections, 1):
        name = slugify(section["heading"] or "")
        if name in RESERVED:
            name = f"section-{number}"
        repeats = sum(1 for anchor in anchors.values() if anchor == name or anchor.startswith(f"{name}--"))
        anchors[section["position"]] = f"{name}--{repeats + 1}" if repeats else name
    return anchors
