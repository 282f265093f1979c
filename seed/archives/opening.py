"""Which archive a file is, told by its content."""

import re
from functools import lru_cache
from pathlib import Path

from seed.archives.feeds import ROOT, Feed
from seed.archives.ghost import open_json
from seed.archives.letter import Archive
from seed.archives.mbox import START, Mailbox
from seed.archives.trees import ZipFile

HEAD = 4_096
# A zip file that is a document of an office program.
DOCUMENTS = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/")


def open_archive(path: Path) -> Archive | None:
    """Return the archive that a file is; None where it is none, or a mailbox of one mail.

    Raises:
        Unreadable: it is an archive that cannot be used.
        OSError: it cannot be opened.
    """
    # A pipe can be read only once.
    return _opened(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=2)
def _opened(path: Path, _changed: int) -> Archive | None:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if START.match(head):
        mailbox = Mailbox(path)
        return mailbox if len(mailbox.names) > 1 else None
    if head.startswith(b"PK\x03\x04"):
        return None if DOCUMENTS.search(head) else ZipFile(path)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return open_json(path)
    return Feed(path) if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) and ROOT.search(head) else None
