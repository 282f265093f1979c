"""Small HTML letters for the tests of the steps that all formats share."""

import re
from itertools import count

from seed.importers import ParsedIssue, read

TEXT = "<p>Une phrase assez longue pour être un vrai paragraphe de la lettre, et non un titre.</p>"


def parse(html: str) -> ParsedIssue:
    """Import the body of a page; no two of its paragraphs are alike, or the second would be a duplicate."""
    numbers = count(1)
    html = re.sub("Une phrase", lambda _: f"Une phrase {next(numbers)}", html)
    return read(f"<html><body>{html}</body></html>".encode(), "a.html")
