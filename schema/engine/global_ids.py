"""Global ids: ``prefix_rest``, where the prefix names the type."""

from schema.engine.errors import INVALID_ID, Refused
from schema.engine.id_pattern import ID_PATTERN


def id_prefix(value: str) -> str:
    """Return the prefix of an id.

    Raises:
        Refused: the text is not an id.
    """
    if not ID_PATTERN.fullmatch(value) or "_" not in value:
        raise Refused(INVALID_ID, "This is not an id of this API; use an `id` as an answer gave it.")
    return value.split("_", 1)[0]
