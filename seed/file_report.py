"""The report on one imported file: the JSON object that ``import --json`` prints."""

from collections.abc import Iterator, Sequence
from typing import Any

from schema.history.labels import section_label
from seed.importers import ParsedIssue, Section
from seed.input_files import printable_name, split_name
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue, SectionLinks


def letter_report(
    parsed: ParsedIssue, linked: Sequence[tuple[Section, SectionLinks]], catalogue: Catalogue
) -> dict[str, Any]:
    """Report what was read from a letter and linked to the catalogue."""
    return {
        "format": parsed.format,
        "title": parsed.title,
        "titleSource": parsed.title_source,
        "date": parsed.date.isoformat() if parsed.date else None,
        "dateSource": parsed.date_source,
        "language": parsed.language,
        "standfirst": parsed.standfirst,
        "number": parsed.number,
        "authors": list(parsed.authors),
        "cover": parsed.cover[0] if parsed.cover else None,
        "identity": parsed.identity,
        "sections": [_section_report(section, links, catalogue) for section, links in linked],
        "leftOut": [{"text": left_out.text, "reason": left_out.reason.value} for left_out in parsed.left_out],
        "warnings": [
            *parsed.warnings,
            *_unknown_authors(parsed, catalogue),
            *_withheld(parsed),
            *_undecided(parsed, linked),
        ],
    }


def failure_report(name: str, error: Exception) -> dict[str, Any]:
    """Report on one line why a file was not imported."""
    return {**place(name), "error": " ".join(str(error).split())}


def place(name: str) -> dict[str, Any]:
    """Return the file that a letter is in, and of an archive its name there.

    Args:
        name: a name that ``seed.input_files.find_files`` gave: it is looked up on this machine, so it is never one that
            came over the network.
    """
    file, part = split_name(name)
    return {"file": printable_name(file)} | ({"part": printable_name(part)} if part else {})


def _section_report(section: Section, links: SectionLinks, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "column": links.column,
        "text": section.text,
        "links": list(section.links),
        "works": [
            {
                "id": work.id,
                "slug": work.slug,
                "title": work.title,
                "kind": work.kind,
                "role": role.value,
                "named": list(links.evidence[work].named),
                "urls": list(links.evidence[work].urls),
            }
            for work, role in links.works.items()
        ],
        "candidates": [
            {
                "title": candidate.title,
                "kind": candidate.kind.value if candidate.kind else None,
                "reason": candidate.reason,
                "near": [each._asdict() for each in candidate.near],
            }
            for candidate in candidates(section, links, catalogue)
        ],
    }


def _unknown_authors(parsed: ParsedIssue, catalogue: Catalogue) -> list[str]:
    return [
        f"the author “{name}” is not in the catalogue, and was not stored"
        for name in parsed.authors
        if not catalogue.person(name)
    ]


def _withheld(parsed: ParsedIssue) -> list[str]:
    return [f"--publish leaves it a draft: {parsed.withheld}"] if parsed.withheld else []


def _undecided(parsed: ParsedIssue, linked: Sequence[tuple[Section, SectionLinks]]) -> Iterator[str]:
    """Yield the sections in which the column's role may be meant for several works, so that none was given it."""
    for position, (section, links) in enumerate(linked if not parsed.exported else (), 1):
        if links.undecided:
            titles = ", ".join(work.title for work in links.undecided)
            label = section_label(position, section.heading)
            yield f"{label}: the text does not say which work is recommended, so each is a REFERENCE: {titles}"
