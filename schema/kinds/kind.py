"""What the rest of the house needs to know of a kind of work."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from schema.vocabulary import WorkKind


@dataclass(frozen=True)
class Kind:
    """One kind of work: its table (same id as the work's), its GraphQL type and what others call it.

    ``hints`` are the words that announce it in a text, ``schema_org`` is its type there.
    """

    name: WorkKind
    row: type[SQLModel]
    type: Any
    hints: tuple[str, ...]
    schema_org: str
