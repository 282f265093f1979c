"""What stands above a Markdown text: YAML, TOML or JSON between fences, or lines like ``Title: ...``."""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from schema.text import clean
from seed.importers.boilerplate.forwarding import begins_with_header
from seed.importers.content import Metadata
from seed.importers.formats.field_values import knows, says, understand

# No library: the well-kept readers accept neither a blank line above nor " : " in a French title, and follow aliases.
FENCED = re.compile(
    r"\s*(?P<fence>---|\+\+\+|;;;)[ \t]*(?P<syntax>ya?ml|toml|json)?[ \t]*\n(?P<fields>.*?)"
    r"^(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
SYNTAX = {"---": "yaml", "+++": "toml", ";;;": "json"}
LONGEST = 60_000
# Nikola writes its fields as comments: "<!--", ".. title: ...", "-->".
COMMENT = re.compile(r"\s*<!--[ \t]*\n(?P<fields>(?:(?!-->)[^\n]*\n)+)[ \t]*-->[ \t]*(?:\n|\Z)")
# Pandoc's title, authors and date.
PERCENT = re.compile(
    r"\s*%[ \t]+(?P<title>[^\n]+)\n(?:%[ \t]*(?P<authors>[^\n]*)\n)?(?:%[ \t]*(?P<date>[^\n]*)(?:\n|\Z))?"
)
# Three dashes above fields, and none below them.
UNENDED = re.compile(r"\s*---[ \t]*\n(?=\S)")
FIELD = re.compile(r"(?:\.\. )?(?P<name>[A-Za-zÀ-ÿ][\w °'’-]{0,30}?)[ \t\u00a0]?:(?:[ \t]+|$)(?P<value>.*)")
ASSIGNED = re.compile(r"(?P<name>[\w.-]{1,40})[ \t]*=[ \t]*(?P<value>.*)")
MOST_LINES = 60
BELOW = re.compile(r"---[ \t]*")


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
    fields, rest = _split(text)
    if not fields:
        return FrontMatter(Metadata(), text)
    metadata, warnings = understand(fields, rest)
    return FrontMatter(metadata, rest, warnings)


def has_front_matter(text: str) -> bool:
    """Whether a text begins with fields."""
    return bool(_split(text)[0])


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the fields above a text, and the text below them."""
    head = text[:LONGEST]
    if block := FENCED.match(head):
        syntax = (block["syntax"] or SYNTAX[block["fence"]]).lower()
        if fields := _fenced(block["fields"], syntax):
            return fields, text[block.end() :]
    elif head.lstrip()[:1] == "{" and (found := _json_above(head)):
        return found[0], text[found[1] :]
    elif (block := COMMENT.match(head)) and (fields := _assignments(block["fields"], FIELD)):
        return (fields, text[block.end() :]) if any(map(knows, fields)) else ({}, text)
    elif block := PERCENT.match(head):
        return {name: value for name, value in block.groupdict().items() if value}, text[block.end() :]
    unended = UNENDED.match(head)
    fields, rest = _lines(text[unended.end() :] if unended else text)
    return (fields, rest) if len(fields) > bool(unended) else ({}, text)


def _fenced(text: str, syntax: str) -> Mapping[str, Any] | None:
    """Return the fields between fences; None when these are no fences but rules around words."""
    if syntax == "yaml":
        return _yaml(text)
    if syntax == "json":
        return _json(text) or _json(f"{{{text.strip().rstrip(',')}}}")
    try:
        return _named(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return _assignments(text, ASSIGNED)


@lru_cache(maxsize=1)  # asked for twice: for what format a file is in, and for what it says
def _yaml(text: str) -> Mapping[str, Any] | None:
    try:
        fields = yaml.load(text, Loader=_Loader)  # noqa: S506  (derived from SafeLoader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        fields = None
    # "title: Grève : le film" is no YAML, but it is what people write.
    named = _named(fields) if isinstance(fields, dict) and fields else _assignments(text, FIELD)
    return named if named and _are_fields(named, text) else None


def _json(text: str) -> Mapping[str, Any] | None:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _named(fields) if isinstance(fields, dict) else None


def _json_above(text: str) -> tuple[Mapping[str, Any], int] | None:
    """Return the object that a text begins with, and where it ends; None when it holds no field that is known."""
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    alone = re.match(r"[ \t]*(?:\n|\Z)", text[end:])
    named = _named(fields) if isinstance(fields, dict) else {}
    return (named, end) if alone and any(map(knows, named)) else None


def _named(fields: Mapping[Any, Any]) -> dict[str, Any]:
    return {clean(str(name)): _value(value) for name, value in fields.items()}


def _assignments(text: str, form: re.Pattern[str]) -> dict[str, Any] | None:
    """Return the fields of lines that all assign a value to a name."""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith((" ", "-", "#", "\t"))]
    matches = [form.fullmatch(line) for line in lines]
    if not lines or not all(matches):
        return None
    return {match["name"]: _value(match["value"]) for match in matches if match}


def _are_fields(named: Mapping[str, Any], text: str) -> bool:
    """Whether these are fields, not a sentence with a colon that stands between two rules."""
    if any(map(knows, named)):
        return True
    return all(re.fullmatch(r"[\w-]+", name) for name in named) and not re.match(r"[ \t]*\n", text)


def _lines(text: str) -> tuple[Mapping[str, Any], str]:
    """Parse lines like ``Title: ...`` at the very top.

    All lines to the first blank one are fields, if one of them gives the title or the date, and indented ones go on;
    else fields with known names end with the first line of another sort.
    """
    start = len(text) - len(text.lstrip("\n \t"))
    end = text.find("\n\n", start)
    block = text[start : end if end >= 0 else len(text)][:LONGEST]
    if not FIELD.match(block) or begins_with_header(block.split("\n")[:MOST_LINES]):
        return {}, text
    fields: dict[str, Any] = {}
    position = start
    name = None
    whole = _is_block_of_fields(block)
    for line in block.split("\n")[:MOST_LINES]:
        field = FIELD.fullmatch(line.rstrip())
        if whole and len(fields) > 1 and BELOW.fullmatch(line):
            return fields, text[position + len(line) + 1 :]
        if whole and name and line[:1] in {" ", "\t"}:
            fields[name] = f"{fields[name]} {line.strip()}"
        elif field and field["name"] not in fields and (whole or (knows(field["name"]) and field["value"].strip())):
            name = field["name"]
            fields[name] = _value(field["value"])
        else:
            break
        position += len(line) + 1
    if not any(says(name, "title") or says(name, "date") or says(name, "language") for name in fields):
        return {}, text
    return fields, text[position:]


def _is_block_of_fields(block: str) -> bool:
    lines = block.split("\n")
    if len(lines) > MOST_LINES:
        return False
    if BELOW.fullmatch(lines[-1]):
        lines.pop()
    return len(lines) > 1 and all(line[:1] in {" ", "\t"} or FIELD.fullmatch(line.rstrip()) for line in lines)


def _value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = clean(value)
    quoted = re.fullmatch(r"\s*([\"'])(.*)\1\s*", text, re.DOTALL)
    return quoted[2] if quoted else text.strip()
