"""``Host``: none that a request names gets into an answer, and only ours are answered for where that is set."""

from http.client import HTTPConnection

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.api.serving import application, serving

HOSTS = "liane.example *.magazine.example [::1]"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("liane.example", 200),
        ("LIANE.example:8000", 200),
        ("www.magazine.example", 200),
        ("[::1]:8000", 200),
        ("magazine.example", 421),
        ("liane.example.evil.example", 421),
        ("evil-liane.example", 421),
        ("evil.example", 421),
        ("evil.example:liane.example", 421),
        ("", 421),
    ],
)
def test_only_the_hosts_of_the_setting_are_answered_for(database_url: str, host: str, status: int) -> None:
    with serving(application(database_url, allowed_hosts=HOSTS)) as client:
        for path in ("/schema.graphql", "/graphql?query={__typename}"):
            assert client.get(path, headers={"Host": host}).status_code == status
        assert client.get("/livez", headers={"Host": host}).status_code == 200


def test_a_request_that_names_two_hosts_is_refused(bare_url: str) -> None:
    with serving(application(bare_url, allowed_hosts=HOSTS)) as client:
        connection = HTTPConnection(client.base_url.netloc.decode())
        connection.putrequest("GET", "/schema.graphql", skip_host=True)
        for host in ("liane.example", "evil.example"):
            connection.putheader("Host", host)
        connection.endheaders()
        assert connection.getresponse().status == 421
        connection.close()


def test_a_websocket_for_another_host_is_refused(bare_url: str) -> None:
    with serving(application(bare_url, allowed_hosts=HOSTS)) as client:
        address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
        with pytest.raises(InvalidStatus, match="421"), connect(address, proxy=None):
            pass


def test_another_host_is_a_problem_with_a_request_id(bare_url: str) -> None:
    with serving(application(bare_url, allowed_hosts=HOSTS)) as client:
        response = client.get("/", headers={"Host": "evil.example"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["requestId"] == response.headers["x-request-id"]
    assert "evil" not in response.text


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/works/ripple/", "/works/ripple"),
        ("/works/ripple//?a=1&b=%26", "/works/ripple?a=1&b=%26"),
        ("/works/caf%C3%A9%20noir%3F/", "/works/caf%C3%A9%20noir%3F"),
        ("/livez/", "/livez"),
    ],
)
def test_a_closing_slash_redirects_without_naming_a_host(client: httpx.Client, path: str, location: str) -> None:
    for method in ("GET", "HEAD"):
        response = client.request(method, path, headers={"Host": "evil.example"})
        assert (response.status_code, response.headers["location"]) == (301, location)


@pytest.mark.parametrize("path", ["/nobody/knows/", "//evil.example/works/ripple/", "//livez/"])
def test_a_path_that_nothing_answers_is_not_redirected(client: httpx.Client, path: str) -> None:
    assert client.get(str(client.base_url).rstrip("/") + path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/livez", "/readyz", "/schema.graphql", "/docs", "/works/ripple", "/graphql"])
def test_where_get_is_answered_head_is_too(client: httpx.Client, path: str) -> None:
    answer, head = (client.request(method, path, headers={"Accept": "text/html"}) for method in ("GET", "HEAD"))
    assert (answer.status_code, head.status_code) == (200, 200)
    assert head.headers["content-type"] == answer.headers["content-type"]
    assert head.content == b""
