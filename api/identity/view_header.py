"""The header ``Liane-View``: which of the content a request asks to see, if it may see more than what is published.

``draft`` is everything as it is now; ``published; at=2026-12-24T18:00Z`` is what will be published then.
"""

import re
from datetime import UTC, datetime

from api.identity.refusal import Refusal
from schema.engine.errors import BAD_USER_INPUT
from schema.visibility import AHEAD, DRAFT, PUBLISHED, View

NAME = b"liane-view"
PUBLISHED_AT = re.compile(r"published\s*;\s*at=(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))", re.ASCII)
FORMS = "Liane-View is draft, published, or published; at=2026-12-24T18:00Z with an instant to come."


def parse_view(value: str, now: datetime) -> View:
    """Return the view that a header asks for.

    Raises:
        Refusal: it is none, or its instant lies in the past.
    """
    value = value.strip()
    if value in {"draft", "published"}:
        return DRAFT if value == "draft" else PUBLISHED
    found = PUBLISHED_AT.fullmatch(value)
    try:
        at = datetime.fromisoformat(found[1]).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        at = None
    if at is None or at < now:
        raise Refusal(400, BAD_USER_INPUT, FORMS)
    return View(AHEAD, at)
