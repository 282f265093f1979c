"""The root fields ``suggest`` and ``search``, and what they give."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from schema.engine.arguments import LARGEST_PAGE
from schema.engine.cursors import CURSOR_PATTERN
from schema.engine.errors import BAD_USER_INPUT, INVALID_CURSOR, Refused
from schema.engine.fields import expression, finished, found, referred, scalar, value_type
from schema.engine.pagination import DEFAULT_PAGE
from schema.engine.relay import PageInfo
from schema.engine.specs import Argument
from schema.enums import SearchField, SearchMatch, SearchType
from schema.interfaces import Searchable
from schema.search.documents import MODELS
from schema.search.expressions import Asked
from schema.search.fragments import finish
from schema.search.keys import HIGHEST
from schema.search.query import LONGEST_QUERY, MOST_WORDS, prefix_of_name, read_query
from schema.search.statements import correction, counts, mask_of, variants_of_prefix
from schema.search.texts import texts_of

MOST_SUGGESTIONS, SUGGESTIONS = 20, 8
TABLES = {kind.value: model for kind, model in MODELS.items()}
SUGGESTING, SEARCHING = 50, 200
"""What looking for names and for words counts as in the cost of an operation, whatever is found."""


def kind_name(row: Any, _env: Any) -> Any:
    """Return the expression of the kind of a found row, as a value of ``SearchType``."""
    names: list[Any] = [
        (row.kind == sa.literal_column(str(kind.value)), sa.literal_column(f"'{kind.name}'")) for kind in MODELS
    ]
    return sa.case(*names, else_=sa.literal_column("''"))


def total(finding: Any, _env: Any) -> Any:
    """Return the expression of how many are found."""
    counted = counts(finding).subquery("counted")
    return sa.func.coalesce(sa.select(sa.func.sum(counted.c.number)).scalar_subquery(), sa.literal_column("0"))


def corrected_query(finding: Any, _env: Any) -> Any:
    """Return the expression of the query with its typos put right."""
    return sa.select(correction(finding).subquery("corrected").c.text).scalar_subquery()


@value_type
class Suggestion:
    """A name that completes what was typed."""

    text: str = expression("The name, as it is written.", lambda found, env: found.text)
    type: SearchType = expression("What is called so.", kind_name)
    node: Searchable = referred("What is called so.", TABLES)


SUGGEST: Mapping[str, Argument] = {
    "prefix": Argument(str, "What was typed so far; case, accents and signs do not matter."),
    "types": Argument(list[SearchType] | None, "Only names of any of these."),
    "first": Argument(int | None, f"How many, 1 to {MOST_SUGGESTIONS}; {SUGGESTIONS} when left out."),
}


def read_suggest(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check the arguments of ``suggest``.

    Raises:
        Refused: a number is out of range.
    """
    first = SUGGESTIONS if values.get("first") is None else values["first"]
    if not 1 <= first <= MOST_SUGGESTIONS:
        raise Refused(BAD_USER_INPUT, f"`first` takes a number from 1 to {MOST_SUGGESTIONS}.")
    prefix = prefix_of_name(values["prefix"])
    return {
        "limit": first,
        "kinds": mask_of(values.get("types")) if prefix else 0,
        "prefix": prefix,
        "variants": orjson.dumps(variants_of_prefix(prefix)).decode(),
    }


@value_type
class TextRange:
    """A stretch of a text, in Unicode code points."""

    start: int = scalar("Where it begins, from 0.")
    end: int = scalar("Where it ends, which is not part of it any more.")


@value_type
class SearchFragment:
    """A stretch of plain text, and where the words of the query stand in it."""

    field: SearchField = scalar("Of what it is a part.")
    text: str = scalar("The text.")
    ranges: list[TextRange] = scalar("Where the words stand in `text`.")
    html: str = scalar("The same as HTML: escaped, with no element but `mark`.")


FRAGMENTS: Mapping[str, Argument] = {
    "first": Argument(int | None, f"How many, 1 to {LARGEST_PAGE}; 1 when left out."),
    "length": Argument(int | None, "How many characters of a long text, 40 to 1,000; 200 when left out."),
}
SHORTEST_FRAGMENT, FRAGMENT, LONGEST_FRAGMENT = 40, 200, 1_000


