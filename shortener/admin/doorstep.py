"""What every way in shares: the pages that ask who it is, what they offer, and how they end."""

from typing import Any

from flask import Response, request

from shortener.accounts import keyrings, passkeys
from shortener.accounts.provider import config_of
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person
from shortener.accounts.tickets import Ticket, found, new_ticket
from shortener.admin.frame import go, page
from shortener.clock import now_ms
from shortener.web.door import at_door, come_to_door
from shortener.web.person import begin_session
from shortener.web.services import services


def ask_name(wanted: str, name: str = "", problems: dict[str, str] | None = None, status: int = 200) -> Response:
    settings = services().settings
    return page(
        "signin",
        status,
        wanted=wanted,
        name=name,
        problems=problems or {},
        passkey=_asked_at_door("", []),
        provider=settings.oidc_label if config_of(settings) else "",
    )


def ask_code(
    wanted: str, half: str, person: Person, problems: dict[str, str] | None = None, status: int = 200
) -> Response:
    """The second step of somebody whose password was right."""
    with services().database.read() as session:
        own = [one.credential for one in keyrings.of(session, person) if one.doubted_at is None]
    asked = _asked_at_door(half, own) if own else None
    return page("code", status, wanted=wanted, half=half, problems=problems or {}, passkey=asked)


def enter(person: Person, wanted: str) -> Response:
    response = go(wanted)
    begin_session(response, person)
    return response


def status_of(refusal: SignInRefusal) -> int:
    return 429 if refusal.code == "throttled" else 401


def say_when(response: Response, refusal: SignInRefusal) -> Response:
    if refusal.code == "throttled":
        response.headers["Retry-After"] = str(refusal.wait_seconds(now_ms()))
    return response


def here() -> passkeys.Place | None:
    """Where passkeys are good, if this request came to that very host."""
    place = passkeys.place_of(services().settings)
    return place if place and place.origin.partition("://")[2] == request.host.lower() else None


def answered(half: str) -> Ticket | None:
    """What this browser was asked, with the form that it sends; None where it was another, or too long ago."""
    door, name = at_door(), request.form.get("ticket", "")
    return found(services().secret, _bound(door, half), name, now_ms()) if door else None


def _asked_at_door(half: str, own: list[str]) -> dict[str, Any] | None:
    place = here()
    if place is None:
        return None
    ticket = new_ticket(services().secret, _bound(come_to_door(), half), now_ms())
    return {"ticket": ticket.name, "options": passkeys.question(place, own, ticket.challenge)}


def _bound(door: str, half: str) -> str:
    return f"door:{door}:{half}"
