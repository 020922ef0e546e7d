"""Secrets that stand in an address: made by chance, shown once, of which only a hash is kept."""

import hashlib
import secrets

LONGEST_TOKEN = 64


def make_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str | None:
    """None for what can be no token of ours. One is as long as a hash: nothing slower is needed."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