def read_fragments(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check the arguments of fragments.

    Raises:
        Refused: a number is out of range.
    """
    first = 1 if values.get("first") is None else values["first"]
    length = FRAGMENT if values.get("length") is None else values["length"]
    if not 1 <= first <= LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`first` takes a number from 1 to {LARGEST_PAGE}.")
    if not SHORTEST_FRAGMENT <= length <= LONGEST_FRAGMENT:
        raise Refused(BAD_USER_INPUT, f"`length` takes a number from {SHORTEST_FRAGMENT} to {LONGEST_FRAGMENT}.")
    return {"limit": first, "length": length}


@value_type
class SearchEdge:
    """Something that was found, and how."""

    cursor: str = scalar("The hit's place among all, for `after`.", json_safe=True)
    match: SearchMatch = scalar("How it was found.", json_safe=True)
    score: int = scalar(
        "From 0 to 1000, equal on every database; for showing, and not for comparing the hits of two queries."
    )
    node: Searchable = referred("What was found.", TABLES)
    fragments: list[SearchFragment] = finished(
        "Where the words stand, the text with the most of them first; empty where only another form of them is there.",
        texts_of,
        finish,
        arguments=FRAGMENTS,
        prepare=read_fragments,
        size=2_500,
    )


@value_type
class SearchCount:
    """A type, and how many of it are found."""

    type: SearchType = expression("The type.", kind_name)
    count: int = scalar("How many.", column="number")


@value_type
class SearchConnection:
    """A page of what was found, the best first."""

    edges: list[SearchEdge] = scalar("The hits of the page.")
    nodes: list[Searchable] = scalar("What was found, for when it does not matter how.")
    page_info: PageInfo = scalar("Where this page stands among all hits.")
    total_count: int = expression("How many there are, exactly. Counted only when asked for.", total)
    counts: list[SearchCount] = found(
        "How many of each type there are, exactly; types without any are left out. Counted only when asked for.",
        counts,
        size=6,
    )
    correction: str | None = expression(
        "The query with its unknown words put right, where every one of them is one letter from a visible name; else "
        "null.",
        corrected_query,
    )


SEARCH: Mapping[str, Argument] = {
    "query": Argument(
        str,
        "What to look for: all words have to be there, words in quotation marks side by side; case, accents, endings "
        f"and signs do not matter. At most {MOST_WORDS} words and {LONGEST_QUERY} characters count.",
    ),
    "types": Argument(list[SearchType] | None, "Only hits of any of these."),
    "first": Argument(int | None, f"How many, 1 to {LARGEST_PAGE}; {DEFAULT_PAGE} when left out."),
    "after": Argument(str | None, "Only what comes after this cursor."),
}
CURSOR = re.compile(r"([1-6]):(\d{1,6}):(-?\d{1,19})")


def read_search(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check the arguments of ``search``, and read the query.

    Raises:
        Refused: a number is out of range, or a cursor is none.
    """
    first = DEFAULT_PAGE if values.get("first") is None else values["first"]
    if not 1 <= first <= LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`first` takes a number from 1 to {LARGEST_PAGE}.")
    tier, size, key = read_cursor(values["after"]) if values.get("after") else (0, 0, 0)
    types = values.get("types")
    return {
        "limit": first,
        "kinds": None if types is None else mask_of(types),
        "query": Asked(read_query(values["query"])),
        "after": values.get("after") or None,
        "after_tier": tier,
        "after_size": size,
        "after_key": key,
    }


def read_cursor(cursor: str) -> tuple[int, int, int]:
    """Return the tier, the size and the key in a cursor.

    Raises:
        Refused: the text is no cursor of a search.
    """
    try:
        text = bytes.fromhex(cursor).decode("ascii") if CURSOR_PATTERN.fullmatch(cursor) else ""
    except ValueError:
        text = ""
    match = CURSOR.fullmatch(text)
    if match and -HIGHEST <= int(match[3]) <= HIGHEST:
        return int(match[1]), int(match[2]), int(match[3])
    raise Refused(INVALID_CURSOR, "This is not a cursor of this list and order; use one as an answer gave it.")
