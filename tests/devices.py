"""A device with passkeys, in software: it makes them and signs as WebAuthn says, and lies where a test wants it to."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
SEEN_AND_PROVED = FLAG.UP | FLAG.UV


@dataclass
class Device:
    """Holds one passkey. `host` and `origin` are where its browser believes to be, `counter` goes up with each use."""

    origin: str
    host: str = "localhost"
    flags: int = SEEN_AND_PROVED
    counter: int = 1
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: dict[str, Any]) -> str:
        """What the browser sends for a new passkey."""
        self.handle = websafe_decode(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: ES256.ALGORITHM, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, ES256(public))
        flags = FLAG(self.flags) | FLAG.AT
        data = AuthenticatorData.create(self._host_hash(), flags, self.counter, credential)
        told = self._told(CollectedClientData.TYPE.CREATE, options)
        made = AttestationObject.create("none", data, {})
        return self._answer({"clientDataJSON": websafe_encode(told), "attestationObject": websafe_encode(made)})

    def sign(self, options: dict[str, Any], handle: bytes | None = None) -> str:
        """What the browser sends to prove it."""
        self.counter += 1
        data = AuthenticatorData.create(self._host_hash(), FLAG(self.flags), self.counter)
        told = self._told(CollectedClientData.TYPE.GET, options)
        signature = self.key.sign(data + told.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(told),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.handle if handle is None else handle),
            }
        )

    def _told(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, options["challenge"], self.origin)

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _answer(self, response: dict[str, str]) -> str:
        number = websafe_encode(self.credential_id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})
