"""``docs/editing.md``: its requests, sent one after the other to an empty magazine, are answered as it says."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from schema.vocabulary import Scope
from tests.api.keys import bearer, make_key
from tests.api.serving import application, serving

DOCUMENT = Path(__file__).parents[3] / "docs" / "editing.md"
REQUEST = re.compile(r"(?:<!-- view: (\w+) -->\n\n)?```graphql\n(.*?)```\n\n```json\n(.*?)```\n", re.DOTALL)
"""The view that a request asks for (none: sent without a key), its operation, and the answer."""


def test_ten_requests_lead_from_a_key_to_a_published_issue(database_url: str) -> None:
    key = make_key(database_url, Scope.READ_DRAFTS, Scope.WRITE_CONTENT, Scope.PUBLISH, name="Desk")
    requests = REQUEST.findall(DOCUMENT.read_text())
    assert len(requests) == 10
    with serving(application(database_url, clock=lambda: datetime.now(UTC))) as client:
        for view, operation, answer in requests:
            headers = {} if view == "none" else bearer(key, view or None)
            assert client.post("/graphql", json={"query": operation}, headers=headers).json() == json.loads(answer)
