"""What accounts have spent, in the Redis that several processes share; its clock counts, so theirs may differ."""

from typing import TYPE_CHECKING

from api.budgets.gcra import WINDOW_SECONDS, Spending

if TYPE_CHECKING:
    from api.shared_store import SharedStore  # loads the driver of Redis, which most installations have no use for

KEY = "liane:spent:{}"
MICROSECONDS = 1_000_000
SPEND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local forgotten_at = tonumber(redis.call('GET', KEYS[1]) or now)
local duration, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local spent = math.min(math.max(forgotten_at - now, 0), window)
if spent + duration > window then
  return {0, spent}
end
if duration > 0 then
  spent = spent + duration
  redis.call('SET', KEYS[1], string.format('%.0f', now + spent), 'PX', math.ceil(spent / 1000))
end
return {1, spent}
"""
"""The algorithm of ``api.budgets.gcra`` in whole microseconds, which Lua's numbers hold exactly."""


class SharedGcra:
    """Spends as ``Gcra`` does, for all processes that share a store.

    Args:
        store: the store.
    """

    def __init__(self, store: "SharedStore") -> None:
        self._spend = store.script(SPEND)

    async def spend(self, account: str, seconds: float) -> Spending | None:
        """Spend points, in the seconds that they take to come back; None where the store is away."""
        duration, window = round(seconds * MICROSECONDS), round(WINDOW_SECONDS * MICROSECONDS)
        answer = await self._spend(KEY.format(account), duration, window)
        return None if answer is None else Spending(bool(answer[0]), answer[1] / MICROSECONDS)
