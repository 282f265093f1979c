"""What saving one title costs: a transaction that changes it, in the sample issue, which is published.

``python -m bench.save_speed [--saves 50] [--large] [--database URL]``. The database must be empty or new; without one
an SQLite file is made and thrown away. With ``--large`` there are 200,000 works and 50,000 people besides.
"""

import argparse
import sys
import tempfile
import time

import sqlalchemy as sa

from bench.content import GROWTH
from bench.load import load
from schema import db, writes
from schema.migrations import runner
from seed.files.load import CONTENT, load_directory

ISSUE = "hollywood-en-greve-contre-ses-doubles"
WARM = 10
"""How many saves go before: connections are opened and statements built."""


def measure(url: str, saves: int, *, large: bool) -> tuple[float, float, int]:
    """Save titles; return the milliseconds of processor and the milliseconds of a save, and its statements.

    The processor time is this process's: on SQLite all there is, on PostgreSQL without the server's.
    """
    if large:
        load(url, GROWTH, catalogue_only=True, searchable=True)
    runner.migrate(url)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        load_directory(session, CONTENT)
    _save(engine, WARM)
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    began, processor = time.perf_counter(), time.process_time()
    _save(engine, saves)
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    engine.dispose()
    return 1000 * used / saves, 1000 * seconds / saves, len(statements) // saves


def _save(engine: sa.Engine, times: int) -> None:
    for number in range(times):
        with db.write_transaction(engine) as session:
            writes.save_issue(session, {"slug": ISSUE, "title": f"Titre {number} sur {times}"})


def main() -> None:
    """Run the measurement and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=50, help="how many (default 50)")
    parser.add_argument("--database", help="sqlite:///... or postgresql://..., empty (default: a new SQLite file)")
    parser.add_argument("--large", action="store_true", help="beside 200,000 works and 50,000 people")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liane-bench-") as scratch:
        url = arguments.database or f"sqlite:///{scratch}/bench.db"
        processor, wall, statements = measure(url, max(1, arguments.saves), large=arguments.large)
    sys.stdout.write(f"{processor:.1f} ms of processor time a save, {wall:.1f} ms in all, {statements} statements\n")


if __name__ == "__main__":
    main()
