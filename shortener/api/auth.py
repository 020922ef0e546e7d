"""Who asks: a signature, or a name and password, in the request itself, limited like signing in."""

from collections.abc import Mapping

from shortener.accounts.credentials import check_credentials
from shortener.accounts.roles import Action, kept_to, may
from shortener.accounts.signatures import Signed, check_signature, signing_key
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person
from shortener.api.answer import Answer, failure
from shortener.api.profile import profile
from shortener.clock import now_ms
from shortener.web.services import keep_to, services
from shortener.web.visitor import visitor_network


def authenticate(params: Mapping[str, str], action: Action) -> Person | Answer:
    """The person who signed, or whose name and password came, and who may do this; else the answer that says no."""
    found = _check(params)
    if isinstance(found, Person):
        keep_to(kept_to(found))
        return found if may(found, action) else _refusal("This account may not do that")
    if found is not None and found.code == "throttled":
        now = now_ms()
        wait = {"Retry-After": str(found.wait_seconds(now))}
        refusal = failure(429, found.sentence(now), callback="")
        return Answer(refusal.body, refusal.simple, wait)
    was_tried = "username" in params or "password" in params
    return _refusal("Invalid username or password" if was_tried else "Please log in")


def _check(params: Mapping[str, str]) -> Person | SignInRefusal | None:
    """A wrong signature isn't made good by a right password."""
    own, signature, timestamp = services(), params.get("signature", ""), params.get("timestamp")
    if signature and timestamp != "":
        signed = Signed(signature, timestamp, params.get("hash", profile().timed_hash))
        key = signing_key(own.settings, own.secret)
        return check_signature(own.database, key, signed, visitor_network(), profile().hashes)
    name, password = params.get("username", ""), params.get("password", "")
    if not name or not password:
        return None
    return check_credentials(own.database, name, password, visitor_network())


def _refusal(message: str) -> Answer:
    return failure(403, message, callback="")
