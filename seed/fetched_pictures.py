"""Fetches the pictures that a letter shows from elsewhere, so that they stay when they are gone there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import Session

from schema.bases import table_of
from schema.pictures import FOLDER
from schema.tables import PictureSource
from seed.importers import ParsedIssue, Section
from seed.importers.document.markdown_escape import target
from seed.importers.parsed_issue import make_section
from seed.pictures.fetching import NotFetched, fetch_picture
from seed.pictures.reading import PictureFile

MOST_FETCHED = 40
"""Of one letter; the others stay where they are."""


class Fetched(NamedTuple):
    """An issue that shows its pictures from here, and the pictures by the address that each was fetched from."""

    issue: ParsedIssue
    pictures: Mapping[str, PictureFile]


def known_sources(session: Session, parsed: ParsedIssue) -> dict[str, str]:
    """Return the addresses here of the pictures of an issue that were fetched before, by those elsewhere."""
    table = table_of(PictureSource)
    rows = session.execute(sa.select(table).where(table.c.address.in_(addresses_elsewhere(parsed)))).all()
    return {row.address: f"{FOLDER}{row.picture_id}" for row in rows}


def addresses_elsewhere(parsed: ParsedIssue) -> list[str]:
    """List the addresses on the web of the pictures that an issue shows, each once."""
    shown = [parsed.cover[0]] if parsed.cover else []
    for section in parsed.sections:
        images = LexborHTMLParser(section.body.html).css("img[src]") if "<img " in section.body.html else []
        shown += [image.attributes["src"] or "" for image in images]
    return [address for address in dict.fromkeys(shown) if address.startswith(("https://", "http://"))]


def with_fetched_pictures(parsed: ParsedIssue, known: Mapping[str, str]) -> Fetched:
    """Fetch the pictures of an issue that are not known yet; what cannot be fetched is told, and stays where it is."""
    here, pictures, warnings = dict(known), dict[str, PictureFile](), list(parsed.warnings)
    for address in [each for each in addresses_elsewhere(parsed) if each not in known][:MOST_FETCHED]:
        try:
            pictures[address] = fetch_picture(address)
        except NotFetched as reason:
            warnings.append(f"the picture {address[:80]} was not fetched: {reason}")
        else:
            here[address] = f"{FOLDER}{pictures[address].name}"
    cover = (here.get(parsed.cover[0], parsed.cover[0]), parsed.cover[1]) if parsed.cover else None
    sections = tuple(_shown_from_here(section, here) for section in parsed.sections)
    issue = replace(parsed, cover=cover, sections=sections, warnings=tuple(warnings))
    return Fetched(replace(issue, pictures=(*parsed.pictures, *pictures.values())), pictures)


def _shown_from_here(section: Section, here: Mapping[str, str]) -> Section:
    """Return a section with other addresses for its pictures, in both forms that the importer writes."""
    markdown = section.markdown
    for elsewhere, address in here.items():
        markdown = markdown.replace(f"](<{target(elsewhere)}>)", f"](<{address}>)")
        markdown = markdown.replace(f"<img src={quoteattr(elsewhere)}", f"<img src={quoteattr(address)}")
    return section if markdown == section.markdown else make_section(section.heading, markdown, section.heading_links)
