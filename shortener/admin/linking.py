"""A person's sign-ins at the organisation: linked to their account behind a proof of who they are, and unlinked."""

import logging

from flask import Response, abort, request, url_for
from sqlalchemy.exc import IntegrityError

from shortener.accounts import identities, throttle, tickets
from shortener.accounts.errors import AccountRefused
from shortener.accounts.provider import DOWN, REFUSED, Provider, ProviderDown, Refused
from shortener.accounts.signin import SignInRefusal
from shortener.admin.audited import note
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import id_in
from shortener.admin.proving import password_problems
from shortener.admin.trips import LONGEST_CODE, asked_before, our_provider, trip_of
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.person import current_person, current_sign_in
from shortener.web.services import services
from shortener.web.visitor import visitor_network

FRESH_MS = 10 * 60_000
STALE = Words(
    "Sign out and in again, then come back here within ten minutes: you have no password to prove who you are."
)
BROKEN_OFF = Words("The sign-in at your organisation was broken off; start again here.")

log = logging.getLogger(__name__)


@screen("/account/organisation", "read")
def organisation() -> Response:
    return _page()


@screen("/account/organisation", "read", post=True)
def prove_me() -> Response:
    """Shows the way there as a link: a form of ours may lead to no other site."""
    provider = our_provider() or abort(404)
    if problems := _unproved():
        return _page(problems)
    ticket = tickets.new_ticket(services().secret, _bound(), now_ms())
    try:
        return _page(onward=provider.address(trip_of(ticket, url_for("admin.organisation"))))
    except ProviderDown as error:
        return _down(error)


@screen("/account/organisation/unlink", "read", post=True)
def unlink_identity() -> Response:
    number = id_in(request.form.get("id", ""))
    try:
        with services().database.write() as session:
            if number is None or not identities.unlink(session, me(), number):
                abort(404)
    except AccountRefused as error:
        return _page({error.field: error.words})
    return back_to("admin.organisation", "identity-unlinked")


def asked_by_me(state: str) -> tickets.Ticket | None:
    """What whoever is signed in here went away with to link it; None where this is no such answer."""
    if current_person() is None:
        return None
    return asked_before(state, _bound(), url_for("admin.organisation"))


def link(provider: Provider, ticket: tickets.Ticket, code: str) -> Response:
    """The answer that came back with a ticket of mine, spent already; an empty code is none."""
    limit = throttle.NetworkLimit(visitor_network(), throttle.ORGANISATION)
    with services().database.read() as session:
        until = throttle.blocked_until(session, limit, now_ms(), at_home=False)
    if until is not None:
        return _page({"provider": SignInRefusal("throttled", until, limit.what).sentence(now_ms())})
    if not 0 < len(code) <= LONGEST_CODE:
        return _page({"provider": BROKEN_OFF})
    try:
        _keep(provider, ticket, code)
    except ProviderDown as error:
        return _down(error)
    except (Refused, AccountRefused) as error:
        log.warning("Somebody linked the organisation's sign-in in vain: %s", error)
        with services().database.write() as session:
            throttle.note_failure(session, limit, now_ms())
        return _page({"provider": error.words if isinstance(error, AccountRefused) else REFUSED})
    note("identity-linked", me())
    return back_to("admin.organisation", "identity-linked")


def _keep(provider: Provider, ticket: tickets.Ticket, code: str) -> None:
    """Raises ProviderDown, Refused, AccountRefused."""
    claims = provider.claims(trip_of(ticket, url_for("admin.organisation")), code)
    try:
        with services().database.write() as session:
            identities.link(session, me(), claims, identities.policy_of(services().settings))
    except IntegrityError:  # somebody else was let in by it a moment ago
        raise AccountRefused("provider", "taken", identities.OTHERS) from None


def _unproved() -> dict[str, str]:
    """A password where there is one, else a sign-in of the last minutes."""
    if me().password_hash:
        return password_problems()
    sign_in = current_sign_in()
    return {} if sign_in and now_ms() - sign_in.created_at < FRESH_MS else {"provider": STALE}


def _down(error: ProviderDown) -> Response:
    log.warning("The organisation's sign-in doesn't work: %s", error)
    return _page({"provider": DOWN})


def _page(problems: dict[str, str] | None = None, onward: str = "") -> Response:
    with services().database.read() as session:
        own = identities.identities_of(session, me())
    return page(
        "organisation",
        422 if problems else 200,
        own=own,
        is_there=our_provider() is not None,
        label=services().settings.oidc_label,
        onward=onward,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )


def _bound() -> str:
    """To this person in this browser: another sign-in of theirs is another one's."""
    sign_in = current_sign_in()
    return f"link:{me().id}:{sign_in.token_hash if sign_in else ''}"
