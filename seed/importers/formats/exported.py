"""An issue as ``liane export`` writes it: nothing has to be guessed."""

import re

from seed.errors import BadContent
from seed.files.formats import read_issue
from seed.importers.dates import date_in_name
from seed.importers.decoding import decode_text
from seed.importers.parsed_issue import ParsedIssue, Unreadable, make_section

EXPORTED = re.compile(r"^<!-- section 1 -->[ \t]*$|\A---\nid: iss_", re.MULTILINE)
SURELY_EXPORTED = re.compile(r"\A---\n(?:(?!---$).*\n)*?(?:id: iss_|sections:$)", re.MULTILINE)
SIGNS = (b"<!-- section 1 -->", b"id: iss_")


def parse_exported(data: bytes, filename: str) -> ParsedIssue | None:
    """Parse a Markdown file that Liane exported; return None for any other.

    Raises:
        Unreadable: the bytes are no text, or what was edited in an export cannot be understood.
    """
    text = decode_text(data).text if any(sign in data for sign in SIGNS) else ""
    if not EXPORTED.search(text):
        return None
    try:
        issue = read_issue(text, "")
    except BadContent as error:
        if not SURELY_EXPORTED.match(text):
            return None
        # As a letter it would replace the whole issue.
        raise Unreadable(str(error).removeprefix(": ")) from error
    day = issue.published_at.date() if issue.published_at else None
    in_name = None if day else date_in_name(filename)
    return ParsedIssue(
        title=issue.title,
        title_source="frontmatter",
        date=day or in_name,
        date_source="frontmatter" if day else "filename" if in_name else None,
        language=issue.language,
        sections=tuple(
            make_section(
                section.heading,
                section.body,
                [source.url for source in section.sources if source.url and not source.title],
            )
            for section in issue.sections
        ),
        known_as=issue.identity,
        exported=issue,
    )
