"""Who sends a request is found out the same way at every door, and what they see is what they ask for and may."""

from typing import Any

import httpx
import pytest

from schema.keys import new_key
from tests.api.identity.conftest import PARTNER, Served
from tests.api.keys import bearer

QUERY = "{ viewer { name scopes expiresAt } issues { totalCount } }"
LATER = "published; at=2023-12-24T18:00Z"
PAGES = {"/issues/draft": "draft", "/issues/to-come": LATER}
"""What is at an address only under a view."""


def ask(served: Served, headers: dict[str, str], query: str = QUERY) -> Any:
    """Ask GraphQL something."""
    return served.client.post("/graphql", json={"query": query}, headers=headers)


def slugs(served: Served, headers: dict[str, str]) -> list[str]:
    """Return the issues that a request sees."""
    response = ask(served, headers, "{ issues { nodes { slug } } }")
    assert response.status_code == 200
    return [issue["slug"] for issue in response.json()["data"]["issues"]["nodes"]]


def test_whoever_sends_no_key_is_nobody_and_whoever_does_has_its_name_and_scopes(served: Served) -> None:
    viewers = {name: ask(served, bearer(key)).json()["data"]["viewer"] for name, key in served.keys.items()}
    assert ask(served, {}).json()["data"]["viewer"] == {"name": None, "scopes": [], "expiresAt": None}
    assert viewers["reader"] == {"name": "Front", "scopes": [], "expiresAt": None}
    assert viewers["writer"]["scopes"] == ["WRITE_CONTENT", "PUBLISH", "SYNC", "WEBHOOKS", "ADMIN"]


def test_a_scope_shows_nothing_and_a_view_what_it_names(served: Served) -> None:
    public, editor = slugs(served, {}), served.keys["editor"]
    assert "draft" not in public
    assert [slugs(served, bearer(key)) for key in served.keys.values()] == [public] * len(served.keys)
    assert slugs(served, bearer(editor, "published")) == public
    assert slugs(served, bearer(editor, LATER)) == ["to-come", *public]
    assert slugs(served, bearer(editor, "published; at=2023-12-24T17:59Z")) == public
    assert sorted(slugs(served, bearer(editor, "draft"))) == sorted(["draft", "to-come", *public])


@pytest.mark.parametrize(
    ("authorization", "view", "status", "code"),
    [
        ("Bearer {unknown}", None, 401, "UNAUTHENTICATED"),
        ("Bearer {unknown}", "draft", 401, "UNAUTHENTICATED"),
        ("Bearer {editor}x", None, 401, "UNAUTHENTICATED"),
        ("Bearer undefined", None, 401, "UNAUTHENTICATED"),
        ("Basic YTpi", None, 401, "UNAUTHENTICATED"),
        ("{editor}", None, 401, "UNAUTHENTICATED"),
        ("", None, 401, "UNAUTHENTICATED"),
        (None, "draft", 403, "FORBIDDEN"),
        (None, "nonsense", 403, "FORBIDDEN"),
        ("Bearer {writer}", "draft", 403, "FORBIDDEN"),
        ("bearer {editor}", "nonsense", 400, "BAD_USER_INPUT"),
        ("Bearer {editor}", "published; at=2023-08-01T00:00Z", 400, "BAD_USER_INPUT"),
    ],
)
def test_what_is_no_key_or_may_not_be_seen_is_refused_and_never_overlooked(
    served: Served, authorization: str | None, view: str | None, status: int, code: str
) -> None:
    headers = {"Liane-View": view} if view else {}
    if authorization is not None:
        headers["Authorization"] = authorization.format(**served.keys, unknown=new_key())
    for path in ("/graphql?query={issues{totalCount}}", "/", "/feeds/issues.atom", "/issues/x", "/docs"):
        response = served.client.get(path, headers=headers)
        assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")
        body = response.json()
        assert (body["errors"][0]["extensions"] if "errors" in body else body)["code"] == code
        assert response.headers.get("www-authenticate", "").startswith("Bearer" if status == 401 else "")
        assert "lk_" not in response.text.replace("lk_...", "")


@pytest.mark.parametrize(("path", "view"), PAGES.items())
def test_pages_and_what_stands_beside_them_follow_the_view(served: Served, path: str, view: str) -> None:
    editor = served.keys["editor"]
    for door in (path, f"/embed{path}", f"/share{path}.png", f"/oembed?url=https://liane.example{path}"):
        assert served.client.get(door).status_code == 404
        assert served.client.get(door, headers=bearer(editor)).status_code == 404
        assert served.client.get(door, headers=bearer(editor, view)).status_code == 200
    for door in ("/sitemap.xml", "/issues", "/feeds/issues.rss"):
        assert path not in served.client.get(door).text
        assert path in served.client.get(door, headers=bearer(editor, view)).text


@pytest.mark.parametrize("path", ["/graphql?query={issues{totalCount}}", "/", "/feeds/issues.atom", "/sitemap.xml"])
def test_no_cache_keeps_a_view_nor_shares_what_a_key_got(served: Served, path: str) -> None:
    editor = served.keys["editor"]
    public = served.client.get(path)
    assert public.headers["cache-control"].startswith("public")
    assert {"authorization", "liane-view"} <= names(public.headers["vary"])
    own = served.client.get(path, headers=bearer(editor))
    assert own.headers["cache-control"] == "private, no-cache"
    assert own.headers["etag"] == public.headers["etag"]
    again = served.client.get(path, headers={**bearer(editor), "If-None-Match": own.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-cache")
    for view in ("draft", "published"):
        for tag in ("*", own.headers["etag"]):
            seen = served.client.get(path, headers={**bearer(editor, view), "If-None-Match": tag})
            expected = ("private, no-cache", 304) if view == "published" else ("no-store", 200)
            assert (seen.headers["cache-control"], seen.status_code) == expected
            assert ("etag" in seen.headers) == (view == "published")


def names(header: str) -> set[str]:
    """Return the names in a header, in small letters."""
    return {name.strip().lower() for name in header.split(",")}


def preflight(served: Served, origin: str) -> httpx.Response:
    """Ask as a browser does before it sends a key from a page."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,liane-view",
    }
    return served.client.options("/graphql", headers=headers)


def test_pages_of_an_origin_that_a_key_lists_may_send_that_key(served: Served) -> None:
    response = preflight(served, PARTNER)
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, PARTNER)
    assert {"authorization", "liane-view"} <= names(response.headers["access-control-allow-headers"])
    answer = ask(served, {**bearer(served.keys["partner"], "draft"), "Origin": PARTNER})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, PARTNER)
    assert preflight(served, "https://other.example").status_code == 400


@pytest.mark.parametrize("path", ["/graphql?query={issues{totalCount}}", "/issues"])
def test_a_key_that_lists_origins_is_taken_from_no_other_page(served: Served, path: str) -> None:
    statuses = {}
    for origin in (PARTNER, "https://liane.example", "https://site.example", "https://other.example", "null", None):
        headers = {**bearer(served.keys["partner"]), **({"Origin": origin} if origin else {})}
        statuses[origin] = served.client.get(path, headers=headers).status_code
    assert statuses == {
        PARTNER: 200,
        "https://liane.example": 200,
        "https://site.example": 403,
        "https://other.example": 403,
        "null": 403,
        None: 200,
    }
    assert served.client.get(path, headers={**bearer(served.keys["editor"]), "Origin": "null"}).status_code == 200
