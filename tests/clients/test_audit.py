"""GraphQL over HTTP, as the ``graphql-http`` package audits it. `make clients` runs this."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.api.serving import PATIENCE, application, serving
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent


def test_the_server_passes_all_audits(sqlite_databases: SqliteDatabases) -> None:
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url)) as client:
        command = ["node", "audit.js", f"{client.base_url}/graphql"]
        output = subprocess.check_output(command, cwd=HERE, text=True, timeout=PATIENCE)
    sqlite_databases.drop(url)
    results = json.loads(output)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
