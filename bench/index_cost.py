"""What the index of search costs a letter that is imported: letters are stored with it and without it, in turn.

``python -m bench.index_cost [--letters 200] [--long] [--large] [--database URL]``. The database must be empty or
new; without one an SQLite file is made and thrown away. A letter has 500 words of few different ones, or with
``--long`` 1,700 as frequent as those of a language. Letters are parsed, and cut into words, before: in an import
another process does that. The processor time is this process's: on SQLite all there is, on PostgreSQL without the
server's.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from unittest.mock import patch

import sqlalchemy as sa

from bench.content import GROWTH
from bench.import_speed import FORMS, HEADINGS, make_newsletter
from bench.load import load
from bench.prose import spoken
from schema import db
from schema.migrations import runner
from schema.search.analysis import cut_ahead, keep_cut
from schema.text import cache_rendered
from seed.files.load import CONTENT, load_directory
from seed.import_run import ImportRun
from seed.importers import ParsedIssue, read

WARM = 20
"""How many letters go before: statements are built, words are remembered."""
FORM = "md"
WORDS_OF_SECTION = 425


def letters(count: int, *, long: bool) -> Iterator[ParsedIssue]:
    """Yield made-up letters as the process that reads ahead hands them over."""
    for number in range(count):
        newsletter = make_newsletter(number)
        if long:
            texts = {heading: spoken("letter", number, heading, words=WORDS_OF_SECTION) for heading in HEADINGS}
            newsletter = newsletter._replace(sections=[(each, [" ".join(text)]) for each, text in texts.items()])
        parsed = read(FORMS[FORM](newsletter), f"{newsletter.day}-{number}.{FORM}", "auto")
        for section in parsed.sections:
            cache_rendered(section.body)
            keep_cut(section.body.text, parsed.language, cut_ahead(section.body.text, parsed.language))
        yield parsed


@contextmanager
def without_index() -> Iterator[None]:
    """Have writes leave search alone."""
    with patch("schema.writes.log.search.update"), patch("schema.writes.log.related.update"):
        yield


def measure(url: str, count: int, *, long: bool, large: bool) -> str:
    """Store letters; return a line on the processor time and the statements of one, with the index and without."""
    if large:
        load(url, GROWTH, catalogue_only=True, searchable=True)
    runner.migrate(url)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        load_directory(session, CONTENT)
    run = ImportRun(engine, "auto", publish=False, dry_run=False)
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    taken: dict[bool, list[float]] = {True: [], False: []}
    counted = dict.fromkeys(taken, 0)
    for number, parsed in enumerate(letters(WARM + count, long=long)):
        indexed = number % 2 == 0
        statements.clear()
        with nullcontext() if indexed else without_index():
            began = time.process_time()
            run.import_parsed(str(number), parsed, at_once_on_disk=False)
            seconds = time.process_time() - began
        if number >= WARM:
            taken[indexed].append(1000 * seconds)
            counted[indexed] = len(statements)
    engine.dispose()
    within, without = median(taken[True]), median(taken[False])
    return (
        f"{within:.2f} ms with the index, {without:.2f} without (+ {100 * (within / without - 1):.0f} %); "
        f"{counted[True]} and {counted[False]} statements"
    )


def main() -> None:
    """Run the measurement and print its line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=200, help="how many, half of them without the index")
    parser.add_argument("--database", help="sqlite:///... or postgresql://..., empty (default: a new SQLite file)")
    parser.add_argument("--long", action="store_true", help="letters of 1,700 words with a long tail")
    parser.add_argument("--large", action="store_true", help="beside 200,000 works and 50,000 people")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as scratch:
        url = arguments.database or f"sqlite:///{Path(scratch, 'bench.db')}"
        sys.stdout.write(measure(url, arguments.letters, long=arguments.long, large=arguments.large) + "\n")


if __name__ == "__main__":
    main()
