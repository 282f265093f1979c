"""What searching costs: the processor time of made-up queries of each kind, in Liane and in PostgreSQL.

``python -m bench.search_speed [--size comparison|middle|growth] [--draws 40]``, on SQLite and on PostgreSQL. Its texts
have a long tail (``bench.prose``). Loading takes most of the time; ``--loaded URL``, once for each, takes databases
that ``bench.load --prose`` has filled. Exits with 1 when a kind takes more than it may.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa

from bench import databases, prose, servers
from bench.content import Size
from bench.load import SIZES
from bench.report import FAIL, PASS, section
from bench.words import chance
from schema.graphql import build_schema
from tests.reader import Reader, reading

MOST_MS, MOST_OF_PHRASES = 30, 110
"""What a query may take, and what a phrase on PostgreSQL, which unpacks rows to look for it."""
SEARCH = """query($text: String!) {
  search(query: $text, first: 20) { pageInfo { hasNextPage endCursor } edges { cursor match score node { id } } }
}"""
COUNTED = "query($text: String!) { search(query: $text, first: 20) { totalCount counts { type count } } }"
SUGGEST = "query($text: String!) { suggest(prefix: $text) { text type node { id } } }"

Made = Callable[[int, Size], str]


def _common(*key: object) -> str:
    return chance(*key).choice(prose.vocabulary()[: prose.COMMON])


def _title(draw: int, size: Size) -> str:
    return prose.title(chance("title of query", draw).randrange(size.works))


def _of_body(draw: int, size: Size, words: int) -> list[str]:
    """Return some words in a row of a section's text, none of them little."""
    spoken = prose.body(chance("body of query", draw).randrange(size.issues * 5)).text.rstrip(".").split()
    said = [word for word in spoken if word not in prose.LITTLE_WORDS]
    start = chance("place of query", draw).randrange(len(said) - words)
    return said[start : start + words]


def _with_typo(text: str) -> str:
    words = text.split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[longest]
    words[longest] = word[: len(word) // 2] + word[len(word) // 2 + 1 :]
    return " ".join(words)


KINDS: Mapping[str, Made] = {
    "one word of a title": lambda draw, size: _title(draw, size).split()[-1],
    "one common word": lambda draw, _: _common("one", draw),
    "three words": lambda draw, size: " ".join(_of_body(draw, size, 3)),
    "three common words": lambda draw, _: " ".join(_common("three", draw, place) for place in range(3)),
    "a whole title": _title,
    "a person": lambda draw, size: prose.name(chance("person of query", draw).randrange(size.people)),
    "a title with a typo": lambda draw, size: _with_typo(_title(draw, size)),
    "nothing that is there": lambda draw, _: f"zqx{draw}wv kjh{draw}qq",
    "a phrase of two common words": lambda draw, _: f'"{_common("phrase", draw, 0)} {_common("phrase", draw, 1)}"',
    "a phrase that is there": lambda draw, size: f'"{" ".join(_of_body(draw, size, 2))}"',
    "a prefix, suggested": lambda draw, size: _title(draw, size)[: chance("prefix", draw).randint(3, 8)],
    "a common word, counted": lambda draw, _: _common("counted", draw),
}
BOUNDED = tuple(kind for kind in KINDS if kind != "a common word, counted")
"""Exact counts cost what they count, and are asked for separately."""


def measure(url: str, size: Size, draws: int) -> dict[str, list[float]]:
    """Return the milliseconds of processor time of each query of each kind: the best of three, once plans are kept."""
    return asyncio.run(_measure(url, size, draws))


async def _measure(url: str, size: Size, draws: int) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {}
    async with reading(url, build_schema()) as reader:
        for kind, made in KINDS.items():
            query = {"a prefix, suggested": SUGGEST, "a common word, counted": COUNTED}.get(kind, SEARCH)
            texts = [made(draw, size) for draw in range(draws)]
            for text in texts[:5]:
                await reader.body(query, text=text)
            pids = backends_of(url)
            measured[kind] = [min([await _spent(reader, pids, query, text) for _ in range(3)]) for text in texts]
    return measured


async def _spent(reader: Reader, pids: Sequence[int], query: str, text: str) -> float:
    before = processor_ms(pids)
    await reader.body(query, text=text)
    return processor_ms(pids) - before


def backends_of(url: str) -> list[int]:
    """Return the processes of PostgreSQL that serve a database; none of SQLite's."""
    return servers.backends(str(sa.make_url(url).database)) if url.startswith("postgres") else []


def processor_ms(pids: Sequence[int]) -> float:
    """Return the processor time of this process and of some others so far."""
    spent = time.process_time() * 1000
    return spent + sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6 for pid in pids)


def table(size: Size, measured: Mapping[str, Mapping[str, list[float]]]) -> str:
    """Return the table of what each kind took on each database."""
    rows = [[kind, *(_told(kind, name, of_kind[kind]) for name, of_kind in measured.items())] for kind in KINDS]
    text = f"{size.works:,} works, {size.issues:,} issues, {size.issues * 5:,} sections, {size.people:,} people; "
    text += "milliseconds of processor time, half of the queries and 95 of 100 take at most so much."
    return section("Search", text, ["", *measured], rows)


def _told(kind: str, database: str, spent: list[float]) -> str:
    most = MOST_OF_PHRASES if database == "PostgreSQL" and "phrase" in kind else MOST_MS
    last = quantiles(spent, n=20)[-1]
    verdict = "" if kind not in BOUNDED else f", at most {most}: {PASS if last <= most else FAIL}"
    return f"{median(spent):.1f}, {last:.1f}{verdict}"


def compared(size: Size, draws: int, server: str | None = None) -> str:
    """Fill a database of each sort, measure, and return the table."""
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-search-")))
        urls = [
            databases.sqlite(scratch, size, texts=prose, searchable=True),
            stack.enter_context(databases.postgres(server, size, texts=prose, searchable=True)),
        ]
        return table(size, {_name(url): measure(url, size, draws) for url in urls})


def _name(url: str) -> str:
    return "PostgreSQL" if url.startswith("postgres") else "SQLite"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="comparison", help="how much content (default: comparison)")
    parser.add_argument("--draws", type=int, default=40, help="how many queries of each kind (default 40)")
    parser.add_argument("--loaded", metavar="URL", action="append", help="a filled database, of that size")
    parser.add_argument("--postgres", metavar="URL", help="a server to use (default: a private one, started for this)")
    options = parser.parse_args()
    size = SIZES[options.size]
    if options.loaded:
        measured: dict[str, Any] = {_name(url): measure(url, size, options.draws) for url in options.loaded}
        text = table(size, measured)
    else:
        text = compared(size, options.draws, options.postgres)
    sys.stdout.write(text)
    sys.exit(1 if FAIL in text else 0)


if __name__ == "__main__":
    main()
