"""A progress bar for people who wait: on stderr, and only where that is a terminal."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import typer

Item = TypeVar("Item")
CLEAR_LINE = "\r\x1b[K"


def with_progress(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """Yield the items and show how many of ``total`` are done; what is printed meanwhile stands above the bar."""
    if total == 1 or not sys.stderr.isatty():
        yield from items
        return
    with typer.progressbar(items, length=total, label=label, show_pos=True, file=sys.stderr) as bar:
        for item in bar:
            sys.stderr.write(CLEAR_LINE)
            sys.stderr.flush()
            yield item
