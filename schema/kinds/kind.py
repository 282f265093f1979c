"""What the rest of the house needs to know of a kind of work."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from schema.vocabulary import WorkKind


@dataclass(frozen=True)
class Kind:
    """One kind of work: its table (same id as the work's), its GraphQL type, the words that announce it in a text and its
    schema.org type."""

    name: WorkKind
    row: type[SQLModel]
    type: Any
    hints: tuple[str, ...]
    schema_org: str
