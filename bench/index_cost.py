"""What the index of search costs a letter's whole import: letters are imported with it and without it, in turn.

``python -m bench.index_cost [--letters 160] [--rounds 6] [--large] [--postgres URL]``, on SQLite and on PostgreSQL. A
letter has 500 words of few different ones, or 1,700 as frequent as those of a language, and is of each sort of file in
turn. An import is reading the file, cutting its texts into words for the index, and storing it; an import without the
index cuts nothing. The processor time is that of this process, which does here what the process that reads ahead does,
and of the server of PostgreSQL. Then so many letters are imported as a command does, reading ahead in a second process,
with the index and without it in turn: how many a second, which is what somebody notices, on a machine of two processors
at least that does nothing else.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple
from unittest.mock import patch

from bench.content import GROWTH
from bench.import_speed import FORMS, HEADINGS, Newsletter, make_newsletter
from bench.load import load
from bench.prose import spoken
from bench.report import section
from bench.search_speed import backends_of, processor_ms
from schema import db
from schema.migrations import runner
from schema.search.analysis import cut_ahead, keep_cut
from schema.text import cache_rendered
from seed import parse_ahead
from seed.files.load import CONTENT, load_directory
from seed.import_run import ImportRun
from seed.importers import ParsedIssue, read
from tests.databases import PostgresDatabases
from tests.postgres import PrivateServer

WARM = 2 * len(FORMS)
"""How many letters go before: statements are built, words are remembered."""
KNOWN = range(10_000, 10_100)
"""The letters whose words are remembered from the start: those of two years."""
WORDS_OF_SECTION = 425
UNTIMED = parse_ahead.FIRST + parse_ahead.WINDOW
"""How many letters of an import go before it is timed: the second process has started by then."""
Make = Callable[[int], Newsletter]


def long_newsletter(number: int) -> Newsletter:
    """Make up a newsletter of 1,700 words with a long tail."""
    texts = [(each, " ".join(spoken("letter", number, each, words=WORDS_OF_SECTION))) for each in HEADINGS]
    return make_newsletter(number)._replace(sections=[(heading, [text]) for heading, text in texts])


LETTERS: dict[str, Make] = {"500 words": make_newsletter, "1,700 words": long_newsletter}


class Taken(NamedTuple):
    """The milliseconds that a letter takes: reading it, cutting it into words, and storing it."""

    reading: float
    cutting: float
    storing: float


def import_letter(run: ImportRun, url: str, data: bytes, name: str, *, indexed: bool) -> Taken:
    """Import one letter as an import of many does, and return what it took."""
    pids = backends_of(url)
    began = processor_ms(pids)
    parsed = read(data, name, "auto")
    was_read = processor_ms(pids)
    if indexed:
        cut(parsed)
    was_cut = processor_ms(pids)
    for each in parsed.sections:
        cache_rendered(each.body)
    with nullcontext() if indexed else without_index():
        run.import_parsed(name, parsed, at_once_on_disk=False)
    return Taken(was_read - began, was_cut - was_read, processor_ms(pids) - was_cut)


def cut(parsed: ParsedIssue) -> None:
    """Cut the texts of a letter into words, and keep these until they are asked for."""
    for each in parsed.sections:
        keep_cut(each.body.text, parsed.language, cut_ahead(each.body.text, parsed.language))


@contextmanager
def without_index() -> Iterator[None]:
    """Have writes leave search alone, and nothing be cut for it."""
    with (
        patch("schema.writes.log.search.update"),
        patch("schema.writes.log.related.update"),
        patch("seed.parse_ahead.serve", serve_uncut),
    ):
        yield


def measure(url: str, make: Make, count: int, *, large: bool) -> list[str]:
    """Import letters into an empty database, and return what one takes with the index, without it, and how much more.

    Of each sort of file it is the median, and of these the mean.
    """
    if large:
        load(url, GROWTH, catalogue_only=True, searchable=True)
    runner.migrate(url)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        load_directory(session, CONTENT)
    for number in KNOWN:
        for _, paragraphs in make(number).sections:
            cut_ahead(" ".join(paragraphs), "fr")
    run = ImportRun(engine, "auto", publish=False, dry_run=False)
    taken: dict[tuple[bool, str], list[Taken]] = defaultdict(list)
    for number in range(WARM + count):
        form, indexed = [*FORMS][number // 2 % len(FORMS)], number % 2 == 0
        newsletter = make(number)
        spent = import_letter(run, url, FORMS[form](newsletter), f"{newsletter.day}-{number}.{form}", indexed=indexed)
        if number >= WARM:
            taken[indexed, form].append(spent)
    engine.dispose()
    (within, parts), (without, other_parts) = (_told(taken, indexed=indexed) for indexed in (True, False))
    return [f"{within:.2f} ({parts})", f"{without:.2f} ({other_parts})", f"{100 * (within / without - 1):+.0f} %"]


def speeds(url: str, make: Make, letters: int, rounds: int) -> list[str]:
    """Import letters as a command does, and return how many a second with the index, without it, and how many fewer."""
    engine = db.connect(url)
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * rounds):
        indexed = number % 2 == 0
        with tempfile.TemporaryDirectory(prefix="liane-bench-") as folder:
            first = WARM + 100_000 + number * letters
            names = [*written(Path(folder), make, range(first, first + letters))]
            run = ImportRun(engine, "auto", publish=False, dry_run=False)
            with nullcontext() if indexed else without_index():
                reports = run.import_files(names)
                for _ in islice(reports, UNTIMED):
                    pass
                began = time.perf_counter()
                done = sum(1 for _ in reports)
                found[indexed].append(done / (time.perf_counter() - began))
    engine.dispose()
    within, without = (median(found[indexed]) for indexed in (True, False))
    return [f"{within:.1f}", f"{without:.1f}", f"{100 * (within / without - 1):+.0f} %"]


def written(folder: Path, make: Make, numbers: Iterable[int]) -> Iterator[str]:
    """Write letters of each sort of file, and yield their names."""
    for number in numbers:
        newsletter, form = make(number), [*FORMS][number % len(FORMS)]
        path = folder / f"{newsletter.day}-{number}.{form}"
        path.write_bytes(FORMS[form](newsletter))
        yield str(path)


def serve_uncut(pipe: Connection, format_name: str) -> None:
    """Read ahead, and cut nothing."""
    with patch("seed.parse_ahead.cut_ahead", lambda *_: "\n"):
        parse_ahead.serve(pipe, format_name)


def _told(taken: dict[tuple[bool, str], list[Taken]], *, indexed: bool) -> tuple[float, str]:
    """Return what a letter takes in all, and its parts in words."""
    of_forms = [taken[indexed, form] for form in FORMS]
    parts = [fmean(median(each[place] for each in of_form) for of_form in of_forms) for place in range(3)]
    in_all = fmean(median(sum(each) for each in of_form) for of_form in of_forms)
    return in_all, " + ".join(f"{part:.2f}" for part in parts)


def main() -> None:
    """Run the measurement and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=160, help="how many of each length")
    parser.add_argument("--rounds", type=int, default=6, help="how often the speed is measured on either side")
    parser.add_argument("--large", action="store_true", help="beside 200,000 works and 50,000 people")
    parser.add_argument("--postgres", metavar="URL", help="a server to use (default: a private one, started for this)")
    options = parser.parse_args()
    if options.rounds and options.letters <= UNTIMED:
        parser.error(f"--letters takes more than {UNTIMED}, or --rounds 0")
    rows, fast = [], []
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liane-bench-")))
        server = options.postgres
        if server is None:
            private = PrivateServer()
            stack.callback(private.stop)
            server = private.url
        databases = PostgresDatabases(server)
        for length, make in LETTERS.items():
            postgres = databases.create()
            for name, url in (("SQLite", f"sqlite:///{scratch / length}.db"), ("PostgreSQL", postgres)):
                told = measure(url, make, options.letters, large=options.large)
                rows.append([f"{name}, {length}", *told])
                if options.rounds:
                    fast.append([f"{name}, {length}", *speeds(url, make, options.letters, options.rounds)])
            databases.drop(postgres)
    text = "Milliseconds of processor time of a letter: in all (reading + cutting + storing)."
    sys.stdout.write(section("The index of search in an import", text, ["", "with", "without", ""], rows))
    if fast:
        text = "Letters a second, read ahead in a second process."
        sys.stdout.write(section("The speed of an import", text, ["", "with", "without", ""], fast))


if __name__ == "__main__":
    main()
