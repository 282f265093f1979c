"""Search beside what else there is: PostgreSQL's own ranking, and tantivy, on the same texts and the same queries.

``python -m bench.search_peers [--draws 40]``, a part of ``make bench``. tantivy is installed for it alone
(``bench/requirements.lock``). Each engine is asked for the first twenty, in this process: Liane through its whole
engine, the others by their fastest interface.
"""

import argparse
import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from bench import databases, prose
from bench.content import COMPARISON, Size
from bench.report import section
from bench.search_speed import BOUNDED, KINDS, Made, backends_of, measure, processor_ms
from bench.words import chance
from schema import db
from schema.bases import table_of
from schema.search.documents import MODELS, read
from schema.text import fold

TYPED = 100
"""So many titles are typed without accents."""
GIVEN_UP = {
    "Liane": ("relevance by how rare a word is", "the endings of languages other than French and English"),
    "PostgreSQL's ranking": (
        "the same hits in the same order on SQLite",
        "words without their accents",
        "a cost that does not grow with what matches: every match is unpacked and ranked",
    ),
    "tantivy": (
        "the transaction: its index is written beside the database, so what was taken back is found until it follows",
        "writing from several processes",
        "what appears by the clock alone",
    ),
}


class Text(NamedTuple):
    """A document as all engines get it."""

    number: int
    names: str
    rest: str


Ask = Callable[[str], Sequence[int]]


def texts_of(url: str) -> Iterator[Text]:
    """Yield what Liane's documents are made of."""
    engine = db.connect(url)
    number = 0
    with Session(engine) as session:
        for kind, model in MODELS.items():
            ids = session.execute(sa.select(table_of(model).c.id)).scalars().all()
            for start in range(0, len(ids), 1_000):
                for found in read(session, kind, ids[start : start + 1_000]):
                    number += 1
                    rest = [*found.source.headline, found.source.body]
                    yield Text(number, " . ".join(found.source.names), " . ".join(rest))
    engine.dispose()


@contextlib.contextmanager
def postgres_ranking(url: str, texts: Sequence[Text]) -> Iterator[Ask]:
    """Give what asks PostgreSQL for the best by ``ts_rank``, of French texts with a GIN index, names weighing more."""
    engine = db.connect(url)
    vector = "setweight(to_tsvector('french', :names), 'A') || to_tsvector('french', :rest)"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS peer")
        connection.exec_driver_sql("CREATE TABLE peer (number INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)")
        insert = sa.text(f"INSERT INTO peer VALUES (:number, {vector})")  # noqa: S608 - our own text
        for start in range(0, len(texts), 1_000):
            connection.execute(insert, [each._asdict() for each in texts[start : start + 1_000]])
        connection.exec_driver_sql("CREATE INDEX ON peer USING gin (words)")
        connection.exec_driver_sql("VACUUM ANALYZE peer")
        best = (
            "SELECT number FROM peer, websearch_to_tsquery('french', %s) AS asked WHERE words @@ asked "
            "ORDER BY ts_rank(words, asked) DESC, number LIMIT 20"
        )
        yield lambda text: [row[0] for row in connection.exec_driver_sql(best, (text,))]
        connection.exec_driver_sql("DROP TABLE peer")
    engine.dispose()


@contextlib.contextmanager
def tantivy_index(texts: Sequence[Text]) -> Iterator[Ask]:
    """Give what asks tantivy for the best by BM25, of texts without accents and with French stems."""
    tantivy: Any = importlib.import_module("tantivy")  # only this command has it

    fields = tantivy.SchemaBuilder().add_integer_field("number", stored=True)
    for name in ("names", "rest"):
        fields = fields.add_text_field(name, tokenizer_name="words")
    with tempfile.TemporaryDirectory(prefix="liane-tantivy-") as folder:
        index = tantivy.Index(fields.build(), path=folder)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for each in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("french")):
            words = words.filter(each)
        index.register_tokenizer("words", words.build())
        writer = index.writer(num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(**text._asdict()))
        writer.commit()
        index.reload()
        searcher = index.searcher()

        def ask(text: str) -> list[int]:
            query, _ = index.parse_query_lenient(
                text, ["names", "rest"], field_boosts={"names": 4.0}, conjunction_by_default=True
            )
            hits = searcher.search(query, 20, count=False).hits
            return [searcher.doc(address)["number"][0] for _, address in hits]

        yield ask


def asked(ask: Ask, url: str, size: Size, draws: int) -> dict[str, list[float]]:
    """Return the milliseconds of processor time of each query of each kind: the best of three."""
    pids = backends_of(url)
    return {kind: [_best(ask, pids, made(draw, size)) for draw in range(draws)] for kind, made in _kinds().items()}


def _best(ask: Ask, pids: Sequence[int], text: str) -> float:
    spent = []
    for _ in range(3):
        before = processor_ms(pids)
        ask(text)
        spent.append(processor_ms(pids) - before)
    return min(spent)


def _kinds() -> dict[str, Made]:
    return {kind: KINDS[kind] for kind in BOUNDED if "suggested" not in kind}


def found_without_accents(ask: Ask, texts: Sequence[Text]) -> int:
    """Return of how many titles in a hundred, typed without accents, the title is among the first twenty."""
    accented = [text for text in texts if not text.names.isascii() and len(text.names.split()) > 1]
    chosen = chance("without accents").sample(accented, TYPED)
    return sum(text.number in ask(fold(text.names)) for text in chosen)


def compared(size: Size, draws: int, server: str | None = None) -> str:
    """Fill databases and indexes, ask all of them, and return the tables."""
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-search-")))
        file = databases.sqlite(scratch, size, texts=prose, searchable=True)
        url = stack.enter_context(databases.postgres(server, size, texts=prose, searchable=True))
        return told(file, url, size, draws)


def told(file: str, url: str, size: Size, draws: int) -> str:
    """Ask filled databases, and the others about their texts, and return the tables."""
    texts = list(texts_of(file))
    measured: dict[str, dict[str, list[float]]] = {
        "Liane on SQLite": measure(file, size, draws),
        "Liane on PostgreSQL": measure(url, size, draws),
    }
    without: dict[str, int] = {}
    for name, peer in (("PostgreSQL's ranking", postgres_ranking(url, texts)), ("tantivy", tantivy_index(texts))):
        with peer as ask:
            measured[name] = asked(ask, url, size, draws)
            without[name] = found_without_accents(ask, texts)
    rows = [[kind, *(_figures(of_kind[kind]) for of_kind in measured.values())] for kind in _kinds()]
    text = (
        f"The first twenty of {len(texts):,} documents; milliseconds of processor time, half of the queries and 95 of "
        "100 take at most so much. Of a hundred titles typed without accents "
        + ", ".join(f"{name} has {number} among the first twenty" for name, number in without.items())
        + "."
    )
    given_up = "".join(f"- {name} gives up {'; '.join(what)}.\n" for name, what in GIVEN_UP.items())
    return f"{section('Search', text, ['', *measured], rows)}\n{given_up}"


def _figures(spent: Sequence[float]) -> str:
    return f"{median(spent):.1f}, {quantiles(spent, n=20)[-1]:.1f}"


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=40, help="how many queries of each kind (default 40)")
    parser.add_argument("--loaded", nargs=2, metavar=("SQLITE", "POSTGRES"), help="filled databases")
    parser.add_argument("--postgres", metavar="URL", help="a server to use (default: a private one, started for this)")
    options = parser.parse_args()
    loaded: Any = options.loaded
    text = (
        told(loaded[0], loaded[1], COMPARISON, options.draws)
        if loaded
        else compared(COMPARISON, options.draws, options.postgres)
    )
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
