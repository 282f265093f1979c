"""An export of Substack: posts as HTML, and ``posts.csv`` with what is known of them; its lists are never read."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

INDEX = "posts.csv"
FOLDER = "posts"
# All columns that are read; the others, and all other tables, are of readers or of players.
COLUMNS = ("title", "subtitle", "post_date", "email_sent_at", "audience")
YES = "true"


def is_post(name: str) -> bool:
    """Whether a file, by its path, may be a post of an export."""
    parts = name.split("/")
    return len(parts) > 1 and parts[-2] == FOLDER and parts[-1].endswith(".html")


def index_of(name: str) -> str:
    """Return the path of the table that a post's fields stand in."""
    return "/".join([*name.split("/")[:-2], INDEX])


def fields_of(name: str, table: str) -> Mapping[str, Any] | None:
    """Return what the table says of a post; None where it is no table of posts, or has no row for it."""
    stem = name.rpartition("/")[2].removesuffix(".html")
    for row in _rows(table):
        if row.get("post_id") in {stem, stem.partition(".")[0]}:
            fields: dict[str, Any] = {column: row.get(column) for column in COLUMNS if row.get(column)}
            fields["slug"] = stem.partition(".")[2]
            if row.get("is_published", YES).lower() != YES:
                fields["draft"] = YES
            return fields
    return None


def _rows(table: str) -> Iterable[Mapping[str, str]]:
    reader = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    try:
        if "post_id" not in (reader.fieldnames or ()):
            return []
        return [{name: value for name, value in row.items() if isinstance(value, str)} for row in reader]
    except csv.Error:
        return []
