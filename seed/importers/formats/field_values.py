"""What the fields of a file say of a letter, whoever wrote them: from names and values to metadata."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schema.pictures import ADDRESS
from schema.text import clean, fold
from seed.importers.blocks import Picture
from seed.importers.content import EMAIL_ADDRESS, Metadata
from seed.importers.dates import date_in_field
from seed.importers.formats.field_names import FIELDS, LANGUAGES, folded_name, names_of
from seed.importers.invisible import without_hyphenation
from seed.importers.language import language_of
from seed.importers.links import clean_link

Fields = Mapping[str, Any]
"""Values by name: texts, numbers, dates, lists and mappings, as a file has them."""

NUMBER = re.compile(
    r"(?:\W|\b(?:n|no|nr|num|number|issue|numero|nummer|ausgabe|edition|vol|volume|ep|episode)\b)*(\d{1,6})\W*"
)
BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\b(?:and|et|und|y|e|en)\b)\s*")
URL = ("url", "src", "href", "path", "image", "filename", "file", "feature", "thumbnail", "permalink")
ALT = ("alt", "alttext", "alternativetext", "caption", "title", "description")
NAME = ("name", "displayname", "fullname", "title", "nom", "nombre", "nome", "naam")
YES = frozenset({"true", "yes", "on", "1", "oui", "si", "ja", "sim"})
DRAFTS = frozenset({"draft", "pending", "private", "trash", "brouillon", "borrador", "bozza", "entwurf", "rascunho"})
PAYING = frozenset(
    {"paid", "onlypaid", "founding", "premium", "members", "private", "onlyfree", "tiers", "subscribers"}
)
LONGEST_TITLE = 300
LONGEST_STANDFIRST = 1_000
MOST_AUTHORS = 20
MOST_NAMED = 12


class Understood(NamedTuple):
    """What fields say, and what to warn the editor of."""

    metadata: Metadata
    warnings: tuple[str, ...]


def understand(fields: Fields, text: str = "") -> Understood:
    """Return what fields say; ``text`` is what stands below them, whose language may tell what a date means."""
    found = _by_field(fields)
    warnings: list[str] = []
    language, tag = _language(found)
    title = _first_text(found.get("title", ()))[:LONGEST_TITLE]
    day = _day(found.get("date", ()), tag or language or language_of(text), warnings)
    metadata = Metadata(
        title=title or None,
        title_source="frontmatter" if title else None,
        date=day,
        date_source="frontmatter" if day else None,
        language=language,
        standfirst=_first_text(found.get("standfirst", ()))[:LONGEST_STANDFIRST] or None,
        number=_number(found.get("number", ()), warnings),
        authors=_authors(found.get("authors", ())),
        cover=_cover(found, warnings),
        slug=_first_text(found.get("slug", ())) or None,
        withheld=_withheld(found),
    )
    others = [name for name in fields if folded_name(name) not in FIELDS]
    if others:
        warnings.append(f"fields that are not read: {', '.join(clean(name)[:40] for name in others[:MOST_NAMED])}")
    return Understood(metadata, tuple(warnings))


def knows(name: str) -> bool:
    """Whether a name is that of a field."""
    return folded_name(name) in FIELDS


def says(name: str, field: str) -> bool:
    """Whether a name is one of this field's."""
    return FIELDS.get(folded_name(name)) == field


def _by_field(fields: Fields) -> dict[str, list[Any]]:
    """Return the values of each field that is kept, the surest first."""
    values = {folded_name(name): value for name, value in fields.items()}
    return {
        field: [values[name] for name in names_of(field) if values.get(name) not in (None, "", [], {})]
        for field in set(FIELDS.values())
    }


def words_of(value: Any) -> str:
    """Return a value's words on one line; empty for what is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | dt.date | dt.time):
        return ""
    return without_hyphenation(" ".join(clean(str(value)).split()))


def _first_text(values: Iterable[Any]) -> str:
    return next((words for value in values if (words := words_of(value))), "")


def _day(values: Iterable[Any], language: str | None, warnings: list[str]) -> dt.date | None:
    unread = []
    for value in values:
        words = words_of(value)
        # "published: true" is not a date.
        if not any(char.isdigit() for char in words) and words.lower() in {*YES, "false", "no", "off", ""}:
            continue
        if day := date_in_field(words, language):
            return day
        unread.append(words)
    warnings += [f"the date “{words[:40]}” was not understood" for words in unread[:1]]
    return None


def _number(values: Iterable[Any], warnings: list[str]) -> int | None:
    for value in values:
        words = words_of(value)
        number = NUMBER.fullmatch(fold(words))
        if number and int(number[1]) > 0:
            return int(number[1])
        warnings.append(f"the number “{words[:40]}” was not understood")
    return None


def _language(found: Mapping[str, list[Any]]) -> tuple[str | None, str | None]:
    """Return the language's code, and the tag it was taken from."""
    for value in found.get("language", ()):
        tag = words_of(value)
        code = re.match(r"([A-Za-z]{2})(?![A-Za-z])", tag)
        if known := LANGUAGES.get(folded_name(tag)) or (code and code[1].lower()):
            return known, tag
    return None, None


def _authors(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of the first field that has any; an address is no name."""
    for value in values:
        names = [re.sub(r"\s*<[^<>]*>?", "", name).strip() for name in _names(value)]
        names = [name for name in names if name and not EMAIL_ADDRESS.search(name)]
        if names:
            return tuple(dict.fromkeys(names))[:MOST_AUTHORS]
    return ()


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        named = {folded_name(str(name)): each for name, each in value.items()}
        yield next((words for name in NAME if (words := words_of(named.get(name)))), "")
    elif isinstance(value, list):
        for each in value:
            yield from _names(each) if isinstance(each, Mapping) else [words_of(each)]
    else:
        yield from BETWEEN_NAMES.split(words_of(value))


def _cover(found: Mapping[str, list[Any]], warnings: list[str]) -> Picture | None:
    alt = _first_text(found.get("cover_alt", ()))
    for value in found.get("cover", ()):
        first = value[0] if isinstance(value, list) and value else value
        fields = {folded_name(str(name)): each for name, each in first.items()} if isinstance(first, Mapping) else {}
        address = next((words for name in URL if (words := words_of(fields.get(name)))), "") or words_of(first)
        kept = address if ADDRESS.fullmatch(address) else None
        if url := kept or (clean_link(address, unwrap=False) if address else None):
            own = next((words for name in ALT if (words := words_of(fields.get(name)))), "")
            return Picture(url, own or alt)
        if address:
            warnings.append(f"the cover “{address[:60]}” was not kept, since it has no address on the web")
            return None
    return None


def _withheld(found: Mapping[str, list[Any]]) -> str | None:
    """Say why a letter is not for all readers."""
    drafts = [str(value).strip().lower() in YES for value in found.get("draft", ())]
    states = {folded_name(words_of(value)) for value in found.get("status", ())}
    if any(drafts) or states & DRAFTS:
        return "its file says that it is a draft"
    audiences = {folded_name(words_of(value)) for value in found.get("audience", ())}
    if audiences & PAYING:
        return "it was not for all readers, but for some who subscribe or pay"
    return None
