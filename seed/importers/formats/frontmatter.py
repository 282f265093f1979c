"""Metadata above a Markdown text: YAML between lines of ``---``, or lines like ``Title: ...``."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import yaml

from schema.text import clean
from seed.importers.content import Metadata
from seed.importers.dates import YEARS, date_in_words

# No library: the well-kept readers accept neither a blank line above nor " : " in a French title, and follow aliases.
FENCED = re.compile(r"\s*---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LONGEST = 60_000
FIELD = re.compile(r"(?P<name>[A-Za-zÀ-ÿ][\w -]{0,30}?)[ \t\u00a0]?:(?:[ \t]+|$)(?P<value>.*)")
TITLES = ("title", "titre", "subject", "objet", "sujet")
DATES = ("date", "published", "publishedat", "pubdate", "sent", "jour")
LANGUAGES = ("lang", "language", "langue", "locale")
NAMES = frozenset({*TITLES, *DATES, *LANGUAGES})
LONGEST_TITLE = 300


class FrontMatter(NamedTuple):
    """The metadata above a text, the text itself, and what to warn the editor of."""

    metadata: Metadata
    text: str
    warnings: tuple[str, ...] = ()


class _Loader(yaml.SafeLoader):
    """YAML without aliases, which can make a small file stand for gigabytes; numbers and booleans stay words."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012  (as the parent has it)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> FrontMatter:
    """Split a Markdown file into its metadata and its text."""
    block = FENCED.match(text[:LONGEST])
    if block and (fields := _yaml(block["fields"])) is not None:
        others = [name for name in fields if _folded(name) not in NAMES]
        warnings = [f"fields that are not read: {', '.join(others[:12])}"] if others else []
        metadata, unread = _metadata(fields)
        return FrontMatter(metadata, text[block.end() :], (*warnings, *unread))
    fields, rest = _lines(text)
    if not fields:
        return FrontMatter(Metadata(), text)
    metadata, unread = _metadata(fields)
    return FrontMatter(metadata, rest, unread)


def has_front_matter(text: str) -> bool:
    """Whether a text begins with fields."""
    block = FENCED.match(text[:LONGEST])
    return (block is not None and _yaml(block["fields"]) is not None) or bool(_lines(text)[0])


def _yaml(text: str) -> dict[str, str] | None:
    """Parse the fields between the fences; return None when these are no fences but rules around words."""
    try:
        fields = yaml.load(text, Loader=_Loader)  # noqa: S506  (derived from SafeLoader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        fields = None
    if isinstance(fields, dict) and fields:
        named = {clean(str(name)): _value(value) for name, value in fields.items()}
        return named if _are_fields(named, text) else None
    # "title: Grève : le film" is no YAML, but it is what people write.
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith((" ", "-", "#", "\t"))]
    matches = [FIELD.fullmatch(line) for line in lines]
    if not lines or not all(matches):
        return None
    named = {match["name"]: _value(match["value"]) for match in matches if match}
    return named if _are_fields(named, text) else None


def _are_fields(named: dict[str, str], text: str) -> bool:
    """Whether these are fields, not a sentence with a colon that stands between two rules."""
    if any(_folded(name) in NAMES for name in named):
        return True
    return all(re.fullmatch(r"[\w-]+", name) for name in named) and not re.match(r"[ \t]*\n", text)


def _lines(text: str) -> tuple[dict[str, str], str]:
    """Parse lines like ``Title: ...`` at the very top; they end with the first line of another sort."""
    fields: dict[str, str] = {}
    rest = text.lstrip("\n \t")
    while rest:
        line, _, below = rest.partition("\n")
        field = FIELD.fullmatch(line.rstrip())
        if not field or _folded(field["name"]) not in NAMES or not field["value"].strip() or field["name"] in fields:
            break
        fields[field["name"]] = _value(field["value"])
        rest = below
    return (fields, rest) if fields else ({}, text)


def _metadata(fields: dict[str, str]) -> tuple[Metadata, tuple[str, ...]]:
    title, day, language = (_first(fields, names) for names in (TITLES, DATES, LANGUAGES))
    sent = _day(day) if day else None
    code = re.match(r"([A-Za-z]{2})(?![A-Za-z])", language or "")
    metadata = Metadata(
        title=" ".join(title.split())[:LONGEST_TITLE] if title else None,
        title_source="frontmatter" if title else None,
        date=sent,
        date_source="frontmatter" if sent else None,
        language=code[1].lower() if code else None,
    )
    return metadata, (f"the date “{day[:40]}” was not understood",) if day and not sent else ()


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    folded = {_folded(name): value for name, value in fields.items()}
    return next((folded[name] for name in names if folded.get(name, "").strip()), None)


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _value(value: Any) -> str:
    text = clean(value) if isinstance(value, str) else ""
    quoted = re.fullmatch(r"\s*([\"'])(.*)\1\s*", text, re.DOTALL)
    return quoted[2] if quoted else text.strip()


def _day(text: str) -> dt.date | None:
    if day := date_in_words(text):
        return day
    try:
        day = dt.datetime.fromisoformat(text.strip()).date()
    except ValueError:
        try:
            day = parsedate_to_datetime(text).date()
        except (ValueError, TypeError, IndexError):
            return None
    return day if day.year in YEARS else None
