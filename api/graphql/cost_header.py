"""The header ``Liane-Cost``: whoever sends it is told in the answer's ``extensions`` what its operation costs.

``1`` tells it beside the answer, ``only`` in its place: nothing is run.
"""

from collections.abc import Mapping
from enum import Enum, auto

from starlette.exceptions import HTTPException

NAME = b"liane-cost"


class CostWish(Enum):
    """What a request wants to know."""

    NONE = auto()
    TOLD = auto()
    ONLY = auto()

    def require_single_answer(self) -> None:
        """Refuse to stream results where they are not wanted.

        Raises:
            HTTPException: they are not.
        """
        if self is CostWish.ONLY:
            raise HTTPException(400, "Liane-Cost: only is told in a single answer; accept JSON.")


WISHES = {b"1": CostWish.TOLD, b"only": CostWish.ONLY}


def cost_wish(headers: Mapping[bytes, bytes]) -> CostWish:
    """Return what a request wants to know.

    Raises:
        HTTPException: it wants something else, which must not pass for having been done.
    """
    value = headers.get(NAME)
    if value is None:
        return CostWish.NONE
    try:
        return WISHES[value]
    except KeyError:
        raise HTTPException(400, "Liane-Cost is 1, only, or left out.") from None
