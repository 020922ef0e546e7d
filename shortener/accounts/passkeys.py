"""Passkeys: made and proved by WebAuthn; each is good for one host of ours, and for pages of one origin."""

import base64
import contextlib
import hashlib
import logging
from collections.abc import Iterator
from typing import Any, cast

import msgspec
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shortener.accounts.secret import derive
from shortener.net.hosts import canonical_host, is_loopback
from shortener.settings import Settings

LONGEST_ANSWER = 32_768
DEFAULT_PORTS = {"http": 80, "https": 443}
REQUIRED = UserVerificationRequirement.REQUIRED

log = logging.getLogger(__name__)
logging.getLogger("fido2").setLevel(logging.WARNING)  # it would log whose key was used


class BadAnswer(Exception):
    """What a browser sent is no passkey of this site, or doesn't sign what it was asked; says which, for the log."""


class Place(msgspec.Struct, frozen=True):
    """The host that passkeys are made for, and the origin whose pages may ask for them."""

    host: str
    origin: str


class Signed(msgspec.Struct, frozen=True):
    """Whom a passkey says it is for (empty where it doesn't say), and how often it has signed."""

    handle: bytes
    counter: int


def place_of(settings: Settings) -> Place | None:
    """None where browsers know no passkeys: without HTTPS, unless it is localhost, and on a bare address."""
    site, host = settings.site, canonical_host(settings.site.hostname or "")
    if host is None or host.replace(".", "").isdigit() or ":" in host:
        return None
    if site.scheme != "https" and not is_loopback(host):
        return None
    port = f":{site.port}" if site.port not in {None, DEFAULT_PORTS[site.scheme]} else ""
    return Place(host, f"{site.scheme}://{host}{port}")


def handle_of(secret: bytes, person_id: int) -> bytes:
    """What a device keeps as the owner of a passkey: it tells nobody who that is."""
    return bytes.fromhex(derive(secret, "passkey", str(person_id).encode()))


def creation(place: Place, site: str, person: tuple[bytes, str], known: list[str], challenge: bytes) -> dict[str, Any]:
    """What a browser is asked to make one of, as JSON has it. `person` is handle and name, `known` what they have."""
    handle, name = person
    options, _ = _server(place, site).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=name, display_name=name),
        [unpacked(credential) for credential in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
        challenge=challenge,
    )
    return cast("dict[str, Any]", dict(options)["publicKey"])


def question(place: Place, known: list[str], challenge: bytes) -> dict[str, Any]:
    """What a browser is asked to sign, as JSON has it; with one of `known`, or with any that it has for this host."""
    own = [unpacked(credential) for credential in known]
    options, _ = _server(place).authenticate_begin(own or None, REQUIRED, challenge)
    return cast("dict[str, Any]", dict(options)["publicKey"])


def made(place: Place, challenge: bytes, answer: str) -> tuple[str, str, int]:
    """Digest, credential and counter of a new passkey. Raises BadAnswer."""
    with _stumbling():
        response = RegistrationResponse.from_dict(_read(answer))
        _refuse_frames(response.response.client_data)
        data: AuthenticatorData = _server(place).register_complete(_state(challenge), response)
        credential = AttestedCredentialData(cast("bytes", data.credential_data))
        if credential.public_key.ALGORITHM is None:
            raise BadAnswer("its kind of key can't be checked here")
        return digest_of(credential.credential_id), base64.b64encode(credential).decode(), data.counter


def named(answer: str) -> str:
    """The digest of the credential that an answer names, before it is proved. Raises BadAnswer."""
    with _stumbling():
        return digest_of(AuthenticationResponse.from_dict(_read(answer)).raw_id)


def proved(place: Place, challenge: bytes, credential: str, answer: str) -> Signed:
    """What is true of an answer that this credential signed. Raises BadAnswer."""
    with _stumbling():
        response = AuthenticationResponse.from_dict(_read(answer))
        _refuse_frames(response.response.client_data)
        own = unpacked(credential)
        _server(place).authenticate_complete(_state(challenge), [own], response)
        counter = response.response.authenticator_data.counter
        return Signed(response.response.user_handle or b"", counter)


@contextlib.contextmanager
def _stumbling() -> Iterator[None]:
    """A stranger's bytes meet three parsers: whatever those stumble over, it is no passkey. Raises BadAnswer."""
    try:
        yield
    except BadAnswer:
        raise
    except Exception as error:
        raise BadAnswer(f"{type(error).__name__}: {error}") from error


def _refuse_frames(told: CollectedClientData) -> None:
    if told.cross_origin:
        raise BadAnswer("it was asked for in another site's frame")


def unpacked(credential: str) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(credential))


def digest_of(credential_id: bytes) -> str:
    """An id has up to 1,023 bytes, more than every database can index."""
    return hashlib.sha256(credential_id).hexdigest()


def _server(place: Place, site: str = "") -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=site or place.host, id=place.host),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == place.origin,
    )


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(), "user_verification": REQUIRED}


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise BadAnswer("it is too long")
    return msgspec.json.decode(answer, type=dict[str, Any])
