"""A device that makes and uses passkeys, as browsers let pages ask for them."""

import json
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from api.identity.passkeys import encoded
from tests.api.admin.people import ORIGIN

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class Device:
    """A device with one passkey.

    Args:
        origin: the origin of the page that asks.
        host: whose passkey it is.
        flags: what it says of its user: that somebody is there, and that it has asked who they are.
    """

    def __init__(self, origin: str = ORIGIN, host: str = "liane.example", flags: int = PRESENT | VERIFIED) -> None:
        self.origin, self.host, self.flags = origin, host, flags
        self.count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(16)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Make the passkey, and return what a page sends of it."""
        numbers = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(self.flags | WITH_KEY) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": encoded(self._client_data("webauthn.create", options)),
            "attestationObject": encoded(attestation),
        }
        return self._credential(response)

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Use the passkey, and return what a page sends of it."""
        self.count += 1
        data, client = self._data(self.flags), self._client_data("webauthn.get", options)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": encoded(client),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
        }
        return self._credential(response)

    def _data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, sort: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": sort, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key", "response": response}
