"""Which of some works texts name, as the importer sees it: by titles, other names, and links."""

import re
from collections.abc import Collection, Sequence

from sqlmodel import Session

from schema.rows import fetch_rows
from schema.tables import Work
from seed.importers.parsed_issue import make_section
from seed.linking.catalogue_cache import catalogue_of

OWN_LINK = re.compile(r"\(<?work:([a-z0-9-]+)")


def works_named(session: Session, slugs: Collection[str], texts: Sequence[str]) -> list[set[str]]:
    """Return for each text which works it names.

    Args:
        session: an open transaction.
        slugs: of the works in question; no others are looked for.
        texts: Markdown.
    """
    works = {row["id"]: row["slug"] for row in fetch_rows(session, Work, "slug", set(slugs))}
    catalogue = catalogue_of(session, works, [], "")
    named = []
    for text in texts:
        links = catalogue.link_section(None, make_section(None, text).text)
        found = [*links.works, *(work for several in links.ambiguous.values() for work in several)]
        named.append({works[work.id] for work in found} | (set(OWN_LINK.findall(text)) & set(slugs)))
    return named
