"""Who somebody is, as a provider of OpenID Connect says: an authorization code with PKCE, and a token that is checked.

What the provider tells of itself, and its keys, are asked for each time: people sign in rarely, and keys change. See
https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth and RFC 9700.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode, urlsplit

from api.settings import OidcClient

if TYPE_CHECKING:
    import httpx

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""What tokens are signed with: keys that the provider alone has. ``none`` is not among them, nor our own secret."""
KEY_TYPES = {"RSA", "EC", "OKP"}
SECONDS = 10.0
"""How long each request to the provider may take."""
LEEWAY = 60
"""By how many seconds the provider's clock may differ."""
SCOPE = "openid email"
SEVERAL_FACTORS = {"mfa", "otp"}
"""What ``amr`` holds where the provider has asked for more than a password (RFC 8176)."""
MOST_BYTES = 1_000_000


class ProviderAway(Exception):
    """The provider does not answer, or not as one."""


class IdentityRefused(Exception):
    """What the provider has answered is nobody's identity for us."""


@dataclass(frozen=True)
class Proven:
    """Who has signed in at the provider."""

    email: str
    has_several_factors: bool


class Provider:
    """A provider of OpenID Connect.

    Args:
        client: what we are to it.
        redirect_uri: where it leads people back to.
        clock: returns the present.
        transport: what makes the requests; that of the network when left out.
    """

    def __init__(
        self,
        client: OidcClient,
        redirect_uri: str,
        clock: Callable[[], datetime],
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        self._client = client
        self._redirect_uri = redirect_uri
        self._clock = clock
        self._transport = transport

    @property
    def name(self) -> str:
        """What people know it by: its host."""
        return str(urlsplit(self._client.issuer).hostname)

    def is_issuer(self, issuer: str) -> bool:
        """Whether an issuer is this one."""
        return issuer == self._client.issuer

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return where somebody signs in.

        Args:
            state: what comes back with the answer.
            nonce: what comes back inside the token.
            verifier: what proves later that it was us who asked.

        Raises:
            ProviderAway: it does not say.
        """
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415 - an extra

        async with self._requests() as requests:
            endpoint = await self._discovered(requests, "authorization_endpoint")
        query = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def identify(self, code: str, nonce: str, verifier: str) -> Proven:
        """Return who has signed in.

        Args:
            code: what the provider has answered.
            nonce: what the token has to hold.
            verifier: what the code was asked for with.

        Raises:
            ProviderAway: it does not answer.
            IdentityRefused: it says nothing that counts, or nobody's verified e-mail address.
        """
        async with self._requests() as requests:
            metadata = await self._metadata(requests)
            tokens = await self._tokens(requests, metadata, code, verifier)
            access_token = str(tokens.get("access_token", ""))
            keys = await self._get(requests, self._endpoint(metadata, "jwks_uri"))
            claims = self._verified(str(tokens.get("id_token", "")), keys, nonce, access_token)
            about = claims if "email" in claims else await self._about(requests, metadata, claims["sub"], access_token)
        email = about.get("email")
        if not isinstance(email, str) or about.get("email_verified") is not True:
            raise IdentityRefused("the e-mail address is not verified")
        return Proven(email, not SEVERAL_FACTORS.isdisjoint(claims.get("amr") or []))

    # Requests

    def _requests(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - an extra

        return httpx.AsyncClient(timeout=SECONDS, transport=self._transport, headers={"Accept": "application/json"})

    async def _get(self, requests: "httpx.AsyncClient", url: str, **headers: str) -> dict[str, Any]:
        return await self._answer(requests, "GET", url, headers=headers)

    @staticmethod
    async def _answer(requests: "httpx.AsyncClient", method: str, url: str, **more: Any) -> dict[str, Any]:
        """Return the object that the provider answers.

        Raises:
            ProviderAway: it answers none.
            IdentityRefused: it refuses what we send.
        """
        import httpx  # noqa: PLC0415 - an extra

        try:
            response = await requests.request(method, url, **more)
            if response.status_code in {400, 401, 403}:
                raise IdentityRefused("the provider refuses it")
            answer = response.raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ProviderAway(type(error).__name__) from None
        if not isinstance(answer, dict) or len(response.content) > MOST_BYTES:
            raise ProviderAway("that is no answer of a provider")
        return answer

    async def _metadata(self, requests: "httpx.AsyncClient") -> dict[str, Any]:
        issuer = self._client.issuer
        metadata = await self._get(requests, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != issuer:
            raise ProviderAway("it calls itself otherwise")
        return metadata

    async def _discovered(self, requests: "httpx.AsyncClient", name: str) -> str:
        try:
            return self._endpoint(await self._metadata(requests), name)
        except IdentityRefused:
            raise ProviderAway("it tells nothing of itself") from None

    def _endpoint(self, metadata: dict[str, Any], name: str) -> str:
        """Return an address that the provider tells: encrypted, unless the provider itself is not."""
        address = str(metadata.get(name, ""))
        if urlsplit(address).scheme not in {"https", urlsplit(self._client.issuer).scheme}:
            raise ProviderAway(f"its {name} is none")
        return address

    async def _tokens(
        self, requests: "httpx.AsyncClient", metadata: dict[str, Any], code: str, verifier: str
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        # RFC 6749, 2.3.1: both are encoded as in a form before they are joined.
        login = (quote_plus(self._client.id), quote_plus(self._client.secret))
        sent: dict[str, Any] = {"data": form, "auth": login}
        if "client_secret_basic" not in methods:
            sent = {"data": {**form, "client_id": self._client.id, "client_secret": self._client.secret}}
        return await self._answer(requests, "POST", self._endpoint(metadata, "token_endpoint"), **sent)

    async def _about(
        self, requests: "httpx.AsyncClient", metadata: dict[str, Any], subject: str, access_token: str
    ) -> dict[str, Any]:
        """Return what the provider says of somebody where their token does not."""
        endpoint = self._endpoint(metadata, "userinfo_endpoint")
        about = await self._get(requests, endpoint, Authorization=f"Bearer {access_token}")
        if about.get("sub") != subject:
            raise IdentityRefused("it speaks of somebody else")
        return about

    # Tokens

    def _verified(self, text: str, keys: dict[str, Any], nonce: str, access_token: str) -> dict[str, Any]:
        """Return what a token says that the provider has signed for us, now, and for this sign-in.

        Raises:
            IdentityRefused: it is none of these.
        """
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - an extra
        from joserfc import jwt  # noqa: PLC0415 - an extra
        from joserfc.errors import JoseError  # noqa: PLC0415 - an extra
        from joserfc.jwk import KeySet  # noqa: PLC0415 - an extra

        wanted = {"iss": self._client.issuer, "aud": self._client.id, "nonce": nonce}
        options = {name: {"essential": True, "value": value} for name, value in wanted.items()}
        about = {"nonce": nonce, "client_id": self._client.id, "access_token": access_token}
        signing = [key for key in keys.get("keys", []) if key.get("kty") in KEY_TYPES and key.get("use") != "enc"]
        try:
            token = jwt.decode(text, KeySet.import_key_set({"keys": signing}), algorithms=ALGORITHMS)
            claims = CodeIDToken(token.claims, token.header, options, about)
            claims.validate(int(self._clock().timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise IdentityRefused(type(error).__name__) from None
        return dict(claims)
