"""From a signature to a person: every formula of YOURLS for everybody who may sign in; wrong ones are limited."""

import hmac
from collections.abc import Collection, Iterable

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.accounts.secret import derive
from shortener.accounts.signin import SignInRefusal, look_up
from shortener.accounts.tables import Person
from shortener.accounts.throttle import SIGNATURES, NetworkLimit
from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.stores import Database
from shortener.yourls.signatures import FORMULAS, HASHES, is_fresh, timed

LONGEST = 128  # hex digits of the longest hash


class Signed(msgspec.Struct, frozen=True):
    """What a request brings; `hash_name` is PHP's name of a hash, and matters with a timestamp only."""

    signature: str
    timestamp: str | None = None
    hash_name: str = "md5"


def signing_key(settings: Settings, secret: bytes) -> str:
    """The key of the YOURLS site that was before, or one of this installation's own."""
    return settings.yourls_cookiekey or derive(secret, "yourls", b"cookiekey")


def check_signature(
    database: Database, key: str, signed: Signed, network: str, hashes: Collection[str] = HASHES
) -> Person | SignInRefusal:
    """The person who signed. `network` is `rate_key` of the client; `hashes` are those that a program may choose from.

    Takes as long for a wrong signature as for anybody's right one. A right one is never refused for others' wrong ones:
    it is compared in a moment, and no guess in a million million is right.
    """
    limit = NetworkLimit(network, SIGNATURES)
    return look_up(database, limit, lambda session: _signer(session, key, signed, hashes), right_goes_on=True)


def _signer(session: Session, key: str, signed: Signed, hashes: Collection[str]) -> Person | None:
    given = signed.signature
    if not given.isascii() or not given or len(given) > LONGEST or not _is_possible(signed, hashes):
        return None
    found = None
    for person in session.scalars(select(Person).where(Person.disabled_at.is_(None))):
        right = [hmac.compare_digest(given, one) for one in _expected(person.name, key, signed)]
        found = person if any(right) else found
    return found


def _is_possible(signed: Signed, hashes: Collection[str]) -> bool:
    if signed.timestamp is None:
        return True
    return signed.hash_name in HASHES and signed.hash_name in hashes and is_fresh(signed.timestamp, now_ms() / 1000)


def _expected(name: str, key: str, signed: Signed) -> Iterable[str]:
    plain = [formula(name, key) for formula in FORMULAS.values()]
    if signed.timestamp is None:
        return plain
    return [one for signature in plain for one in timed(signature, signed.timestamp, signed.hash_name)]
