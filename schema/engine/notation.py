"""Error messages print values as GraphQL writes them: ``{ slug: "a", year: null }``, and not as Python does.

graphql-core prints literals so, and the values of variables with its ``inspect``, which prints Python's
``{'slug': 'a', 'year': None}``: it is replaced where input is coerced.
"""

import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from graphql.pyutils import inspect

# A quotation that is not closed goes to the end: its end is not looked for again from each sign in it.
QUOTED_OR_PYTHON_NAME = re.compile(
    r"""'(?:[^'\\]++|\\.?)*+'?|"(?:[^"\\]++|\\.?)*+"?|\b(?:None|True|False)\b""", re.DOTALL
)
ENUM_VALUE = re.compile(r"(?<=: )Value '(.*)'(?= does not exist in ')", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
PYTHON_NAMES = {"None": "null", "True": "true", "False": "false"}
LONGEST_MESSAGE = 2_000
"""Messages repeat what the client sent, which may be long; the client has it already."""
LONGEST_TEXT = 240
MOST_ITEMS = 10
DEEPEST = 3


def printed(value: Any, depth: int = 0) -> str:
    """Return a value in GraphQL's notation, in short where it is long or deep."""
    if isinstance(value, str):
        return json.dumps(value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "…", ensure_ascii=False)
    if isinstance(value, list):
        return f"[{_items((printed(item, depth + 1) for item in value), len(value), depth)}]"
    if isinstance(value, Mapping):
        fields = (f"{_key(key)}: {printed(item, depth + 1)}" for key, item in value.items())
        return f"{{ {_items(fields, len(value), depth)} }}" if value else "{}"
    return PYTHON_NAMES.get(shown := inspect(value), shown)


def in_graphql_notation(message: str) -> str:
    """Cut a message of graphql-core, and replace what is left of Python's notation outside of quotes."""
    shown = message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
    shown = ENUM_VALUE.sub(lambda match: f"Value {printed(match[1])}", shown)
    return QUOTED_OR_PYTHON_NAME.sub(lambda match: PYTHON_NAMES.get(match[0], match[0]), shown)


def _key(key: str) -> str:
    return key if NAME.fullmatch(key) and len(key) <= LONGEST_TEXT else printed(key)


def _items(items: Iterable[str], number: int, depth: int) -> str:
    """Join the first items; they are not printed where they are too deep."""
    if depth == DEEPEST and number:
        return "…"
    first = [item for item, _ in zip(items, range(MOST_ITEMS), strict=False)]
    return ", ".join([*first, "…"] if number > MOST_ITEMS else first)


for coercing in ("type.definition", "type.scalars", "utilities.validate_input_value"):
    vars(import_module(f"graphql.{coercing}"))["inspect"] = printed
