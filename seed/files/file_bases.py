"""Brings files up to date after their import, so that the same file can be edited and imported again."""

import re
from contextlib import suppress
from pathlib import Path

from seed.files.export import accept
from seed.files.formats import write_exported
from seed.files.snapshot import Snapshot

Base = Snapshot | dict[str, str]
"""What a file was, in the form of its ``exported``."""
COMMENT = re.compile(r"(?:^|\s)#(?!#)", re.MULTILINE)
EXPORTED = re.compile(r"^exported:.*\n(?:[ \t].*\n)*", re.MULTILINE)
UPDATED_AT = re.compile(r"^updatedAt:.*\n", re.MULTILINE)


def advance(file: Path, base: Base) -> bool:
    """Write into an exported file that it was imported as it is now; return whether that could be done.

    What is edited in it from now on is compared with that, and not with the export; when it was last changed before is
    told no more. The next export may replace the
    file, unless a person has written comments beside its fields.
    """
    with suppress(OSError, UnicodeDecodeError):
        text = file.read_bytes().decode()
        fields, fence, body = text.partition("\n---\n")
        fields = EXPORTED.sub(lambda _: write_exported(base), f"{fields}\n", count=1)
        advanced = UPDATED_AT.sub("", fields, count=1)[:-1] + fence + body
        if advanced != text:
            unfinished = file.with_name(f".{file.name}.unfinished")
            unfinished.write_bytes(advanced.encode())
            unfinished.replace(file)
            if not COMMENT.search(advanced.partition("\n---\n")[0]):
                accept(file)
        return True
    return False
