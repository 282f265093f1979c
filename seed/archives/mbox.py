"""A mailbox (``.mbox``, RFC 4155): mails one below the other, each under a line that begins with ``From``."""

import mmap
import re
from pathlib import Path

from seed.archives.letter import Letter
from seed.importers import TOO_LARGE

# Such a line stands at the top or below a blank one, and a header follows: "From the coast" in a letter is none.
START = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\r?\n(?=[A-Za-z][\w-]{0,60}:)")
ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


class Mailbox:
    """The mails of a mailbox, named by their numbers."""

    def __init__(self, path: Path) -> None:
        """Find where each mail begins; an empty file is no mailbox."""
        self._path = path
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            starts = [start.start() for start in START.finditer(content)]
            self._bounds = list(zip(starts, [*starts[1:], len(content)], strict=True))
        self.names = [str(number) for number in range(1, len(starts) + 1)]
        self.passed_over: list[str] = []

    def read(self, name: str) -> Letter:
        """Return a mail."""
        start, end = self._bounds[int(name) - 1]
        with self._path.open("rb") as file:
            file.seek(start)
            data = file.read(min(end - start, TOO_LARGE))
        # The line "From ..." is the mailbox's own, and it marks lines of a letter that look like one.
        return Letter(f"{name}.eml", ESCAPED.sub(b"", data.partition(b"\n")[2]), "eml")
