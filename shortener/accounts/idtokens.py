"""ID tokens: what a provider says of somebody, believed with its signature, for this site, now and for this trip."""

from typing import Any

import msgspec
from joserfc import errors, jwt
from joserfc.jwk import JWKRegistry, KeySet
from joserfc.jws import JWSRegistry

# Never "none", and none with a shared secret: whoever knows the public key could sign with it.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
KINDS = {"RSA", "EC", "OKP"}
CLOCKS_DIFFER = 60
LONGEST_TOKEN, LONGEST_SUBJECT = 32_768, 255
Keys = KeySet


class BadToken(Exception):
    """Says why, as the end of a sentence for the operator; nothing of the token itself."""


class UnknownKey(Exception):
    """None of the keys that are known has signed it; says so, as the end of a sentence."""


class Expected(msgspec.Struct, frozen=True):
    issuer: str
    client_id: str
    nonce: str


class Claims(msgspec.Struct, frozen=True):
    """Who it is: `subject` never changes, `email` is empty unless the provider has seen that it is theirs."""

    issuer: str
    subject: str
    email: str
    name: str


def keys_in(found: list[dict[str, Any]]) -> Keys:
    """Those that check signatures; what else is in a provider's list is passed over."""
    keys = []
    for data in found:
        if data.get("kty") not in KINDS or data.get("use", "sig") != "sig":
            continue
        try:
            keys.append(JWKRegistry.import_key(data))
        except (errors.JoseError, ValueError, TypeError, KeyError):
            continue
    return KeySet(keys)


def claims_of(token: str, keys: Keys, expected: Expected) -> Claims:
    """Raises BadToken, UnknownKey."""
    if len(token) > LONGEST_TOKEN:
        raise BadToken("it is too long")
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        claims = jwt.decode(token, keys, registry=registry).claims
        _check(claims, expected)
    except (errors.InvalidKeyIdError, errors.BadSignatureError) as error:
        raise UnknownKey("none of the provider's keys has signed it") from error
    except (errors.JoseError, ValueError, TypeError, KeyError) as error:
        raise BadToken(f"{error or type(error).__name__}".rstrip(".")) from None
    return Claims(expected.issuer, claims["sub"], _email(claims), _text(claims, "name"))


def _check(claims: dict[str, Any], expected: Expected) -> None:
    """As OpenID Connect Core has it, section 3.1.3.7."""
    jwt.JWTClaimsRegistry(
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_shared else expected.client_id) != expected.client_id:
        raise BadToken("it was made for another client (azp)")
    if len(claims["sub"]) > LONGEST_SUBJECT:
        raise BadToken("its subject is too long")


def _email(claims: dict[str, Any]) -> str:
    return _text(claims, "email").lower() if claims.get("email_verified") is True else ""


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name)
    return found.strip() if isinstance(found, str) else ""
