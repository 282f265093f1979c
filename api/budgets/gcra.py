"""The generic cell rate algorithm (ITU-T I.371): a bucket that empties at a steady rate, kept as one instant.

Each account has the instant at which all that it has spent will be forgotten. Spending moves it on; where that would
be more than a minute from now, nothing is spent. So an account may spend its points at once, and then as they come
back, one after the other: never more in a minute than twice its points, and from then on what comes back.
"""

from collections import OrderedDict
from typing import NamedTuple

WINDOW_SECONDS = 60.0
ROUNDING_SECONDS = 1e-6
"""What adding and subtracting instants may lose."""
MOST_ACCOUNTS = 100_000
"""How many accounts are remembered, some 20 MB; then those that were not used for the longest are forgotten."""


class Spending(NamedTuple):
    """Whether points were spent, and in how many seconds all that was spent so far will be forgotten."""

    allowed: bool
    seconds: float


class Gcra:
    """What accounts have spent, in the memory of one process."""

    def __init__(self) -> None:
        self._forgotten_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """Return how many accounts are remembered."""
        return len(self._forgotten_at)

    def spend(self, account: str, seconds: float, now: float) -> Spending:
        """Spend points, in the seconds that they take to come back; no seconds only tell how the account stands.

        A clock that is set back by more than the window holds nobody up: what was spent is forgotten then.
        """
        spent = max(self._forgotten_at.get(account, now) - now, 0.0)
        if spent > WINDOW_SECONDS + ROUNDING_SECONDS:
            spent = 0.0
        if spent + seconds > WINDOW_SECONDS + ROUNDING_SECONDS:
            return Spending(allowed=False, seconds=spent)
        if seconds:
            self._forgotten_at[account] = now + spent + seconds
            self._forgotten_at.move_to_end(account)
            if len(self._forgotten_at) > MOST_ACCOUNTS:
                self._forgotten_at.popitem(last=False)
        return Spending(allowed=True, seconds=spent + seconds)
