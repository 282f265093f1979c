"""Measures in the text formats of Prometheus, those of all processes that serve together.

Requests count in plain numbers, which costs them nanoseconds. What prometheus_client shares between processes, in files
of a folder, is brought up to them each second. It is loaded when it is first asked for something: most servers never
are.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.metrics.measures import Measure

TICK_SECONDS = 1.0


class Exposition:
    """The measures of this process, and of others that share its folder.

    Args:
        measures: what is measured here.
        folder: where processes share what they measure; None for one that serves alone.
    """

    def __init__(self, measures: Sequence[Measure], folder: Path | None) -> None:
        self._measures = measures
        self._folder = folder
        self._metrics: list[tuple[Measure, Any]] = []
        self._told: dict[tuple[str, ...], float] = {}

    async def follow(self) -> None:
        """Share what is measured each second, where there is anybody to share it with."""
        while self._folder:
            self.update()
            await asyncio.sleep(TICK_SECONDS)

    def update(self) -> None:
        """Bring what others read up to what was measured."""
        self._metrics = self._metrics or self._registered()
        for measure, metric in self._metrics:
            for labels, value in measure.read().items():
                labelled = metric.labels(*labels) if labels else metric
                if measure.together:
                    labelled.set(value)
                else:
                    key = (measure.name, *labels)
                    labelled.inc(value - self._told.get(key, 0))
                    self._told[key] = value

    def text(self, accept: str) -> tuple[bytes, str]:
        """Return all measures in a format that the client accepts, and its media type."""
        from prometheus_client import CollectorRegistry  # noqa: PLC0415
        from prometheus_client.exposition import choose_encoder  # noqa: PLC0415
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        self.update()
        registry: Any = CollectorRegistry()
        if self._folder:
            forget_ended(self._folder)
            MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]
        else:
            for _, metric in self._metrics:
                registry.register(metric)
        encode, media_type = choose_encoder(accept)
        return encode(registry), media_type

    def _registered(self) -> list[tuple[Measure, Any]]:
        """Return all measures, each with what prometheus_client has of it."""
        from prometheus_client import Counter, Gauge, disable_created_metrics  # noqa: PLC0415

        disable_created_metrics()  # type: ignore[no-untyped-call]

        def metric(measure: Measure) -> Any:
            name, labels = f"liane_{measure.name}", measure.labels
            if measure.together:
                return Gauge(name, measure.description, labels, registry=None, multiprocess_mode=measure.together)
            return Counter(name, measure.description, labels, registry=None)

        return [(measure, metric(measure)) for measure in self._measures]


def forget_ended(folder: Path) -> None:
    """Forget what goes up and down of processes that have ended; what they counted stays."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    for number in {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*.db")}:
        if not runs(number):
            mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]


def runs(number: int) -> bool:
    """Whether there is a process with a number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
