"""In by the organisation's own sign-in: away to it with a question of ours, and back with its answer."""

import logging
from urllib.parse import unquote

from flask import Response, request
from sqlalchemy.exc import IntegrityError

from shortener.accounts import identities, throttle, tickets
from shortener.accounts.errors import AccountRefused
from shortener.accounts.provider import DOWN, REFUSED, Provider, ProviderDown, Refused, Trip
from shortener.accounts.signin import SignInRefusal
from shortener.admin import linking
from shortener.admin.audited import note
from shortener.admin.doorstep import ask_name, enter, say_when, status_of
from shortener.admin.frame import back_to, blueprint, go
from shortener.admin.trips import LONGEST_CODE, asked_before, our_provider, trip_of
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.door import at_door, come_to_door
from shortener.web.person import safe_next
from shortener.web.services import services
from shortener.web.visitor import visitor_network

BROKEN_OFF = Words("The sign-in at your organisation was broken off; try again, or use your password.")

log = logging.getLogger(__name__)


@blueprint.get("/sign-in/organisation")
def to_provider() -> Response:
    wanted, provider = safe_next(request.args.get("next", "")), our_provider()
    if provider is None:
        return back_to("admin.sign_in", next=wanted)
    ticket = tickets.new_ticket(services().secret, _bound(come_to_door(), wanted), now_ms())
    try:
        return go(provider.address(trip_of(ticket, wanted)))
    except ProviderDown as error:
        return _down(error, wanted)


@blueprint.get("/sign-in/organisation/back")
def from_provider() -> Response:
    state, provider = request.args.get("state", ""), our_provider()
    wanted = safe_next(unquote(state.rpartition("~")[2]))
    mine = linking.asked_by_me(state)
    ticket = mine or asked_before(state, _bound(at_door(), wanted), wanted)
    if provider is None or ticket is None or not tickets.spend(services().database, ticket):
        return back_to("admin.sign_in", "too-late", next=wanted)
    code = request.args.get("code", "")
    if mine:
        return linking.link(provider, mine, code if "error" not in request.args else "")
    if "error" in request.args or not 0 < len(code) <= LONGEST_CODE:
        return ask_name(wanted, "", {"provider": BROKEN_OFF}, 401)
    return _come_in(provider, trip_of(ticket, wanted), code, wanted)


def _come_in(provider: Provider, trip: Trip, code: str, wanted: str) -> Response:
    limit = throttle.NetworkLimit(visitor_network(), throttle.ORGANISATION)
    with services().database.read() as session:
        until = throttle.blocked_until(session, limit, now_ms(), at_home=False)
    if until is not None:
        refusal = SignInRefusal("throttled", until, limit.what)
        problems = {"provider": refusal.sentence(now_ms())}
        return say_when(ask_name(wanted, "", problems, status_of(refusal)), refusal)
    try:
        met = _met(provider, trip, code)
    except ProviderDown as error:
        return _down(error, wanted)
    except (Refused, AccountRefused) as error:
        log.warning("Somebody came from the organisation's sign-in in vain: %s", error)
        with services().database.write() as session:
            throttle.note_failure(session, limit, now_ms())
        note("provider-failed", None, error.code if isinstance(error, AccountRefused) else "untrusted")
        words = error.words if isinstance(error, AccountRefused) else REFUSED
        return ask_name(wanted, "", {"provider": words}, 401)
    note("joined-by-provider" if met.is_new else "sign-in-provider", met.person)
    return enter(met.person, wanted)


def _met(provider: Provider, trip: Trip, code: str) -> identities.Met:
    claims, policy = provider.claims(trip, code), identities.policy_of(services().settings)
    try:
        with services().database.write() as session:
            return identities.meet(session, claims, policy)
    except IntegrityError:  # the same person came in by two browsers at once: now they are known
        with services().database.write() as session:
            return identities.meet(session, claims, policy)


def _down(error: ProviderDown, wanted: str) -> Response:
    log.warning("The organisation's sign-in doesn't work: %s", error)
    return ask_name(wanted, "", {"provider": DOWN}, 503)


def _bound(door: str, wanted: str) -> str:
    return f"organisation:{door}:{wanted}" if door else ""
