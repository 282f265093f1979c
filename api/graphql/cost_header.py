"""The header ``Liane-Cost: 1``: whoever sends it is told what its operation costs, in the answer's ``extensions``."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException

NAME = b"liane-cost"
ASKED = b"1"


def asks_for_cost(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request wants to know.

    Raises:
        HTTPException: it wants something else, which must not pass for having been done.
    """
    value = headers.get(NAME)
    if value not in {None, ASKED}:
        raise HTTPException(400, "Liane-Cost is 1, or left out.")
    return value is not None
