"""Who may do what: keys with their permits, and tokens that end after five minutes without use."""

import base64
import binascii
import secrets
import threading
import time
from dataclasses import dataclass, field

LIFETIME = 300.0  # seconds since a token was last used


@dataclass(frozen=True, slots=True)
class Permit:
    """One thing that a key may touch; `*` stands for any host or type."""

    zone: str
    host: str = "*"
    type: str = "*"

    def allows(self, zone: str, host: str | None, kind: str | None) -> bool:
        return self.zone == zone and self.host in {"*", host} and self.type in {"*", kind}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of version 2; without permits it may do everything."""

    name: str
    secret: str
    permits: tuple[Permit, ...] = ()

    def allows(self, zone: str, host: str | None, kind: str | None) -> bool:
        return not self.permits or any(permit.allows(zone, host, kind) for permit in self.permits)

    def sees(self, zone: str) -> bool:
        return not self.permits or any(permit.zone == zone for permit in self.permits)


@dataclass(slots=True)
class Token:
    """What a login gave: to whom, from which address, and until when."""

    key: Key
    address: str
    ends: float


@dataclass
class Keys:
    """All keys of version 2, all passwords of version 1, and the tokens that were given out."""

    keys: dict[str, Key] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    lifetime: float = LIFETIME
    lock: threading.Lock = field(default_factory=threading.Lock)

    def by_basic(self, header: str) -> Key | None:
        """Whom an Authorization header names; None when key or secret are wrong."""
        kind, _, text = header.partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        key = self.keys.get(name)
        return key if key and secrets.compare_digest(key.secret.encode(), secret.encode()) else None

    def login(self, key: Key, address: str) -> str:
        with self.lock:
            text = secrets.token_urlsafe(32)
            self.tokens[text] = Token(key, address, time.monotonic() + self.lifetime)
            return text

    def by_bearer(self, header: str, address: str) -> Key | None:
        """Whose token it is; only from the address it was given to, and each use makes it last longer."""
        kind, _, text = header.partition(" ")
        with self.lock:
            token = self.tokens.get(text) if kind.lower() == "bearer" else None
            if token is None or token.address != address or token.ends < time.monotonic():
                return None
            token.ends = time.monotonic() + self.lifetime
            return token.key

    def expire(self) -> None:
        """Ends all tokens now."""
        with self.lock:
            self.tokens.clear()
