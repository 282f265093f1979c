"""From the texts of a form to the input of a mutation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from api.admin.forms.fields import REFERENCE, Field, Kind
from api.admin.forms.texts import ID, YES, Texts, detail_name, is_blank

Path = tuple[str, ...]


@dataclass(frozen=True)
class FormProblem:
    """What is wrong with a text before a mutation sees it.

    Args:
        path: the names of the fields that lead to it, and the places in lists.
        string: the name of the string that says so.
    """

    path: Path
    string: str


def given_input(fields: Sequence[Field], texts: Texts) -> tuple[dict[str, Any], list[FormProblem]]:
    """Return the input that says what a form says, and what cannot be said of it.

    A text that is empty is null.
    """
    problems: list[FormProblem] = []
    return _object(fields, texts, (), problems), problems


def _object(fields: Sequence[Field], texts: Texts, path: Path, problems: list[FormProblem]) -> dict[str, Any]:
    return {field.name: _given(field, texts, (*path, field.name), problems) for field in fields}


def _given(field: Field, texts: Texts, path: Path, problems: list[FormProblem]) -> Any:
    if field.kind is Kind.DETAILS:
        return _details(field, texts, path, problems)
    return _value(field, texts[field.name], path, problems)


def _value(field: Field, text: Any, path: Path, problems: list[FormProblem]) -> Any:  # noqa: PLR0911 - one for each kind
    match field.kind:
        case Kind.GROUP:
            return None if is_blank(field.fields, text) else _object(field.fields, text, path, problems)
        case Kind.LIST:
            return [_item(field, item, (*path, str(index)), problems) for index, item in enumerate(text)]
        case Kind.TEXTS:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Kind.BOOLEAN:
            return bool(text)
    if not text.strip():
        if field.is_needed:
            problems.append(FormProblem(path, "needed"))
        return None
    if field.kind is Kind.REFERENCE:
        return reference(text)
    if convert := CONVERSIONS.get(field.kind):
        try:
            return convert(text.strip())
        except ValueError:
            problems.append(FormProblem(path, f"not_{field.kind.value}"))
            return None
    return text if field.kind is Kind.MARKDOWN else text.strip()


def _details(field: Field, texts: Texts, path: Path, problems: list[FormProblem]) -> dict[str, Any] | None:
    """Return the details of a work's kind."""
    for kind in field.fields:
        if kind.name == detail_name(texts):
            return {kind.name: _object(kind.fields, texts[field.name][kind.name], (*path, kind.name), problems)}
    return None


def _item(field: Field, item: Texts, path: Path, problems: list[FormProblem]) -> Any:
    values = _object(field.fields, item, path, problems)
    if field.is_list_of_references:
        return values[REFERENCE]
    return {"id": item[ID], **values} if item[ID] else values


def reference(text: str) -> dict[str, str]:
    """Return the ``Ref`` of an id or a slug: no slug has an underscore, and each id has one."""
    return {"id" if "_" in text else "slug": text}


def decimal(text: str) -> float:
    """Return a number that is written as one writes it in French or in English."""
    return float(text.replace(",", ".").replace("\u202f", "").replace("\xa0", ""))


def iso_date(text: str) -> str:
    """Return a date as it is written, if it is one."""
    return date.fromisoformat(text).isoformat()


def iso_instant(text: str) -> str:
    """Return an instant as it is written, if it is one; without an offset it is in UTC."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).isoformat()


def is_yes(text: str) -> bool:
    """Return whether the answer to a question is yes."""
    return text == YES


CONVERSIONS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: int,
    Kind.NUMBER: decimal,
    Kind.DATE: iso_date,
    Kind.INSTANT: iso_instant,
    Kind.YES_OR_NO: is_yes,
}
