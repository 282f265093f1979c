"""Signing in at a provider of OpenID Connect, which runs beside the server as a program of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from starlette.routing import Route

from api.admin.accounts.provider import LIFETIME
from api.admin.accounts.sign_in import ATTEMPTS_PER_MINUTE
from api.admin.session import Guard
from api.admin.side_database import SideDatabase
from schema import db
from schema.writes.attempts import FREE
from schema.writes.authenticators import set_authenticator
from schema.writes.users import disable_user
from tests.api.admin.conftest import DESK, tell
from tests.api.admin.people import COOKIE, EMAIL, OWN_PAGE, cookie_of, make_user, try_to_sign_in
from tests.api.processes import free_port
from tests.api.serving import NO_CERTIFICATES, NOON, Clock, application, layer, serving, wait_until

START = "/admin/sign-in/provider"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a provider at which whoever says so is who they say."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log: Path = tmp_path_factory.mktemp("provider") / "log"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with log.open("wb") as output, httpx.Client(base_url=url, verify=NO_CERTIFICATES, trust_env=False) as client:
        process = subprocess.Popen(command, stdout=output, stderr=output)

        def answers() -> bool:
            assert process.poll() is None, log.read_text()
            with suppress(httpx.TransportError):
                return client.get("/jwks").is_success
            return False

        try:
            wait_until(answers)
            yield client
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def desk(database_url: str, clock: Clock, provider: httpx.Client) -> Iterator[httpx.Client]:
    """A client of a server that knows the provider, whose clock is the real one."""
    clock.now = datetime.now(UTC)
    settings: dict[str, Any] = {
        "oidc_issuer": str(provider.base_url).rstrip("/"),
        "oidc_client_id": "liane",
        "oidc_client_secret": "s",
    }
    app = application(database_url, clock=clock, **settings)
    database = SideDatabase(database_url)
    route = Route(DESK, Guard(database, "https://liane.example", clock).signed_in(tell), methods=["GET"])
    layer(app, FastAPI).router.routes.insert(0, route)
    with serving(app) as client:
        client.headers["Accept-Language"] = "en"
        yield client
    database.close()


class Browser:
    """A browser at the desk, which keeps the cookie of the way to the provider."""

    def __init__(self, desk: httpx.Client, provider: httpx.Client) -> None:
        self.desk, self.provider = desk, provider
        self.issuer = str(provider.base_url).rstrip("/")
        self.cookie = ""
        self.address = ""

    def leave(self, to: str = DESK) -> httpx.Response:
        """Go to the provider."""
        response = self.desk.get(START, params={"next": to})
        if response.status_code == 303:
            self.cookie = response.headers["set-cookie"].partition(";")[0]
            self.address = response.headers["location"]
        return response

    def say(self, subject: str = EMAIL, **claims: Any) -> str:
        """Tell the provider who one is; return the query that it leads back with."""
        self.provider.put(f"/users/{subject}", json={"email": subject, "email_verified": True, **claims})
        answered = self.provider.post(self.address, data={"sub": subject})
        back = urlsplit(answered.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == "https://liane.example/admin/sign-in/provider/back"
        return back.query

    def come_back(self, query: str, cookie: str | None = None) -> httpx.Response:
        """Bring what the provider has answered."""
        return self.desk.get(f"{START}/back?{query}", headers={"Cookie": self.cookie if cookie is None else cookie})


@pytest.fixture
def browser(desk: httpx.Client, provider: httpx.Client) -> Browser:
    return Browser(desk, provider)


def told(response: httpx.Response) -> tuple[int, str]:
    """Return the status and what a page says is wrong."""
    found = re.search(r'role="alert"><p>(.*?)</p>', response.text)
    return response.status_code, found[1] if found else ""


AGAIN = (422, "That took too long: begin again.")
REFUSED = (422, "That service has not confirmed who you are. Begin again.")
NOBODY = (422, "This e-mail address is nobody’s here: ask for an invitation.")


def test_who_the_provider_knows_by_a_users_address_is_signed_in_and_led_on(browser: Browser, database_url: str) -> None:
    make_user(database_url, password=None)
    page = browser.desk.get("/admin/sign-in", params={"next": f"{DESK}?a=1"}).text
    assert "Sign in with 127.0.0.1" in page
    assert f'href="{START}?next=%2Fadmin%2Fdesk%3Fa%3D1"' in page
    left = browser.leave(f"{DESK}?a=1")
    assert left.status_code == 303
    attributes = {each.strip().lower() for each in left.headers["set-cookie"].split(";")[1:]}
    assert attributes == {"httponly", "secure", "samesite=lax", "path=/", "max-age=600"}
    entered = browser.come_back(browser.say(EMAIL))
    assert (entered.status_code, entered.headers["location"]) == (303, f"{DESK}?a=1")
    session, forgotten = entered.headers.get_list("set-cookie")
    assert session.startswith(f"{COOKIE}=")
    assert forgotten.startswith('__Host-provider="";')
    assert browser.desk.get(DESK, headers={"Cookie": session.partition(";")[0]}).text.startswith("Ada ")


def test_nobody_becomes_a_user_and_who_was_shut_out_stays_so(browser: Browser, database_url: str) -> None:
    user = make_user(database_url)
    browser.leave()
    assert told(browser.come_back(browser.say("bo@liane.example"))) == NOBODY
    engine = db.connect(database_url)
    with db.side_transaction(engine) as session:
        disable_user(session, user, NOON)
    engine.dispose()
    browser.leave()
    assert told(browser.come_back(browser.say(EMAIL))) == NOBODY


def test_an_address_that_is_not_verified_is_nobodys(browser: Browser, database_url: str) -> None:
    make_user(database_url)
    for claims in ({"email_verified": False}, {"email_verified": None}, {"email": None}):
        browser.leave()
        assert told(browser.come_back(browser.say(EMAIL, **claims))) == REFUSED


def test_an_answer_counts_once_in_the_browser_that_asked_and_soon(
    browser: Browser, database_url: str, clock: Clock
) -> None:
    make_user(database_url)
    browser.leave()
    query = browser.say()
    other = Browser(browser.desk, browser.provider)
    other.leave()
    for cookie in ("", "__Host-provider=x", other.cookie, browser.cookie.replace("=", "=x", 1)):
        assert told(browser.come_back(query, cookie)) == AGAIN
    assert told(browser.come_back(re.sub("state=[^&]*", "state=x", query))) == AGAIN
    assert browser.come_back(query).status_code == 303
    assert told(browser.come_back(query)) == AGAIN
    browser.leave()
    late = browser.say()
    clock.now += LIFETIME
    assert told(browser.come_back(late)) == AGAIN


def test_another_sign_ins_code_or_another_providers_answer_is_refused(browser: Browser, database_url: str) -> None:
    make_user(database_url)
    other = Browser(browser.desk, browser.provider)
    other.leave()
    stolen = re.search(r"code=([^&]*)", other.say())
    assert stolen
    browser.leave()
    own = browser.say()
    assert told(browser.come_back(re.sub("code=[^&]*", f"code={stolen[1]}", own))) == REFUSED, "the nonce is another's"
    for more in ("&iss=https%3A%2F%2Fevil.example", "&error=access_denied"):
        browser.leave()
        assert told(browser.come_back(browser.say() + more)) == REFUSED
    browser.leave()
    state = re.search(r"state=([^&]*)", browser.address)
    assert state
    assert told(browser.come_back(f"state={state[1]}&error=access_denied")) == REFUSED
    browser.leave()
    assert browser.come_back(f"{browser.say()}&iss={browser.issuer}").status_code == 303


@pytest.mark.parametrize("asked_there", [False, True])
def test_a_code_is_asked_for_where_the_provider_has_asked_for_none(
    browser: Browser, database_url: str, clock: Clock, asked_there: bool
) -> None:
    user, secret = make_user(database_url), pyotp.random_base32()
    engine = db.connect(database_url)
    with db.side_transaction(engine) as session:
        set_authenticator(session, user, secret, 0, NOON)
    engine.dispose()
    browser.leave()
    came = browser.come_back(browser.say(EMAIL, **({"amr": ["pwd", "otp", "mfa"]} if asked_there else {})))
    if asked_there:
        assert came.status_code == 303
        return
    assert came.status_code == 200
    assert COOKIE not in came.headers["set-cookie"]
    step = re.search(r'name="step" value="([^"]+)"', came.text)
    assert step
    data = {"step": step[1], "code": pyotp.TOTP(secret).at(clock.now)}
    entered = browser.desk.post("/admin/sign-in/code", data=data, headers=OWN_PAGE)
    assert browser.desk.get(DESK, headers={"Cookie": f"{COOKIE}={cookie_of(entered)}"}).status_code == 200


def test_failures_with_the_password_stay_counted(browser: Browser, database_url: str) -> None:
    make_user(database_url)
    for _ in range(FREE):
        assert try_to_sign_in(browser.desk, "wrong").status_code == 422
    browser.leave()
    assert browser.come_back(browser.say()).status_code == 303
    assert try_to_sign_in(browser.desk).status_code == 429


def test_a_network_has_as_many_attempts_as_with_passwords(browser: Browser, clock: Clock) -> None:
    for _ in range(ATTEMPTS_PER_MINUTE // 2):
        assert browser.leave().status_code == 303
        assert told(browser.come_back("state=x")) == AGAIN
    assert browser.leave().status_code == browser.come_back("state=x").status_code == 429
    clock.now += timedelta(minutes=1)
    assert browser.leave().status_code == 303


def test_where_the_provider_is_away_the_password_still_works(database_url: str, clock: Clock) -> None:
    away: dict[str, Any] = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "liane", "oidc_client_secret": "s"}
    with serving(application(database_url, clock=clock, **away)) as client:
        client.headers["Accept-Language"] = "en"
        status, words = told(client.get(START))
        assert (status, words.startswith("That service does not answer.")) == (503, True)
        make_user(database_url)
        assert try_to_sign_in(client).status_code == 303


def test_without_a_provider_there_is_nothing_of_it(database_url: str) -> None:
    with serving(application(database_url)) as client:
        assert "sign-in/provider" not in client.get("/admin/sign-in").text
        assert client.get(START).status_code == client.get("/admin/nowhere").status_code == 401
