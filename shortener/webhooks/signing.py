"""How a receiver knows that a message is ours: Standard Webhooks 1.0, symmetric."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from shortener.accounts.secret import derive
from shortener.webhooks.tables import Hook

PREFIX = "whsec_"


def secret_of(site_key: bytes, salt: str) -> str:
    """A hook's secret as its receiver gets it; made from the site's key each time, so that no database holds it."""
    return PREFIX + base64.b64encode(bytes.fromhex(derive(site_key, "webhook", salt.encode()))).decode()


def salts_of(hook: Hook, now: int) -> list[str]:
    """The present one, and the one before it while that still counts."""
    old = hook.old_salt if hook.old_salt_until is not None and now < hook.old_salt_until else None
    return [hook.salt, *([old] if old else [])]


def headers(secrets: Sequence[str], key: str, body: bytes, now: int) -> dict[str, str]:
    """What names, dates and signs a message; one signature a secret."""
    at = str(now // 1000)
    return {
        "webhook-id": key,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{_sign(secret, f'{key}.{at}.'.encode() + body)}" for secret in secrets),
    }


def _sign(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
