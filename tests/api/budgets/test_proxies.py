"""Whose word is taken for where a request comes from."""

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from api.settings import Settings
from tests.api.budgets.doors import HOST, ask, remaining
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

POINTS = 1_000
QUERY = "{ latestIssue { number } }"
FORGED = "198.51.100.1"
CLIENT = "198.51.100.7"


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, which no test changes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


def spenders(app: ASGIApp, forwarded_for: str | None) -> list[str]:
    """Return the addresses that a request with this header is paid for by."""
    headers = {} if forwarded_for is None else {"X-Forwarded-For": forwarded_for, "Forwarded": f"for={FORGED}"}
    with serving(app) as client:
        assert ask(client, QUERY, headers=headers).status_code == 200
    return [host for host in (HOST, FORGED, CLIENT, "10.0.0.1", "") if remaining(app, host) < POINTS]


@pytest.mark.parametrize(
    ("trusted", "forwarded_for", "payer"),
    [
        ("", None, HOST),
        ("", FORGED, HOST),
        ("192.0.2.0/24", FORGED, HOST),
        ("127.0.0.1", None, HOST),
        ("127.0.0.1", CLIENT, CLIENT),
        ("127.0.0.1", f"{FORGED}, {CLIENT}", CLIENT),
        ("127.0.0.1", f"{CLIENT}, 10.0.0.1", "10.0.0.1"),
        ("127.0.0.1 10.0.0.0/8", f"{FORGED}, {CLIENT}, 10.0.0.1", CLIENT),
        ("127.0.0.0/8", f"{CLIENT}, nobody", ""),
    ],
)
def test_a_request_is_paid_for_by_the_last_address_that_is_no_trusted_proxys(
    url: str, trusted: str, forwarded_for: str | None, payer: str
) -> None:
    app = application(url, anonymous_points=POINTS, trusted_proxies=trusted)
    assert spenders(app, forwarded_for) == [payer]


def test_a_proxy_is_known_on_a_socket_for_ipv6_too() -> None:
    networks = Settings(trusted_proxies="10.0.0.0/8 192.0.2.7 2001:db8::/32").trusted_networks
    assert networks == ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::ffff:10.0.0.0/104", "::ffff:192.0.2.7/128"]
