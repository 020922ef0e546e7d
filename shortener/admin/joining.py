"""Where an invitation leads: somebody new chooses a name and a password, somebody known a new password."""

from flask import Response, request

from shortener.accounts import invitations
from shortener.accounts.errors import AccountRefused
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Invitation, Person
from shortener.admin.audited import note
from shortener.admin.frame import back_to, blueprint, go, page
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.web.person import SIGNED_IN, begin_session
from shortener.web.services import services
from shortener.web.visitor import visitor_network


@blueprint.get("/join/<token>")
def join(token: str) -> Response:
    found = invitations.look_at(services().database, token, visitor_network())
    return _closed(found) if isinstance(found, SignInRefusal) else _ask(found)


@blueprint.post("/join/<token>")
def accept(token: str) -> Response:
    found = invitations.look_at(services().database, token, visitor_network())
    if isinstance(found, SignInRefusal):
        return _closed(found)
    name, password, again = (request.form.get(field, "") for field in ("name", "password", "again"))
    if password != again:
        return _ask(found, {"again": Words("The two passwords differ; type the same one twice.")}, name)
    try:
        with services().database.write() as session:
            person = invitations.accept(session, token, name, password)
    except AccountRefused as error:
        return _ask(found, {error.field: error.words}, name)
    note("joined", person, "a new password" if found.person_id else person.role)
    # A new password alone proves nothing of what else this person signs in with.
    if found.person_id is not None:
        return back_to("admin.sign_in", "password-set")
    response = go(SIGNED_IN)
    begin_session(response, person)
    return response


def _ask(invitation: Invitation, problems: dict[str, str] | None = None, name: str = "") -> Response:
    with services().database.read() as session:
        known = session.get(Person, invitation.person_id) if invitation.person_id else None
    return page(
        "join",
        422 if problems else 200,
        known=known,
        role=invitation.role,
        name=name,
        problems=problems or {},
        focus=next(iter(problems or {"password" if known else "name": ""})),
    )


def _closed(refusal: SignInRefusal) -> Response:
    if refusal.code == "wrong":
        return page("join", 404, closed=invitations.OVER)
    response = page("join", 429, closed=refusal.sentence(now_ms()))
    response.headers["Retry-After"] = str(refusal.wait_seconds(now_ms()))
    return response
