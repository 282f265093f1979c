"""The formats of content files: YAML, and for an issue YAML front matter followed by the sections' Markdown.

Writing and reading are exact inverses. Each body stands below ``<!-- section N -->`` and a blank line; a line of a body
that looks like that comment is written with one more backslash before it.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schema.instants import instant_text
from seed.errors import BadContent
from seed.files.documents import AnyContent, ContentModel, Issue

FENCE = "---\n"
MARKER = re.compile(r"^<!-- section ([0-9]+) -->[ \t]*$", re.MULTILINE)
LIKE_MARKER = re.compile(r"^(\\*<!-- section [0-9]+ -->[ \t]*)$", re.MULTILINE)
ESCAPED_MARKER = re.compile(r"^\\(\\*<!-- section [0-9]+ -->[ \t]*)$", re.MULTILINE)
MOST_ERRORS = 5
ERROR_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that belongs here",
    "string_type": "must be text; put it in quotes",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_too_long": "is too long",
    "too_long": "is too long",
    "string_pattern_mismatch": "has not the form it needs",
    "list_type": "must be a list",
    "model_type": "must be a group of fields",
    "model_attributes_type": "must be a group of fields",
    "dict_type": "must be a group of fields",
}


def read_file(path: Path, name: str) -> str:
    """Return the text of a UTF-8 file; line ends become LF.

    Raises:
        BadContent: it cannot be read, or is not UTF-8.
    """
    try:
        return decode(path.read_bytes(), name)
    except OSError as error:
        raise BadContent(name, f"cannot be read: {error.strerror}") from error


def decode(data: bytes, name: str) -> str:
    """Return the text of UTF-8 bytes; line ends become LF.

    Raises:
        BadContent: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadContent(name, "is not UTF-8 text") from error


def read_yaml(text: str, model: type[AnyContent], name: str) -> AnyContent:
    """Parse a YAML document.

    Raises:
        BadContent: it is not YAML, or a field is missing, unknown or wrong.
    """
    return _validated(_fields(text, name), model, name)


def write_yaml(document: ContentModel) -> str:
    """Return a document as YAML, without fields that have their default; their order is the model's."""
    # Without warnings: stored values are written as they are, even where the document's types are narrower.
    fields = document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, warnings="none")
    for name in ("imported", "exported"):
        if name in fields:
            fields[name] = _InLine(fields[name])
    return yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def write_exported(exported: BaseModel | dict[str, str]) -> str:
    """Return the ``exported`` of a document as ``write_yaml`` writes it."""
    fields = exported.model_dump(by_alias=True, exclude_defaults=True) if isinstance(exported, BaseModel) else exported
    return yaml.dump({"exported": _InLine(fields)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def read_issue(text: str, name: str) -> Issue:
    """Parse an issue: front matter, then one Markdown text for each section it lists.

    Raises:
        BadContent: the front matter is missing or wrong, or the texts do not match the sections.
    """
    start, end = text.startswith(FENCE), text.find("\n" + FENCE)
    if not start or end < 0:
        raise BadContent(name, "must begin with fields between two lines of ---")
    fields = _fields(text[len(FENCE) : end + 1], name)
    bodies = _bodies(text[end + 1 + len(FENCE) :], name)
    sections = fields.get("sections") or []
    if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
        raise BadContent(name, "sections: must be a list of groups of fields")
    if len(sections) != len(bodies):
        raise BadContent(name, f"the fields list {len(sections)} sections, the text below has {len(bodies)}")
    fields["sections"] = [{**section, "body": body} for section, body in zip(sections, bodies, strict=True)]
    return _validated(fields, Issue, name)


def write_issue(issue: Issue) -> str:
    """Return an issue in the format that ``read_issue`` parses."""
    bodies = (LIKE_MARKER.sub(r"\\\1", section.body) for section in issue.sections)
    texts = [f"\n<!-- section {number} -->\n\n{body}\n" for number, body in enumerate(bodies, 1)]
    return FENCE + write_yaml(issue) + FENCE + "".join(texts)


def _bodies(text: str, name: str) -> list[str]:
    """Split the text below the front matter into the sections' bodies."""
    above, *pieces = MARKER.split(text)
    if above.strip():
        raise BadContent(name, "text stands above the first <!-- section 1 -->")
    numbers, bodies = pieces[::2], pieces[1::2]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        raise BadContent(name, "the <!-- section N --> comments must count 1, 2, 3 and so on")
    last = len(bodies) - 1
    return [_unwrap(body, followed=index < last) for index, body in enumerate(bodies)]


def _unwrap(body: str, *, followed: bool) -> str:
    """Remove what ``write_issue`` puts around a body, and no more."""
    # The marker's own line end, the blank line; at the end the body's line end, and the next marker's blank line.
    body = body.removeprefix("\n").removeprefix("\n").removesuffix("\n")
    if followed:
        body = body.removesuffix("\n")
    return ESCAPED_MARKER.sub(r"\1", body)


def _fields(text: str, name: str) -> dict[str, Any]:
    try:
        fields = yaml.load(text, Loader=_Loader)  # noqa: S506  (derived from SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise BadContent(name, f"{line}{error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadContent(name, str(error).partition("\n")[0]) from error
    if not isinstance(fields, dict):
        raise BadContent(name, "holds no fields")
    return fields


def _validated(fields: dict[str, Any], model: type[AnyContent], name: str) -> AnyContent:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise BadContent(name, describe_errors(error)) from error


def describe_errors(error: ValidationError) -> str:
    """Return one line that says which fields of a document are wrong, and how."""
    reasons = [_reason(detail) for detail in error.errors()]
    more = [f"and {len(reasons) - MOST_ERRORS} more"] if len(reasons) > MOST_ERRORS else []
    return "; ".join(reasons[:MOST_ERRORS] + more)


def _reason(detail: ErrorDetails) -> str:
    """Return the name of the field, list items counted from 1, and what is wrong with it."""
    place = " ".join(str(step + 1) if isinstance(step, int) else str(step) for step in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ").replace("Input should", "should")
    return f"{place}: {ERROR_MESSAGES.get(detail['type'], message)}"


if TYPE_CHECKING:
    from yaml import SafeLoader
else:
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where libyaml came along


class _Loader(SafeLoader):
    """A YAML loader that reads NO as Norway and not as false, and refuses a field that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} is given twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


class _InLine(dict[str, Any]):
    """Fields that are no reading for people: written one after the other."""


class _Dumper(yaml.SafeDumper):
    """A YAML dumper that writes as people do: lists indented, long texts as blocks, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\u2028\u2029]", text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


def _represent_instant(dumper: _Dumper, instant: datetime) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", instant_text(instant))


def _represent_date(dumper: _Dumper, day: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat())


def _represent_in_line(dumper: _Dumper, fields: _InLine) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", fields, flow_style=True)


BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOLEAN, re.compile(r"(?:true|false)\Z"), ["t", "f"])
_Dumper.add_representer(str, _represent_text)
_Dumper.add_multi_representer(StrEnum, _represent_text)
_Dumper.add_representer(_InLine, _represent_in_line)
_Dumper.add_representer(datetime, _represent_instant)
_Dumper.add_representer(date, _represent_date)
