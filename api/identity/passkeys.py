"""Passkeys (WebAuthn): what browsers are asked, and what they answer.

A challenge is a text that we have signed, with its end in it; so nothing has to be stored between question and answer.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class PasskeyRefused(Exception):
    """An answer that is none, or not to our question."""


class Place(NamedTuple):
    """Where passkeys are for: a host, as a page of an origin asks for them."""

    host: str
    origin: str

    @property
    def has_passkeys(self) -> bool:
        """Whether browsers make any for it: an address in numbers has none."""
        try:
            ip_address(self.host)
        except ValueError:
            return True
        return False


class NewPasskey(NamedTuple):
    """What is stored of a passkey."""

    id: str
    public_key: bytes
    sign_count: int


def place_of(base_url: str) -> Place:
    """Return what passkeys of an installation are for."""
    parts = urlsplit(base_url)
    return Place(str(parts.hostname), f"{parts.scheme}://{parts.netloc}")


def creation_options(place: Place, user_id: str, email: str, name: str, challenge: str, known: Sequence[str]) -> str:
    """Return what a browser is asked that is to make a passkey, as JSON; it makes none where it has a known one."""
    import webauthn  # noqa: PLC0415 - readers' servers do without
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=place.host,
        user_id=user_id.encode(),
        user_name=email,
        user_display_name=name,
        challenge=challenge.encode(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=decoded(each)) for each in known],
    )
    return str(webauthn.options_to_json(options))


def request_options(place: Place, challenge: str) -> str:
    """Return what a browser is asked that is to use a passkey, whichever it has, as JSON."""
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=challenge.encode(),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return str(webauthn.options_to_json(options))


def challenge_in(credential: Any) -> str:
    """Return the challenge that an answer says it is to.

    Raises:
        PasskeyRefused: it is no answer.
    """
    try:
        data = json.loads(decoded(credential["response"]["clientDataJSON"]))
        return decoded(data["challenge"]).decode()
    except (KeyError, TypeError, ValueError) as error:
        raise PasskeyRefused from error


def verify_creation(place: Place, credential: Mapping[str, Any], challenge: str) -> NewPasskey:
    """Return the passkey that a browser has made, whose owner it has asked who they are.

    Raises:
        PasskeyRefused: it is none.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    try:
        verified = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge.encode(),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused from error
    return NewPasskey(encoded(verified.credential_id), verified.credential_public_key, verified.sign_count)


def verify_use(place: Place, credential: Mapping[str, Any], challenge: str, public_key: bytes, sign_count: int) -> int:
    """Check that a browser has used a passkey, whose owner it has asked who they are; return its new count.

    Raises:
        PasskeyRefused: it has not.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    try:
        verified = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge.encode(),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused from error
    return int(verified.new_sign_count)


def encoded(data: bytes) -> str:
    """Return bytes in base64url, without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of a text in base64url.

    Raises:
        ValueError: it is none.
    """
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
