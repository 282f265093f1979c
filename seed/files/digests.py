"""Digests of a document's fields, by which a file is compared with the database and with what it was when exported."""

from seed.files.documents import ContentModel
from seed.files.snapshot import SHORT, digest

NOT_COMPARED = frozenset({"id", "exported"})
DETAILS = "details."


def digests(document: ContentModel) -> dict[str, str]:
    """Return a short digest of each field that is not at its default, by its name in files.

    Of the details of a work each has its own: ``details.studio``.
    """
    dumped = document.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, warnings="none")
    details = dumped.pop("details", None) or {}
    fields = {name: value for name, value in dumped.items() if name not in NOT_COMPARED and value != []}
    fields |= {DETAILS + name: value for name, value in details.items() if value is not None}
    return {name: digest(value)[:SHORT] for name, value in fields.items()}
