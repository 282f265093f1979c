"""GraphQL over HTTP, as the ``graphql-http`` package audits it."""

import json

from tests.clients.conftest import run


def test_the_server_passes_all_audits(server: str) -> None:
    results = json.loads(run("node", "audit.js", f"{server}/graphql"))
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
