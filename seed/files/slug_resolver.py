"""Looks up the ids of what a document names by slug."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sqlmodel import Session

from schema import writes
from schema.rows import Model
from seed.files.mapping import Resolve

NO_IDS: Mapping[tuple[Model, str], str] = MappingProxyType({})


def slug_resolver(session: Session, known_ids: Mapping[tuple[Model, str], str] = NO_IDS) -> Resolve:
    """Return a function from a type, a slug and the field it stands in to the id; each slug is looked up once.

    ``known_ids``, by type and slug, are not looked up. The function raises ``writes.Invalid`` where there is none.
    """
    find = cache(lambda model, slug: writes.find_id(session, model, slug))

    def resolve(model: Model, slug: str, field: str) -> str:
        try:
            return known_ids.get((model, slug)) or find(model, slug)
        except writes.NotFound as error:
            raise writes.Invalid(f"{field}: {error}") from error

    return resolve
