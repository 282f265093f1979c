"""A process that publishes one number after another: ``python -m tests.contracts.numbering URL``.

Each number is the title of one issue. Once its transaction has ended, the number is written to the standard output. It
goes on until its standard input ends.
"""

import random
import sys
import threading
import time
from datetime import UTC, datetime

from schema import db, writes
from schema.vocabulary import StoredStatus

SLUG = "numbered"
PUBLISHED_AT = datetime(2023, 9, 1, 6, tzinfo=UTC)


def main(url: str) -> None:
    """Publish numbers."""
    ending = threading.Thread(target=sys.stdin.read, daemon=True)
    ending.start()
    engine, number = db.connect(url), 0
    while ending.is_alive():
        number += 1
        issue = {"slug": SLUG, "title": f"n{number}n", "status": StoredStatus.PUBLISHED, "published_at": PUBLISHED_AT}
        with db.write_transaction(engine) as session:
            writes.save_issue(session, issue)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        time.sleep(random.choice([0, 0.01, 0.02, 0.05]))  # noqa: S311 - not for secrets
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
