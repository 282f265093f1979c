"""How a newsletter becomes an issue: a module per format makes blocks of it, and the steps are the same for all."""

from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from seed.importers.boilerplate.contents import mark_contents
from seed.importers.boilerplate.duplicates import mark_duplicates
from seed.importers.boilerplate.footer import mark_footer, mark_recipients, mark_signs, split_last_blocks
from seed.importers.boilerplate.forwarding import mark_forwarding
from seed.importers.boilerplate.greeting import mark_greeting
from seed.importers.boilerplate.preheader import mark_hidden_text, mark_preheader
from seed.importers.boilerplate.recipients import remove_recipients
from seed.importers.content import ParsedContent
from seed.importers.dates import date_in_name
from seed.importers.document.assemble import assemble
from seed.importers.formats import eml, html, markdown, text
from seed.importers.formats.detection import detect
from seed.importers.formats.exported import parse_exported
from seed.importers.formats.field_values import Fields, understand
from seed.importers.formats.refusals import refuse_what_is_no_letter
from seed.importers.parsed_issue import ParsedIssue, Unreadable
from seed.importers.structure.bullets import make_lists
from seed.importers.structure.quotations import remove_outer_quotations
from seed.importers.structure.sections import split_sections
from seed.importers.structure.title import find_date, find_title

# Mail programs cut off letters of 0.1 MB, and mailing services refuse to send one of 10; parsing more takes memory.
TOO_LARGE = 10_000_000
FORMATS: dict[str, Callable[[bytes], ParsedContent]] = {
    "text": text.parse,
    "html": html.parse,
    "eml": eml.parse,
    "markdown": markdown.parse,
}
STEPS: tuple[Callable[[ParsedContent], None], ...] = (
    remove_outer_quotations,
    make_lists,
    # Boilerplate: each block that is left out gets its reason.
    mark_hidden_text,
    mark_forwarding,
    mark_duplicates,
    mark_preheader,
    mark_greeting,
    mark_contents,
    mark_signs,
    split_last_blocks,
    mark_footer,
    mark_recipients,
    remove_recipients,
    # Structure: of the blocks that are left.
    find_title,
    find_date,
    split_sections,
)


def read(
    data: bytes,
    filename: str,
    format: str = "auto",  # noqa: A002 - the command line's own word
    fields: Fields | None = None,
) -> ParsedIssue:
    """Read one newsletter.

    Args:
        data: the content of the file.
        filename: its name, or ``-`` for the standard input.
        format: a name from ``FORMATS``, or ``auto`` to detect it.
        fields: what the archive that it was in says of it.

    Raises:
        Unreadable: with one plain sentence, when nothing can be read.
    """
    if len(data) >= TOO_LARGE:
        raise Unreadable(f"the file is too large: {TOO_LARGE // 1_000_000} MB or more is no newsletter")
    if not data.strip():
        raise Unreadable("the file is empty")
    if format == "auto":
        refuse_what_is_no_letter(data, filename)
    name = detect(data, filename) if format == "auto" else format
    if name not in FORMATS:
        raise Unreadable(f"the format {name!r} is not known; use auto or {' or '.join(FORMATS)}")
    exported = parse_exported(data, filename) if name == "markdown" else None
    return replace(exported or _read_letter(data, filename, name, fields), format=name)


def _read_letter(data: bytes, filename: str, format_name: str, fields: Fields | None) -> ParsedIssue:
    content = FORMATS[format_name](data)
    if fields:
        _add_fields(content, fields)
    if not any(block.line for block in content.blocks if not block.hidden):
        raise Unreadable("there is no text in it")
    day = None if content.metadata.date else date_in_name(filename)
    if day:
        content.metadata = replace(content.metadata, date=day, date_source="filename")
    for step in STEPS:
        step(content)
    return assemble(content)


def _add_fields(content: ParsedContent, fields: Fields) -> None:
    """Let what an archive says of a letter count before what the letter says."""
    metadata, warnings = understand(fields)
    stated = {field.name: getattr(metadata, field.name) for field in dataclass_fields(metadata)}
    sources = {name: "archive" for name in ("title_source", "date_source") if stated[name]}
    known = {name: value for name, value in stated.items() if value}
    content.metadata = replace(content.metadata, **(known | sources))
    content.warnings += warnings
