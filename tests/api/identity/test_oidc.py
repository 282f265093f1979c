"""What a provider of OpenID Connect says counts where it is signed for us, now and for this sign-in, and verified."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.identity.oidc import IdentityRefused, Provider, ProviderAway
from api.settings import OidcClient
from tests.api.serving import NOON

ISSUER = "https://id.example"
CLIENT = OidcClient(ISSUER, "liane:desk", "a secret")
BACK = "https://liane.example/admin/sign-in/provider/back"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "1"}, private=True) for _ in range(2))
NOW = int(NOON.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "1",
    "aud": CLIENT.id,
    "exp": NOW + 300,
    "iat": NOW,
    "nonce": "nonce",
    "email": "ada@liane.example",
    "email_verified": True,
}
Changes = dict[str, Any]


def token(changes: Changes | None = None, key: RSAKey = KEY, alg: str = "RS256") -> str:
    """Return a token: with ``None`` as a value a claim is left out."""
    claims = {name: value for name, value in {**CLAIMS, **(changes or {})}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "1"}, claims, key)


def by_hand(alg: str, secret: bytes) -> str:
    """Return a token that is signed with what others than the provider know, or not at all."""
    parts = [orjson.dumps(part) for part in ({"alg": alg, "kid": "1"}, CLAIMS)]
    signed = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(secret, signed, "sha256") if secret else b""
    return f"{signed.decode()}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


class Fake:
    """A provider that answers as a test wants."""

    def __init__(self, id_token: str = "", **answers: Any) -> None:
        self.asked: list[httpx.Request] = []
        self.answers: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/jwks",
                "userinfo_endpoint": f"{ISSUER}/about",
            },
            "/token": {"id_token": id_token, "access_token": "access", "token_type": "Bearer"},
            "/jwks": {"keys": [KEY.as_dict(private=False), {"kty": "oct", "k": "c2VjcmV0"}, {"kty": "new"}]},
            **answers,
        }
        self.provider = Provider(CLIENT, BACK, lambda: NOON, httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.asked.append(request)
        found = self.answers.get(request.url.path)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, httpx.Response) else httpx.Response(200 if found else 404, json=found)


async def test_somebody_is_sent_with_a_challenge_of_what_is_told_with_the_code() -> None:
    fake = Fake(token())
    address = urlsplit(await fake.provider.address("state", "nonce", "v" * 64))
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/authorize"
    query = {name: value for name, (value,) in parse_qs(address.query).items()}
    challenge = query.pop("code_challenge")
    assert len(challenge) == 43
    assert query == {
        "response_type": "code",
        "client_id": CLIENT.id,
        "redirect_uri": BACK,
        "scope": "openid email",
        "state": "state",
        "nonce": "nonce",
        "code_challenge_method": "S256",
    }
    proven = await fake.provider.identify("the code", "nonce", "v" * 64)
    assert (proven.email, proven.has_several_factors) == ("ada@liane.example", False)
    sent = next(request for request in fake.asked if request.url.path == "/token")
    assert sent.headers["authorization"] == "Basic bGlhbmUlM0FkZXNrOmErc2VjcmV0"
    form = {name: value for name, (value,) in parse_qs(sent.content.decode()).items()}
    assert form == {
        "grant_type": "authorization_code",
        "code": "the code",
        "redirect_uri": BACK,
        "code_verifier": "v" * 64,
    }


async def test_the_secret_goes_where_the_provider_takes_it() -> None:
    fake = Fake(token())
    fake.answers["/.well-known/openid-configuration"]["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await fake.provider.identify("code", "nonce", "verifier")
    sent = next(request for request in fake.asked if request.url.path == "/token")
    assert "authorization" not in sent.headers
    assert parse_qs(sent.content.decode())["client_secret"] == [CLIENT.secret]


@pytest.mark.parametrize(
    "text",
    [
        token({"iss": "https://evil.example"}),
        token({"iss": None}),
        token({"aud": "somebody-else"}),
        token({"aud": [CLIENT.id, "somebody-else"]}),
        token({"aud": [CLIENT.id, "somebody-else"], "azp": "somebody-else"}),
        token({"aud": None}),
        token({"nonce": "another"}),
        token({"nonce": None}),
        token({"exp": NOW - 61}),
        token({"exp": None}),
        token({"iat": NOW + 61}),
        token({"nbf": NOW + 61}),
        token({"sub": None}),
        token({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        token({"email_verified": False}),
        token({"email_verified": None}),
        token({"email_verified": "true"}),
        token({"email": ["ada@liane.example"]}),
        token(key=OTHER_KEY),
        token()[:-4],
        token().rpartition(".")[0] + ".",
        by_hand("none", b""),
        by_hand("HS256", CLIENT.secret.encode()),
        by_hand("HS256", KEY.as_pem(private=False)),
        "",
        "a.b.c",
        "é",
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_is_nobodys(text: str) -> None:
    with pytest.raises(IdentityRefused):
        await Fake(text).provider.identify("code", "nonce", "verifier")


@pytest.mark.parametrize(
    ("amr", "several"),
    [(None, False), ([], False), (["pwd"], False), (["pwd", "otp"], True), (["mfa"], True), ("mfa", None)],
)
async def test_the_provider_says_whether_it_asked_for_more_than_a_password(amr: Any, several: bool | None) -> None:
    identify = Fake(token({"amr": amr})).provider.identify("code", "nonce", "verifier")
    if several is None:
        with pytest.raises(IdentityRefused):
            await identify
    else:
        assert (await identify).has_several_factors is several


async def test_the_address_may_be_told_beside_the_token_but_of_the_same_person() -> None:
    about = {"sub": "1", "email": "ada@liane.example", "email_verified": True}
    fake = Fake(token({"email": None, "email_verified": None}), **{"/about": about})
    assert (await fake.provider.identify("code", "nonce", "verifier")).email == "ada@liane.example"
    assert fake.asked[-1].headers["authorization"] == "Bearer access"
    other = Fake(token({"email": None}), **{"/about": {**about, "sub": "2"}})
    with pytest.raises(IdentityRefused):
        await other.provider.identify("code", "nonce", "verifier")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("away"),
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "https://evil.example"}),
        httpx.Response(403),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        {"issuer": "https://evil.example", "authorization_endpoint": f"{ISSUER}/authorize"},
        {"issuer": f"{ISSUER}/", "authorization_endpoint": f"{ISSUER}/authorize"},
        {"issuer": ISSUER, "authorization_endpoint": "http://id.example/authorize"},
        {"issuer": ISSUER, "authorization_endpoint": "javascript:alert()"},
        {"issuer": ISSUER},
    ],
)
async def test_what_does_not_answer_as_the_provider_is_away(answer: Any) -> None:
    with pytest.raises(ProviderAway):
        await Fake(**{"/.well-known/openid-configuration": answer}).provider.address("state", "nonce", "verifier")


async def test_a_code_that_the_provider_refuses_is_nobodys() -> None:
    refusing: Any = {"/token": httpx.Response(400, json={"error": "invalid_grant"})}
    with pytest.raises(IdentityRefused):
        await Fake(**refusing).provider.identify("code", "nonce", "verifier")


def test_the_secret_is_not_shown() -> None:
    shown: list[Callable[[Any], str]] = [repr, str]
    assert not any(CLIENT.secret in show(CLIENT) for show in shown)
