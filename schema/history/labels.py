"""The names of sections and fields in the messages to editors."""

import re

CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")
FIELD_LABELS = {
    "body_markdown": "text",
    "column_id": "column",
    "recommended_by_id": "recommended by",
    "replaces_at": "date of taking its place",
    "replaces_problem": "problem of taking its place",
}


def section_label(position: int | None, heading: object) -> str:
    """Return a section's name by its position, if it has one, and its heading, if it has one."""
    label = f"section {position}" if position else "a section"
    return f"{label} “{heading}”" if heading else label


def field_label(name: str) -> str:
    """Return a field's or a column's name in plain words, whether it is written as in the database or as in files."""
    words = CAPITAL.sub(lambda capital: f" {capital[0].lower()}", FIELD_LABELS.get(name, name))
    return words.removeprefix("details.").replace("_", " ")
