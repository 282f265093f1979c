"""A run writes nothing of a key, a session or a password but its digest, and that only where they are stored."""

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from api.admin import session
from api.admin.accounts import sign_in
from api.graphql.endpoint import GraphQLEndpoint
from schema.engine.engine import Engine
from schema.keys import digest_of
from schema.writes.sessions import digest_of_token
from tests.api.admin.people import (
    COOKIE,
    OWN_PAGE,
    PASSWORD,
    cheap_hash,
    cheap_passwords,
    cookie_of,
    make_user,
    try_to_sign_in,
)
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


def test_no_password_nor_session_stands_in_logs_answers_or_files(
    sqlite_databases: SqliteDatabases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wrong, typed_in_the_wrong_field = "not the password at all", "my other password"
    with fresh(sqlite_databases, sqlite_databases.migrated) as url, caplog.at_level(logging.INFO), cheap_passwords():
        user = make_user(url)
        answers: list[str] = []
        with serving(application(url)) as client:
            signed_in = try_to_sign_in(client)
            token = cookie_of(signed_in)
            cookie = {"Cookie": f"{COOKIE}={token}", **OWN_PAGE}

            def keep(answer: httpx.Response) -> None:
                answers.append(f"{answer.status_code} {answer.headers} {answer.text}")

            keep(client.get("/admin/sign-in", headers=cookie))
            keep(client.post("/graphql", json=QUERY, headers=cookie))
            keep(client.get("/nothing", headers=cookie))
            keep(try_to_sign_in(client, wrong))
            try_to_sign_in(client, wrong, typed_in_the_wrong_field)  # the form comes back with it, to be mended
            for broken, where in ((sign_in, "count_attempt"), (sign_in, "find_user"), (session, "open_session")):
                with monkeypatch.context() as patch:
                    patch.setattr(broken, where, lambda *_, **__: 1 / 0)
                    keep(try_to_sign_in(client))
            with monkeypatch.context() as patch:
                patch.setattr(session, "find_session", lambda *_, **__: 1 / 0)
                keep(client.get("/admin/sign-in", headers=cookie))
            keep(client.post("/admin/sign-out", headers=cookie))
        logged = [f"{each.getMessage()} {each.exc_text}" for each in caplog.records if each.name not in NOT_OURS]
        written = "".join([*logged, *capfd.readouterr(), *answers])
        assert written.count("ZeroDivisionError") >= 4
        file = Path(str(sa.make_url(url).database))
        stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*")).decode("latin-1")
        assert user in stored
        for secret in (token, PASSWORD, wrong, typed_in_the_wrong_field):
            assert secret not in written, written[max(0, written.find(secret) - 300) : written.find(secret)]
            assert secret not in stored
        for digest in (digest_of_token(token), cheap_hash(PASSWORD)):
            assert digest not in written
            assert digest in stored
