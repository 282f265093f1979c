"""Global ids: ``prefix_rest``, where the prefix names the type."""

import re

from schema.engine.errors import INVALID_ID, Refused

ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def id_prefix(value: str) -> str:
    """Return the prefix of an id.

    Raises:
        Refused: the text is not an id.
    """
    if not ID_PATTERN.fullmatch(value) or "_" not in value:
        raise Refused(INVALID_ID, "This is not an id of this API; use an `id` as an answer gave it.")
    return value.split("_", 1)[0]
