"""A person's own passkeys: added with their password, and removed."""

from typing import Any

from flask import Response, abort, request

from shortener.accounts import keyrings, tickets
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passkeys import creation, handle_of
from shortener.admin.doorstep import here
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import id_in
from shortener.admin.proving import password_problems
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.person import current_sign_in
from shortener.web.services import services

LATE = Words("That took too long; load this page again and try once more.")


@screen("/account/passkeys", "read")
def passkeys() -> Response:
    return _page()


@screen("/account/passkeys", "read", post=True)
def add_passkey() -> Response:
    own, name = services(), clean(request.form.get("name", ""))
    ticket = tickets.found(own.secret, _bound(), request.form.get("ticket", ""), now_ms())
    place = here()
    if ticket is None or place is None:
        return _page({"answer": LATE}, name)
    if problems := password_problems():
        return _page(problems, name)
    try:
        answer = request.form.get("answer", "")
        keyrings.add(own.database, keyrings.Door(own.secret, place, ticket), me(), name, answer)
    except AccountRefused as error:
        return _page({error.field: error.words}, name)
    return back_to("admin.passkeys", "passkey-added")


@screen("/account/passkeys/remove", "read", post=True)
def remove_passkey() -> Response:
    number = id_in(request.form.get("id", ""))
    with services().database.write() as session:
        if number is None or not keyrings.remove(session, me(), number):
            abort(404)
    return back_to("admin.passkeys", "passkey-removed")


def _page(problems: dict[str, str] | None = None, name: str = "") -> Response:
    with services().database.read() as session:
        own = keyrings.of(session, me())
    return page(
        "passkeys",
        422 if problems else 200,
        own=own,
        asked=_asked([one.credential for one in own]),
        site=services().settings.public_url,
        name=name,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
    )


def _asked(known: list[str]) -> dict[str, Any] | None:
    place, own = here(), services()
    if place is None:
        return None
    ticket = tickets.new_ticket(own.secret, _bound(), now_ms())
    person = (handle_of(own.secret, me().id), me().name)
    return {"ticket": ticket.name, "options": creation(place, own.brand.name, person, known, ticket.challenge)}


def _bound() -> str:
    """To this person in this browser: another sign-in of theirs is another one's."""
    sign_in = current_sign_in()
    return f"new:{me().id}:{sign_in.token_hash if sign_in else ''}"
