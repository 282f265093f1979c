"""What is told of a running server: few numbers, none of which says who asked or for what."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from api.budgets.budgets import Budgets
from api.http.request_counts import RequestCounts
from api.identity.identification import Identification
from api.response_cache.cache import ResponseCache
from schema.engine.engine import Engine

if TYPE_CHECKING:
    from api.shared_store import SharedStore

Values = Mapping[tuple[str, ...], float]


class Measure(NamedTuple):
    """A number, or one for each value of some labels.

    Args:
        name: its name, which Prometheus has with ``liane_`` before it.
        description: what it says.
        read: returns the values of this process by those of the labels.
        labels: the names of the labels.
        together: of what goes up and down, what the processes' values are together, as prometheus_client names it; None
            for what only grows.
    """

    name: str
    description: str
    read: Callable[[], Values]
    labels: tuple[str, ...] = ()
    together: Any = None


def measures(
    requests: RequestCounts,
    engine: Engine,
    identify: Identification,
    budgets: Budgets,
    store: "SharedStore | None",
    cache: ResponseCache | None,
) -> list[Measure]:
    """Return what is told of the parts of a server."""
    database = engine.database
    found = [
        Measure("requests", "Requests that were answered.", requests.read, ("door", "status")),
        Measure("statements", "Statements that were run for requests.", one(lambda: engine.statements_run)),
        Measure("shed", "What was refused as too many waited.", one(lambda: database.overload.refused)),
        Measure("waiting", "Statements that wait.", one(lambda: database.waiting), together="livesum"),
        Measure("keys_refused", "Keys and views that were refused.", lambda: by_label(identify.refused), ("code",)),
        Measure("budgets_refused", "What was over a budget.", lambda: by_label(budgets.refused), ("policy",)),
        Measure(
            "changes_age_seconds",
            "How long ago the log of changes was last looked at; keys are as of then.",
            one(lambda: monotonic() - identify.keys.read_at),
            together="livemax",
        ),
    ]
    if cache is not None:
        found += [
            Measure("memory_hits", "Requests that were answered from memory.", one(lambda: cache.hits)),
            Measure("memory_misses", "Those that might have been.", one(lambda: cache.misses)),
            Measure("memory_bytes", "What answers in memory take.", one(lambda: cache.used_bytes), together="livesum"),
            Measure(
                "memory_paused",
                "Processes that cannot hear of changes, and answer nothing from memory.",
                one(lambda: cache.is_paused),
                together="livesum",
            ),
        ]
    if store:
        away = one(lambda: store.is_away)
        found.append(Measure("store_away", "Processes to which the shared store is away.", away, together="livesum"))
    return found


def one(read: Callable[[], float]) -> Callable[[], Values]:
    """Return how a number without labels is read."""
    return lambda: {(): read()}


def by_label(counts: Mapping[str, float]) -> Values:
    """Return numbers by the value of one label."""
    return {(name,): count for name, count in counts.items()}
