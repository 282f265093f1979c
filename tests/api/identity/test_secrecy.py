"""A run writes nothing of a key but its digest, and that only where keys are stored."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from api.graphql.endpoint import GraphQLEndpoint
from schema.engine.engine import Engine
from schema.keys import digest_of
from tests.api.keys import DRAFTS, bearer, make_key, revoke
from tests.api.pages import WORK
from tests.api.serving import application, layer, serving, wait_until
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

NOT_OURS = {"httpx", "uvicorn.access"}
"""The client's log, and one that ``liane serve`` does not keep."""
QUERY = {"query": "{ viewer { name scopes } issues { totalCount } }"}


def test_no_key_nor_digest_stands_in_logs_answers_caches_or_files(
    sqlite_databases: SqliteDatabases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with fresh(sqlite_databases, sqlite_databases.seeded) as url, caplog.at_level(logging.INFO):
        key = make_key(url, *DRAFTS)
        app = application(url)
        answers: list[str] = []
        with serving(app) as client:

            def send(method: str, path: str, **options: Any) -> None:
                answer = client.request(method, path, **options)
                answers.append(f"{answer.status_code} {answer.headers} {answer.text}")

            for authorization in (f"Bearer {key}", f"Bearer {key}x", f"Basic {key}", key, f"Bearer {key[:-1]}"):
                for view in (None, "draft", "published", key):
                    headers = {"Authorization": authorization, **({"Liane-View": view} if view else {})}
                    send("POST", "/graphql", json=QUERY, headers=headers)
                    send("GET", "/issues", headers=headers)
            send("GET", f"/embed{WORK}", params={"key": key})
            send("POST", "/graphql", content=b"{", headers={**bearer(key), "Content-Type": "application/json"})
            address = str(client.base_url.join("/graphql")).replace("http", "ws", 1)
            for text in (key, f"{key}x"):
                with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
                    socket.send(json.dumps({"type": "connection_init", "payload": bearer(text)}))
                    try:
                        answers.append(str(socket.recv(PATIENCE)))
                    except ConnectionClosed as closed:
                        answers.append(str(closed))
            with monkeypatch.context() as broken:
                broken.setattr(Engine, "run", lambda *_, **__: 1 / 0)
                send("POST", "/graphql", json={"query": "{ columns { slug } }"}, headers=bearer(key))
                send("GET", "/works", headers=bearer(key))
            revoke(url, key)
            wait_until(lambda: client.get("/", headers=bearer(key)).status_code == 401)
            send("POST", "/graphql", json=QUERY, headers=bearer(key))
        endpoint = layer(app, GraphQLEndpoint)
        engine = endpoint._schema.engine
        caches = repr([*endpoint.requests._requests, *engine.documents, *engine.statements])
        logged = [f"{each.getMessage()} {each.exc_text}" for each in caplog.records if each.name not in NOT_OURS]
        written = "".join([*logged, *capfd.readouterr(), *answers, caches])
        assert "ZeroDivisionError" in written
        for secret in (key[11:41], digest_of(key)):
            assert secret not in written, written[max(0, written.find(secret) - 300) : written.find(secret)]
        file = Path(str(sa.make_url(url).database))
        stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        assert (key[11:41].encode() in stored, digest_of(key).encode() in stored) == (False, True)
