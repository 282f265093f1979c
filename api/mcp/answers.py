"""Small answers: compact JSON without what is not known, each text and list cut where an agent has read enough."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

MOST_CHARACTERS = 20_000
"""How long an answer is at most: some 5,000 tokens."""
LINE, PARAGRAPH, PAGE = 200, 600, 4_000
"""How many characters are shown of what is named, of what is summed up, and of a text at once."""
EXACT = frozenset({"slug", "id", "next", "url", "text", "value"})
"""What is of no use where it is cut; ``text`` is a page already."""


class Size(NamedTuple):
    """How many characters a text has at most, how many items a list, and how many one inside of a list."""

    characters: int
    items: int
    inner_items: int


SIZES = (Size(PAGE, 40, 40), Size(PARAGRAPH, 40, 20), Size(LINE, 40, 10), Size(80, 20, 5), Size(40, 20, 2))
"""The size of an answer, and those that it is given until it is no longer than it may be."""


def cut(text: str | None, most: int) -> str | None:
    """Return the beginning of a text, up to the end of a word."""
    if text is None or len(text) <= most:
        return text
    head = text[: most - 1]
    return f"{head.rsplit(None, 1)[0] if ' ' in head else head}…"


def page_of(text: str, offset: int) -> tuple[str, int | None]:
    """Return the part of a text that begins at an offset, and where the next one does; None at the end."""
    end = offset + PAGE
    if end >= len(text):
        return text[offset:], None
    space = text.rfind(" ", offset + PAGE // 2, end)
    end = space + 1 if space > 0 else end
    return text[offset:end], end


def write(data: Mapping[str, Any]) -> str:
    """Return an answer as JSON, no longer than it may be.

    Raises:
        ValueError: it has more than can be told.
    """
    json = ""
    for size in SIZES:
        json = orjson.dumps(_shown(data, size)).decode()
        if len(json) <= MOST_CHARACTERS:
            return json
    raise ValueError(f"an answer of {len(json)} characters")


def _shown(value: Any, size: Size, name: str = "", *, is_inner: bool = False) -> Any:
    """Return a value without what is not known, its texts and lists cut."""
    if isinstance(value, str):
        return value if name in EXACT else cut(value, size.characters)
    if isinstance(value, Mapping):
        members = {key: _shown(each, size, key, is_inner=is_inner) for key, each in value.items()}
        return {key: each for key, each in members.items() if each not in (None, [], {}, "")}
    if isinstance(value, list):
        most = size.inner_items if is_inner else size.items
        items = [_shown(each, size, name, is_inner=True) for each in value[:most]]
        return [*items, f"... and {len(value) - most} more"] if len(value) > most else items
    return value
